"""Load what the trace page shows, in a few queries."""

from typing import Any

from advisors import team
from analysis.models import Job, Span, SpanQuerySet
from analysis.results.document import load_facts
from analysis.trace.attribution import TracedSection, build_sections
from analysis.trace.waterfall import build_trace


def load_trace_context(job: Job, opened: str = "") -> dict[str, Any]:
    """Return the context of the trace page. opened: the id of the span whose prompt and answer it shows.

    questions: those that a language model answered, each with its own trace.
    """
    spans = _spans_of_job(job).without_large_columns().select_related("question")
    trace = build_trace(span for span in spans if span.question is None)
    sections: list[TracedSection] = []
    if job.report_payload and job.report_payload.document:
        with_text = [step.name for step, _ in team.steps() if step.text_title]
        outputs = {step.name: step.output for step in job.steps.filter(name__in=with_text, output__isnull=False)}
        sections = build_sections(job.report_payload.document, outputs, load_facts(job), trace)
    asked: dict[Any, list[Span]] = {}
    for span in spans:
        if span.question is not None:
            asked.setdefault(span.question, []).append(span)
    questions = [(question, build_trace(found)) for question, found in asked.items()]
    found = find_span(job, opened) if opened else None
    return {"job": job, "trace": trace, "questions": questions, "opened": found, "sections": sections}


def find_span(job: Job, span_id: str) -> Span | None:
    """Return a span with its prompt and answer, or None."""
    return _spans_of_job(job).filter(span_id=span_id.replace("\x00", "")).first()


def _spans_of_job(job: Job) -> SpanQuerySet:
    return Span.objects.owned_by(job.user_id).filter(job=job)
