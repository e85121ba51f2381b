"""Send an analysis's recorded spans to Langfuse after its result is stored, so that this cannot affect the analysis.

Holdings and texts are sent only if the person consented. For all other runs, Langfuse receives only which agents
worked, for how long and at what cost.
"""

import logging
from functools import partial

from advisors.document.markdown import sections_to_markdown
from advisors.planner.output import PlanOutput
from advisors.runtime.step_output import VerifiedOutput
from advisors.tracing.langfuse_masking import remove_personal_data
from advisors.tracing.langfuse_observations import JobSummary, StepSummary, build_observation
from advisors.tracing.recorder import recorder
from analysis.jobs.lease import Lease
from analysis.models import Job
from analysis.trace.langfuse_consent import choose_masking
from analysis.trace.langfuse_delivery import TraceTerms, deliver
from people import acting_as
from people.models import User
from portfolios.facts.families import Family, Measure

logger = logging.getLogger(__name__)

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
        with acting_as(lease.user_id):
            user = User.objects.filter(pk=lease.user_id).first()
            if user is None:  # deleted meanwhile, with all their data
                return
            masking = choose_masking(user)  # a consent may be withdrawn by now
            job = remove_personal_data(_build_job_summary(lease, outcome, masking.names), masking.masked)
        terms = TraceTerms(job.job_id, masking.masked, job.names, lease.job_id, job.user_id)
        deliver(terms, partial(build_observation, job, run))
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
        words = len(sections_to_markdown(output.list_sections()).split()) if isinstance(output, VerifiedOutput) else 0
        results = {**counts, **copies, **({"words_written": words} if words else {})}
        steps.append(StepSummary(step.name, step.agent, step.status, results))
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
