"""The Langfuse exporter: sends a run's recorded spans after its result is stored, so it cannot affect the analysis.

Holdings and texts are sent only if the person consented. Of all other runs Langfuse learns which agents worked, for
how long and at what cost.
"""

import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

from advisors.tracing.langfuse_masking import mask_observation, remove_personal_data
from advisors.tracing.langfuse_observations import JobSummary, StepSummary, build_observation
from advisors.tracing.langfuse_project import ALL_MASKS, MASK_PEOPLE, LangfuseProject
from advisors.tracing.recorder import RecordedRun, recorder
from analysis.jobs.lease import Lease
from analysis.jobs.span_store import clean_and_shorten
from analysis.models import Job, Step
from analysis.usage.model_settings import langfuse_project, recipients
from people import acting_as
from people.models import User
from people.privacy import load_privacy
from portfolios.facts.families import Family, Measure
from portfolios.models import Account, IncomeStream, Instrument, Profile

logger = logging.getLogger(__name__)
MAX_MESSAGE_CHARACTERS = 100_000

COUNTED_OUTPUTS = {
    "unclassified": "instruments_to_tag", "classified": "instruments_tagged", "charts": "charts_made",
    "recommendations": "recommendations_made", "actions": "actions_ranked",
}  # fmt: skip
COPIED_OUTPUTS = {"figures": "figures_checked", "corrected": "figures_corrected", "rewritten": "steps_rewritten"}


def start_watching(lease: Lease) -> None:
    recorder.watch(str(lease.job_id))


def export_run(lease: Lease, outcome: str) -> None:
    """Send the run to Langfuse. outcome: its line in the queue's log. Raises nothing."""
    run = recorder.end_watch(str(lease.job_id))
    try:
        _export_run(lease, outcome, run, langfuse_project())
    except Exception:  # the result is stored: no error here may put it in doubt
        logger.exception("Job %s could not be sent to Langfuse.", lease.job_id)


def _export_run(lease: Lease, outcome: str, run: RecordedRun, project: LangfuseProject) -> None:
    from advisors.tracing.langfuse_client import get_client

    with acting_as(lease.user_id):
        user = User.objects.filter(pk=lease.user_id).first()
        if user is None:  # deleted meanwhile, with all their data
            return
        masked = _masked_parts(user, project)
        names = list(_private_names(user, everything=MASK_PEOPLE in masked))
        job = remove_personal_data(_build_job_summary(lease, outcome, names), masked)
    clean = partial(clean_and_shorten, longest=MAX_MESSAGE_CHARACTERS)
    root = mask_observation(build_observation(job, run, _compute_price), masked, job.names, clean)
    get_client(project).send(root, session=job.job_id, user=job.user_id)


def _compute_price(model: str, tokens_in: int, tokens_out: int, cached: int) -> Any:
    from advisors.budget.prices import compute_cost

    return compute_cost(model, tokens_in, tokens_out, cached)


def _masked_parts(user: User, project: LangfuseProject) -> frozenset[str]:
    """Return what to mask. Checked at the end of the run, so a consent withdrawn meanwhile counts."""
    agreed = not user.is_demo and load_privacy(user).allows(recipients())
    return project.masked if agreed else ALL_MASKS


def _build_job_summary(lease: Lease, outcome: str, names: list[str]) -> JobSummary:
    job = Job.objects.filter(pk=lease.job_id, user_id=lease.user_id).prefetch_related("steps").first()
    if job is None:
        return JobSummary(str(lease.job_id), outcome, lease.attempt, names=names)
    steps = [_build_step_summary(step) for step in job.steps.all()]
    value = job.facts.one(Family.PORTFOLIO, Measure.VALUE) if job.facts else None
    return JobSummary(
        job_id=str(job.pk), outcome=outcome, attempt=lease.attempt, error_code=job.error_code,
        user_id=str(job.user_id),
        portfolio_value=value and value.value,
        positions=len(job.snapshot.positions) if job.snapshot else None,
        consulted_agents=_consulted_specialists(job), steps=steps, names=names,
    )  # fmt: skip


def _consulted_specialists(job: Job) -> list[str]:
    plan = next((step.output for step in job.steps.all() if step.name == Step.Name.PLAN), None)
    return [consulted["specialist"] for consulted in plan["plan"]["consultations"]] if plan else []


def _build_step_summary(step: Step) -> StepSummary:
    output = step.output or {}
    counts = {label: len(output[name]) for name, label in COUNTED_OUTPUTS.items() if name in output}
    copies = {label: int(output[name]) for name, label in COPIED_OUTPUTS.items() if name in output}
    return StepSummary(step.name, step.agent, step.status, {**counts, **copies})


def _private_names(user: User, *, everything: bool) -> Iterator[str]:
    """Yield the person's name and address, and with everything also the names they gave accounts and instruments."""
    yield user.email
    yield from Profile.objects.filter(user=user).values_list("display_name", flat=True)
    if everything:
        for words in Account.objects.owned_by(user).values_list("name", "purpose"):
            yield from words
        for words in Instrument.objects.filter(owner=user).values_list("symbol", "name"):
            yield from words
        yield from IncomeStream.objects.filter(user=user).values_list("name", flat=True)
