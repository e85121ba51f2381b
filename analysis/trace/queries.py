"""What the page of a trace needs of the database, in a few questions."""

from typing import Any

from analysis.models import Job, Span, SpanQuerySet
from analysis.trace.attribution import WRITTEN, sections
from analysis.trace.waterfall import trace_of
from portfolios.facts.fact import FactSheet


def traced_of(job: Job, opened: str = "") -> dict[str, Any]:
    """opened: the id of the span whose prompt and answer are to be seen."""
    trace = trace_of(_spans(job).light())
    return {
        "job": job,
        "trace": trace,
        "opened": span_of(job, opened) if opened else None,
        "sections": _sections(job, trace) if job.status == Job.Status.COMPLETED else [],
    }


def span_of(job: Job, span_id: str) -> Span | None:
    """With its texts."""
    return _spans(job).filter(span_id=span_id.replace("\x00", "")).first()


def _spans(job: Job) -> SpanQuerySet:
    return Span.objects.owned_by(job.user_id).filter(job=job)


def _sections(job: Job, trace: Any) -> Any:
    """Facts and snapshot are loaded here alone; no other part of the page needs them."""
    stored = Job.objects.filter(pk=job.pk).only("facts", "snapshot").get()
    outputs = dict(job.steps.filter(name__in=WRITTEN, output__isnull=False).values_list("name", "output"))
    return sections(outputs, stored.facts or FactSheet(), stored.snapshot, trace)
