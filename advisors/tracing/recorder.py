"""The recorder: keeps the spans that the Agents SDK traces in memory until the run's own code takes them.

Nothing leaves the process from here. The pipeline takes a step's spans to store them as rows; the Langfuse export
takes all spans of a whole run.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from agents import set_trace_processors
from agents.tracing import Span, Trace, TracingProcessor

from advisors.model_errors import ERROR_MESSAGES
from advisors.tracing.events import DECISION, STEP
from advisors.tracing.recorded_span import RecordedSpan, SpanRecord, build_record

SDK_ERROR_MESSAGES = {
    "Max turns exceeded": ERROR_MESSAGES["turns"],
    "Invalid JSON": ERROR_MESSAGES["malformed"],
    "Tool not found": "It asked for a tool that does not exist.",
    "Guardrail tripwire triggered": "A guardrail stopped it.",
}
"""Our sentence for each error message of the SDK."""


@dataclass(frozen=True, slots=True)
class SpanOwner:
    """The nearest agent and step above a span."""

    agent: str = ""
    step: str = ""


@dataclass
class RecordedRun:
    """All spans of one watched run. ended_at is None while it runs."""

    started_at: datetime
    spans: list[RecordedSpan] = field(default_factory=list)
    ended_at: datetime | None = None


class Recorder(TracingProcessor):
    """Called inside the event loop, so it only remembers.

    `take` and `drain` hand over each span of a trace once. `watch` keeps the spans of a trace group (a job) a second
    time, until `end_watch` hands them over.
    """

    def __init__(self) -> None:
        self._spans: dict[str, list[RecordedSpan]] = {}
        self._owners: dict[str, SpanOwner] = {}
        self._runs: dict[str, RecordedRun] = {}
        self._groups: dict[str, str] = {}
        self._lock = threading.Lock()

    def watch(self, group: str) -> None:
        """Start to keep all spans of this trace group."""
        with self._lock:
            self._runs[group] = RecordedRun(datetime.now(UTC))

    def end_watch(self, group: str) -> RecordedRun:
        """Return the spans of this trace group and stop keeping them."""
        with self._lock:
            self._groups = {trace_id: other for trace_id, other in self._groups.items() if other != group}
            run = self._runs.pop(group)
        run.ended_at = datetime.now(UTC)
        return run

    def on_trace_start(self, trace: Trace) -> None:
        group = getattr(trace, "group_id", None)
        with self._lock:
            self._spans.setdefault(trace.trace_id, [])
            if group in self._runs:
                self._groups[trace.trace_id] = str(group)

    def on_trace_end(self, trace: Trace) -> None:
        pass

    def on_span_start(self, span: Span[Any]) -> None:
        """Find the span's owner now, while its ancestors are still open."""
        data = span.span_data
        with self._lock:
            above = self._owners.get(span.parent_id or "", SpanOwner())
            agent = data.name if data.type == "agent" else above.agent
            step = data.data["step"] if _get_span_kind(data) == STEP else above.step
            self._owners[span.span_id] = SpanOwner(agent, step)

    def on_span_end(self, span: Span[Any]) -> None:
        with self._lock:
            owner = self._owners.pop(span.span_id, SpanOwner())
            if not (span.started_at and span.ended_at):
                return
            recorded = _record_span(span, owner)
            if span.trace_id in self._spans:
                self._spans[span.trace_id].append(recorded)
            if group := self._groups.get(span.trace_id):
                self._runs[group].spans.append(recorded)

    def take(self, trace_id: str, step: str) -> list[SpanRecord]:
        """Return the spans of an ended step, and those of no step, once."""
        with self._lock:
            spans = self._spans.get(trace_id, [])
            taken = [span for span in spans if span.step in (step, "")]
            spans[:] = [span for span in spans if span.step not in (step, "")]
        return _build_records(taken)

    def drain(self, trace_id: str) -> list[SpanRecord]:
        """Return what is left of a trace and forget the trace."""
        with self._lock:
            spans = self._spans.pop(trace_id, [])
        return _build_records(spans)

    def shutdown(self) -> None:
        pass

    def force_flush(self) -> None:
        pass


def _get_span_kind(data: Any) -> str:
    """Return the SDK's type of span; for one of our own (decision, step), its name."""
    return str(data.name if data.type == "custom" else data.type)


def _record_span(span: Span[Any], owner: SpanOwner) -> RecordedSpan:
    data = span.span_data
    kind = _get_span_kind(data)
    if kind in (DECISION, STEP):
        name = data.data["words" if kind == DECISION else "step"]
    elif kind == "agent" and data.output_type not in (None, "str"):
        name = f"{data.name}: {data.output_type}"
    else:
        name = getattr(data, "name", None) or getattr(data, "model", None) or data.type
    return RecordedSpan(
        span_id=span.span_id, parent_id=span.parent_id or "", kind=kind, name=str(name),
        step=owner.step, agent=owner.agent, model=str(getattr(data, "model", None) or ""),
        started_at=datetime.fromisoformat(span.started_at or ""), ended_at=datetime.fromisoformat(span.ended_at or ""),
        input=getattr(data, "input", None), output=getattr(data, "output", None),
        usage=(getattr(data, "usage", None) or {}) if data.type == "generation" else {},
        details=getattr(data, "data", None) or {}, error=describe_span_error(span),
    )  # fmt: skip


def describe_span_error(span: Span[Any]) -> str:
    """Return a message of our own for the error: the text of an exception may hold anything."""
    if not span.error:
        return ""
    if span.span_data.type in ("generation", "custom"):  # these spans are ours, and so are their messages
        return str(span.error["message"])[:500]
    unknown = "The tool could not be run." if span.span_data.type == "function" else "It did not finish."
    return SDK_ERROR_MESSAGES.get(span.error["message"], unknown)


def _build_records(spans: Iterable[RecordedSpan]) -> list[SpanRecord]:
    return [build_record(span) for span in spans]


recorder = Recorder()
set_trace_processors([recorder])  # replaces the SDK's default, which posts every prompt to its maker
