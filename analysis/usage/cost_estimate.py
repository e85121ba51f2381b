"""What a person's next analysis will probably take: as their own last ones took, else as analyses usually do."""

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

ASKED, TAKEN = 8, 3


def load_estimate_text(user: User) -> str:
    """In words, for whoever starts one."""
    with acting_as(user.pk):
        return estimate_text(user, load_privacy(user))


def estimate_text(user: User, privacy: Privacy) -> str:
    models = permission_for(user, privacy).models
    estimate = estimate_cost(user, models)
    if not estimate.models:
        return NO_COST_TEXT
    return " ".join(filter(None, [estimate.text, estimate.describe_shortage(limits(), load_spent_today(user.pk))]))


def estimate_cost(user: User, models: ModelConfig) -> Estimate:
    foreseen = estimate_typical_run(models, compute_list_cost)
    runs = _find_comparable_runs(user, models) if foreseen.models else []
    return estimate_from_past_runs(foreseen.models, runs) if runs else foreseen


def _find_comparable_runs(user: User, models: ModelConfig) -> list[ModelUsage]:
    """The last ones that these models wrote from beginning to end, each role by the one that would play it now."""
    done = Job.objects.owned_by(user).completed().filter(job_type=Job.Type.PORTFOLIO_ANALYSIS, tokens__gt=0)
    jobs = done.without_large_columns().prefetch_related(Prefetch("steps", Step.objects.only("job", "agent", "model")))[
        :ASKED
    ]
    alike = [job for job in jobs if _is_written_by(job, models)]
    return [ModelUsage(0, job.tokens, 0, job.cost_usd) for job in alike[:TAKEN]]


def _is_written_by(job: Job, models: ModelConfig) -> bool:
    return all(
        step.model == (models.model_for_role(step.agent) or BUILTIN_WRITER_NAME)
        for step in job.steps.all()
        if step.model
    )
