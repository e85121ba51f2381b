"""The rows of analyses: jobs, their steps and spans, and model costs."""

from analysis.models.jobs import MAX_ATTEMPTS, Job, JobQuerySet
from analysis.models.model_costs import ModelCost, ModelCostQuerySet
from analysis.models.spans import PREVIEW_CHARACTERS, Span, SpanQuerySet
from analysis.models.steps import Step, StepQuerySet, step_choices

__all__ = [
    "MAX_ATTEMPTS", "PREVIEW_CHARACTERS", "Job", "JobQuerySet", "ModelCost", "ModelCostQuerySet", "Span",
    "SpanQuerySet", "Step", "StepQuerySet", "step_choices",
]  # fmt: skip
