"""Langfuse is told of a run after its result is stored: whatever it does then, the analysis does not notice.

What a person owns and what was said about it goes there only when they agreed to that; of anybody else's run it learns
which agents worked, for how long, and what that cost.
"""

import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

from advisors.tracing.langfuse_masking import mask_observation, remove_personal_data
from advisors.tracing.langfuse_observations import JobSummary, StepSummary, build_observation
from advisors.tracing.langfuse_observer import ObservedRun, observer
from advisors.tracing.langfuse_project import ALL_MASKS, PEOPLE, LangfuseProject
from analysis.jobs.lease import Lease
from analysis.jobs.span_store import clean_and_shorten
from analysis.models import Job, Step
from analysis.usage.model_settings import langfuse_project, recipients
from people import acting_as
from people.models import User
from people.privacy import load_privacy
from portfolios.models import Account, IncomeStream, Instrument, Profile

logger = logging.getLogger(__name__)
MAX_MESSAGE_CHARACTERS = 100_000  # characters of one message

COUNTED_OUTPUTS = {
    "unclassified": "instruments_to_tag", "classified": "instruments_tagged", "charts": "charts_made",
    "recommendations": "recommendations_made", "actions": "actions_ranked",
}  # fmt: skip
COPIED_OUTPUTS = {"figures": "figures_checked", "corrected": "figures_corrected", "rewritten": "steps_rewritten"}


def start_observing(lease: Lease) -> None:
    observer.watch(str(lease.job_id))


def export_run(lease: Lease, outcome: str) -> None:
    """outcome: what the queue's log is told of this run."""
    run = observer.take(str(lease.job_id))
    try:
        _export_run(lease, outcome, run, langfuse_project())
    except Exception:  # the run has come to its end, and its end is stored: nothing here may put that in doubt
        logger.exception("Langfuse was not told of job %s.", lease.job_id)


def _export_run(lease: Lease, outcome: str, run: ObservedRun, project: LangfuseProject) -> None:
    from advisors.tracing.langfuse_client import client_of

    with acting_as(lease.user_id):
        user = User.objects.filter(pk=lease.user_id).first()
        if user is None:  # deleted meanwhile, with everything of theirs
            return
        masked = _masked_parts(user, project)
        told = remove_personal_data(
            _build_job_record(lease, outcome, list(_private_names(user, everything=PEOPLE in masked))), masked
        )
    root = mask_observation(
        build_observation(told, run, _compute_price),
        masked,
        told.names,
        partial(clean_and_shorten, longest=MAX_MESSAGE_CHARACTERS),
    )
    client_of(project).send(root, session=told.job_id, user=told.user_id)


def _compute_price(model: str, tokens_in: int, tokens_out: int, cached: int) -> Any:
    from advisors.budget.prices import compute_cost

    return compute_cost(model, tokens_in, tokens_out, cached)


def _masked_parts(user: User, project: LangfuseProject) -> frozenset[str]:
    """Asked at the end: whoever withdraws their consent is heard."""
    agreed = not user.is_demo and load_privacy(user).allows(recipients())
    return project.masked if agreed else ALL_MASKS


def _build_job_record(lease: Lease, outcome: str, names: list[str]) -> JobSummary:
    job = Job.objects.filter(pk=lease.job_id, user_id=lease.user_id).prefetch_related("steps").first()
    if job is None:
        return JobSummary(str(lease.job_id), outcome, lease.attempt, names=names)
    steps = [_build_step_record(step) for step in job.steps.all()]
    return JobSummary(
        job_id=str(job.pk), outcome=outcome, attempt=lease.attempt, error_code=job.error_code,
        user_id=str(job.user_id),
        portfolio_value=job.facts.value("total_value") if job.facts and "total_value" in job.facts else None,
        positions=len(job.snapshot.positions) if job.snapshot else None,
        consulted_agents=_consulted_specialists(job), steps=steps, names=names,
    )  # fmt: skip


def _consulted_specialists(job: Job) -> list[str]:
    plan = next((step.output for step in job.steps.all() if step.name == Step.Name.PLAN), None)
    return [consulted["specialist"] for consulted in plan["plan"]["consultations"]] if plan else []


def _build_step_record(step: Step) -> StepSummary:
    output = step.output or {}
    counts = {told: len(output[name]) for name, told in COUNTED_OUTPUTS.items() if name in output}
    taken_over = {told: int(output[name]) for name, told in COPIED_OUTPUTS.items() if name in output}
    return StepSummary(step.name, step.agent, step.status, {**counts, **taken_over})


def _private_names(user: User, *, everything: bool) -> Iterator[str]:
    """Never to be told: how the person is called and reached. Where people are masked, what they call their own too."""
    yield user.email
    yield from Profile.objects.filter(user=user).values_list("display_name", flat=True)
    if everything:
        for words in Account.objects.owned_by(user).values_list("name", "purpose"):
            yield from words
        for words in Instrument.objects.filter(owner=user).values_list("symbol", "name"):
            yield from words
        yield from IncomeStream.objects.filter(user=user).values_list("name", flat=True)
