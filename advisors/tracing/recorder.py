"""What the SDK traces, kept in memory until the run's own code stores it. Nothing leaves the process."""

import json
import threading
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from agents import set_trace_processors
from agents.tracing import Span, Trace, TracingProcessor

from advisors.errors import ERROR_MESSAGES
from advisors.tracing.events import DECISION, STEP
from advisors.tracing.request_spans import answer, format_transcript

MAX_SPAN_NAME_LENGTH = 300
SDK_ERROR_MESSAGES = {
    "Max turns exceeded": ERROR_MESSAGES["turns"],
    "Invalid JSON": ERROR_MESSAGES["malformed"],
    "Tool not found": "It asked for a tool that does not exist.",
    "Guardrail tripwire triggered": "A guardrail stopped it.",
}
"""What the SDK says of a span that failed."""


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """step: of the analysis it belongs to. cost_usd: None where it is unknown. prompt, answer: as they were."""

    span_id: str
    parent_id: str
    kind: str
    name: str
    step: str
    agent: str
    model: str
    started_at: datetime
    ended_at: datetime
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: Decimal | None = None
    error: str = ""
    prompt: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SpanOwner:
    """The nearest agent and step above a span."""

    agent: str = ""
    step: str = ""


class Recorder(TracingProcessor):
    """Called inside the event loop, so it only remembers; `take` and `drain` give a trace's spans away."""

    def __init__(self) -> None:
        self._spans: dict[str, list[SpanRecord]] = {}
        self._owners: dict[str, SpanOwner] = {}
        self._lock = threading.Lock()

    def on_trace_start(self, trace: Trace) -> None:
        with self._lock:
            self._spans.setdefault(trace.trace_id, [])

    def on_trace_end(self, trace: Trace) -> None:
        pass

    def on_span_start(self, span: Span[Any]) -> None:
        """The owner is known now, while the ancestors are."""
        data = span.span_data
        with self._lock:
            above = self._owners.get(span.parent_id or "", SpanOwner())
            agent = data.name if data.type == "agent" else above.agent
            step = data.data["step"] if _get_span_kind(data) == STEP else above.step
            self._owners[span.span_id] = SpanOwner(agent, step)

    def on_span_end(self, span: Span[Any]) -> None:
        with self._lock:
            owner = self._owners.pop(span.span_id, SpanOwner())
            if span.trace_id in self._spans and span.started_at and span.ended_at:
                self._spans[span.trace_id].append(_build_record(span, owner))

    def take(self, trace_id: str, step: str) -> list[SpanRecord]:
        """The spans of a step that has ended, once, and what belongs to no step."""
        with self._lock:
            spans = self._spans.get(trace_id, [])
            taken = [record for record in spans if record.step in (step, "")]
            spans[:] = [record for record in spans if record.step not in (step, "")]
            return taken

    def drain(self, trace_id: str) -> list[SpanRecord]:
        with self._lock:
            return self._spans.pop(trace_id, [])

    def shutdown(self) -> None:
        pass

    def force_flush(self) -> None:
        pass


def _get_span_kind(data: Any) -> str:
    """Spans of our own are of the kind that they are named."""
    return str(data.name if data.type == "custom" else data.type)


def _build_record(span: Span[Any], owner: SpanOwner) -> SpanRecord:
    data = span.span_data
    usage = (getattr(data, "usage", None) or {}) if data.type == "generation" else {}
    cost = usage.get("cost_usd")
    prompt, answer = _extract_texts(data)
    return SpanRecord(
        span_id=span.span_id, parent_id=span.parent_id or "", kind=_get_span_kind(data)[:20], name=_get_span_name(data)[:MAX_SPAN_NAME_LENGTH],
        step=owner.step[:12], agent=owner.agent[:40], model=str(getattr(data, "model", None) or "")[:120],
        started_at=datetime.fromisoformat(span.started_at or ""), ended_at=datetime.fromisoformat(span.ended_at or ""),
        input_tokens=usage.get("input_tokens", 0), output_tokens=usage.get("output_tokens", 0),
        cost_usd=None if cost is None else Decimal(cost), error=describe_span_error(span), prompt=prompt, answer=answer,
    )  # fmt: skip


def _get_span_name(data: Any) -> str:
    kind = _get_span_kind(data)
    if kind in (DECISION, STEP):
        return str(data.data["words" if kind == DECISION else "step"])
    if kind == "agent" and data.output_type not in (None, "str"):
        return f"{data.name}: {data.output_type}"
    return str(getattr(data, "name", None) or getattr(data, "model", None) or data.type)


def _extract_texts(data: Any) -> tuple[str, str]:
    if data.type == "generation":
        return format_transcript(data.input or ()), answer(data.output or ())
    if data.type == "function":
        return str(data.input or ""), str(data.output or "")
    if _get_span_kind(data) == DECISION:
        details = {name: value for name, value in data.data.items() if name != "words"}
        return "", json.dumps(details, ensure_ascii=False, indent=2, default=str) if details else ""
    return "", ""


def describe_span_error(span: Span[Any]) -> str:
    """In our own words: what an exception says may hold anything."""
    if not span.error:
        return ""
    if span.span_data.type in ("generation", "custom"):  # these are ours
        return str(span.error["message"])[:500]
    unknown = "The tool could not be run." if span.span_data.type == "function" else "It did not come to its end."
    return SDK_ERROR_MESSAGES.get(span.error["message"], unknown)


recorder = Recorder()
set_trace_processors([recorder])  # replaces the SDK's default, which posts every prompt to its maker
