"""Choose the runs that an estimate of the next analysis is based on: the user's last ones, else typical ones."""

from django.db.models import Prefetch

from advisors.budget.estimate import NO_COST_TEXT, Estimate, estimate_from_past_runs, estimate_typical_run
from advisors.budget.price_table import compute_list_cost
from advisors.budget.spending import ModelUsage
from advisors.llm import BUILTIN_WRITER_NAME, ModelConfig
from analysis.models import Job, Step
from analysis.usage.consent import permission_for
from analysis.usage.costs import load_spent_today
from analysis.usage.model_settings import limits
from people import acting_as
from people.models import Privacy, User
from people.privacy import load_privacy

MAX_JOBS_READ, MAX_JOBS_USED = 8, 3


def load_estimate_text(user: User) -> str:
    """Return the estimate as text, for a user who is about to start an analysis."""
    with acting_as(user.pk):
        return estimate_text(user, load_privacy(user))


def estimate_text(user: User, privacy: Privacy) -> str:
    models = permission_for(user, privacy).models
    estimate = estimate_cost(user, models)
    if not estimate.models:
        return NO_COST_TEXT
    return " ".join(filter(None, [estimate.text, estimate.describe_shortage(limits(), load_spent_today(user.pk))]))


def estimate_cost(user: User, models: ModelConfig) -> Estimate:
    """Estimate from the last analyses in which each role had the same model as now, or from typical ones."""
    typical = estimate_typical_run(models, compute_list_cost)
    if not typical.models:
        return typical
    completed = Job.objects.owned_by(user).completed().without_large_columns()
    analyses = completed.filter(job_type=Job.Type.PORTFOLIO_ANALYSIS, tokens__gt=0)
    with_writers = analyses.prefetch_related(Prefetch("steps", Step.objects.only("job", "agent", "model")))
    runs = [
        ModelUsage(0, job.tokens, 0, job.cost_usd)
        for job in with_writers[:MAX_JOBS_READ]
        if all(
            step.model == (models.model_for_role(step.agent) or BUILTIN_WRITER_NAME)
            for step in job.steps.all()
            if step.model
        )
    ]
    return estimate_from_past_runs(typical.models, runs[:MAX_JOBS_USED]) if runs else typical
