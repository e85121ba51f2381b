"""What the SDK traces, kept in memory until the run's own code stores it. Nothing leaves the process."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents import set_trace_processors
from agents.tracing import Span, Trace, TracingProcessor

from advisors.spending import believable


@dataclass(frozen=True, slots=True)
class SpanRecord:
    span_id: str
    parent_id: str
    kind: str
    name: str
    agent: str
    model: str
    started_at: datetime
    ended_at: datetime
    input_tokens: int = 0
    output_tokens: int = 0
    error: str = ""


class Recorder(TracingProcessor):
    """Called inside the event loop, so it only remembers; `drain` gives a trace's spans away."""

    def __init__(self) -> None:
        self._spans: dict[str, list[SpanRecord]] = {}
        self._agents: dict[str, str] = {}
        self._lock = threading.Lock()

    def on_trace_start(self, trace: Trace) -> None:
        with self._lock:
            self._spans.setdefault(trace.trace_id, [])

    def on_trace_end(self, trace: Trace) -> None:
        pass

    def on_span_start(self, span: Span[Any]) -> None:
        """The owner is the nearest agent above; it is known now, while the ancestors are."""
        data = span.span_data
        with self._lock:
            owner = data.name if data.type == "agent" else self._agents.get(span.parent_id or "", "")
            self._agents[span.span_id] = owner

    def on_span_end(self, span: Span[Any]) -> None:
        with self._lock:
            agent = self._agents.pop(span.span_id, "")
            if span.trace_id in self._spans and span.started_at and span.ended_at:
                self._spans[span.trace_id].append(_record(span, agent))

    def drain(self, trace_id: str) -> list[SpanRecord]:
        with self._lock:
            return self._spans.pop(trace_id, [])

    def shutdown(self) -> None:
        pass

    def force_flush(self) -> None:
        pass


def _record(span: Span[Any], agent: str) -> SpanRecord:
    data = span.span_data
    usage = (getattr(data, "usage", None) or {}) if data.type == "generation" else {}
    name = getattr(data, "name", None) or getattr(data, "model", None) or data.type
    return SpanRecord(
        span_id=span.span_id, parent_id=span.parent_id or "", kind=data.type, name=str(name)[:120], agent=agent[:40],
        model=str(getattr(data, "model", None) or "")[:120],
        started_at=datetime.fromisoformat(span.started_at or ""), ended_at=datetime.fromisoformat(span.ended_at or ""),
        input_tokens=believable(usage.get("input_tokens")), output_tokens=believable(usage.get("output_tokens")),
        error=str(span.error["message"] if span.error else "")[:500],
    )  # fmt: skip


recorder = Recorder()
set_trace_processors([recorder])  # replaces the SDK's default, which posts every prompt to its maker
