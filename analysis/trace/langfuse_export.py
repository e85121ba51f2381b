"""Send a run's recorded spans to Langfuse after its result is stored, so that this cannot affect the analysis.

Holdings and texts are sent only if the person consented. For all other runs, Langfuse receives only which agents
worked, for how long and at what cost.
"""

import logging
from collections.abc import Iterator
from functools import partial

from advisors.planner.output import PlanOutput
from advisors.tracing.langfuse_masking import mask_observation, remove_personal_data
from advisors.tracing.langfuse_observations import JobSummary, StepSummary, build_observation
from advisors.tracing.langfuse_project import ALL_MASKS, MASK_PEOPLE
from advisors.tracing.recorder import recorder
from analysis.jobs.lease import Lease
from analysis.jobs.span_store import clean_and_shorten
from analysis.models import Job
from analysis.usage.model_settings import langfuse_project, recipients, secret_values
from people import acting_as
from people.models import User
from people.privacy import load_privacy
from portfolios.facts.families import Family, Measure
from portfolios.models import Account, IncomeStream, Instrument, Profile

logger = logging.getLogger(__name__)
MAX_MESSAGE_CHARACTERS = 100_000

COUNTED_OUTPUTS = {
    "unclassified": "instruments_to_tag", "classified": "instruments_tagged", "charts": "charts_made",
    "sections": "sections_written", "actions": "actions_ranked",
}  # fmt: skip
COPIED_OUTPUTS = {"corrected": "figures_corrected", "rewritten": "steps_rewritten"}


def start_watching(lease: Lease) -> None:
    recorder.watch(str(lease.job_id))


def export_run(lease: Lease, outcome: str) -> None:
    """Send the run to Langfuse. outcome: its line in the queue's log. Raises nothing."""
    run = recorder.end_watch(str(lease.job_id))
    try:
        from advisors.budget.prices import compute_cost
        from advisors.tracing.langfuse_client import get_client

        project = langfuse_project()
        with acting_as(lease.user_id):
            user = User.objects.filter(pk=lease.user_id).first()
            if user is None:  # deleted meanwhile, with all their data
                return
            agreed = not user.is_demo and load_privacy(user).allows(recipients())  # a consent may be withdrawn by now
            masked = project.masked if agreed else ALL_MASKS
            names = list(_private_names(user, everything=MASK_PEOPLE in masked))
            job = remove_personal_data(_build_job_summary(lease, outcome, names), masked)
        clean = partial(clean_and_shorten, longest=MAX_MESSAGE_CHARACTERS, secrets=secret_values())
        root = mask_observation(build_observation(job, run, compute_cost), masked, job.names, clean)
        get_client(project).send(root, session=job.job_id, user=job.user_id)
    except Exception:  # the result is stored: no error here may put it in doubt
        logger.exception("Job %s could not be sent to Langfuse.", lease.job_id)


def _build_job_summary(lease: Lease, outcome: str, names: list[str]) -> JobSummary:
    job = Job.objects.filter(pk=lease.job_id, user_id=lease.user_id).prefetch_related("steps").first()
    if job is None:
        return JobSummary(str(lease.job_id), outcome, lease.attempt, names=names)
    steps, consulted = [], []
    for step in job.steps.all():
        output = step.output
        counts = {label: len(getattr(output, name)) for name, label in COUNTED_OUTPUTS.items() if hasattr(output, name)}
        copies = {label: int(getattr(output, name)) for name, label in COPIED_OUTPUTS.items() if hasattr(output, name)}
        steps.append(StepSummary(step.name, step.agent, step.status, {**counts, **copies}))
        if isinstance(output, PlanOutput):
            consulted = [consultation.specialist for consultation in output.plan.consultations]
    value = job.facts.one(Family.PORTFOLIO, Measure.VALUE) if job.facts else None
    return JobSummary(
        job_id=str(job.pk), outcome=outcome, attempt=lease.attempt, error_code=job.error_code,
        user_id=str(job.user_id),
        portfolio_value=value and value.value,
        positions=len(job.snapshot.positions) if job.snapshot else None,
        consulted_agents=consulted, steps=steps, names=names,
    )  # fmt: skip


def _private_names(user: User, *, everything: bool) -> Iterator[str]:
    """Yield the person's name and address, and with everything also the names they gave accounts and instruments."""
    yield user.email
    yield from Profile.objects.filter(user=user).values_list("display_name", flat=True)
    if everything:
        for texts in Account.objects.owned_by(user).values_list("name", "purpose"):
            yield from texts
        for texts in Instrument.objects.filter(owner=user).values_list("symbol", "name"):
            yield from texts
        yield from IncomeStream.objects.filter(user=user).values_list("name", flat=True)
