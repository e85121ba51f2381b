"""What the page of a trace needs of the database, in a few questions."""

from typing import Any

from analysis.models import Job, Span, SpanQuerySet
from analysis.trace.attribution import build_sections, list_steps_with_text
from analysis.trace.waterfall import build_trace
from portfolios.facts.fact import FactSheet


def load_trace_context(job: Job, opened: str = "") -> dict[str, Any]:
    """opened: the id of the span whose prompt and answer are to be seen."""
    trace = build_trace(_spans_of_job(job).without_large_columns())
    return {
        "job": job,
        "trace": trace,
        "opened": find_span(job, opened) if opened else None,
        "sections": _load_sections(job, trace) if job.status == Job.Status.COMPLETED else [],
    }


def find_span(job: Job, span_id: str) -> Span | None:
    """With its texts."""
    return _spans_of_job(job).filter(span_id=span_id.replace("\x00", "")).first()


def _spans_of_job(job: Job) -> SpanQuerySet:
    return Span.objects.owned_by(job.user_id).filter(job=job)


def _load_sections(job: Job, trace: Any) -> Any:
    """Facts and snapshot are loaded here alone; no other part of the page needs them."""
    stored = Job.objects.filter(pk=job.pk).only("facts", "snapshot").get()
    outputs = dict(
        job.steps.filter(name__in=list_steps_with_text(), output__isnull=False).values_list("name", "output")
    )
    return build_sections(outputs, stored.facts or FactSheet(), stored.snapshot, trace)
