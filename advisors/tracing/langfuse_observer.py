"""What the SDK traces of one run, kept in memory until the run's own code takes it away."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from agents.tracing import Span, Trace, TracingProcessor, add_trace_processor

from advisors.tracing import recorder


@dataclass(frozen=True, slots=True)
class ObservedSpan:
    """said and answered: as the SDK gives them. details: those of a span of our own."""

    span_id: str
    parent_id: str
    kind: str
    name: str
    model: str
    started_at: datetime
    ended_at: datetime
    said: Any = None
    answered: Any = None
    usage: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass
class ObservedRun:
    started_at: datetime
    spans: list[ObservedSpan] = field(default_factory=list)
    ended_at: datetime | None = None


class RunObserver(TracingProcessor):
    """Notes the traces of the groups that it was told to watch, and nothing else. Called inside the event loop."""

    def __init__(self) -> None:
        self._runs: dict[str, ObservedRun] = {}
        self._groups: dict[str, str] = {}
        self._is_added = False
        self._lock = threading.Lock()

    def watch(self, group: str) -> None:
        with self._lock:
            self._runs[group] = ObservedRun(datetime.now(UTC))
            if not self._is_added:  # after the recorder, which took the SDK's own exporter away
                add_trace_processor(self)
                self._is_added = True

    def take(self, group: str) -> ObservedRun:
        """All that was seen; from now on this group is not watched."""
        with self._lock:
            self._groups = {trace_id: known for trace_id, known in self._groups.items() if known != group}
            run = self._runs.pop(group)
        run.ended_at = datetime.now(UTC)
        return run

    def on_trace_start(self, trace: Trace) -> None:
        group = getattr(trace, "group_id", None)
        with self._lock:
            if group in self._runs:
                self._groups[trace.trace_id] = str(group)

    def on_trace_end(self, trace: Trace) -> None:
        pass

    def on_span_start(self, span: Span[Any]) -> None:
        pass

    def on_span_end(self, span: Span[Any]) -> None:
        with self._lock:
            group = self._groups.get(span.trace_id)
            if group is not None and span.started_at and span.ended_at:
                self._runs[group].spans.append(_build_observed_span(span))

    def shutdown(self) -> None:
        pass

    def force_flush(self) -> None:
        pass


def _build_observed_span(span: Span[Any]) -> ObservedSpan:
    data = span.span_data
    return ObservedSpan(
        span_id=span.span_id, parent_id=span.parent_id or "", kind=data.type,
        name=str(getattr(data, "name", None) or data.type), model=str(getattr(data, "model", None) or ""),
        started_at=datetime.fromisoformat(span.started_at or ""), ended_at=datetime.fromisoformat(span.ended_at or ""),
        said=getattr(data, "input", None), answered=getattr(data, "output", None),
        usage=getattr(data, "usage", None) or {}, details=getattr(data, "data", None) or {},
        error=recorder.describe_span_error(span),
    )  # fmt: skip


observer = RunObserver()
