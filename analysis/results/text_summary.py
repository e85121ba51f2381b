"""Format an analysis in a few lines of plain text, for a terminal."""

from collections.abc import Iterator

from analysis.models import Job
from portfolios.facts.formatting import format_fact


def format_summary_lines(job: Job) -> Iterator[str]:
    if job.status != Job.Status.COMPLETED:
        reason = job.error_message or "It has not finished yet. The page shows its progress."
        yield f"The analysis is {job.get_status_display().lower()}: {reason}"
        return
    if job.facts is not None and "portfolio.value" in job.facts:
        yield f"Worth: {format_fact(job.facts['portfolio.value'], 'cents')}"
    retirement = job.retirement_payload
    if retirement is not None and retirement.success_probability is not None:
        yield f"Success rate of the retirement plan: {retirement.success_probability:.0%}"
    if job.summary_payload is not None and job.summary_payload.actions:
        yield f"Top action: {job.summary_payload.actions[0].title}"
