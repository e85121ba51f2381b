"""A span as the recorder keeps it, and the row of text and numbers that the trace pages store of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from advisors.tracing.events import DECISION
from advisors.tracing.request_spans import format_answer, format_transcript

MAX_SPAN_NAME_LENGTH = 300


@dataclass(frozen=True, slots=True)
class RecordedSpan:
    """One ended span, with input and output as the SDK gives them.

    agent and step: the nearest ones above it, or the span itself. details: the data of a decision or step.
    """

    span_id: str
    parent_id: str
    kind: str
    name: str
    model: str
    started_at: datetime
    ended_at: datetime
    agent: str = ""
    step: str = ""
    input: Any = None
    output: Any = None
    usage: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class SpanRecord:
    """One row of a stored trace. step: the analysis step it belongs to. cost_usd: None if unknown."""

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


def build_record(span: RecordedSpan) -> SpanRecord:
    """Build the row of a span: its texts as a person reads them, cut to the lengths of the columns."""
    cost = span.usage.get("cost_usd")
    details = {name: value for name, value in span.details.items() if name != "words"}
    prompt = answer = ""  # as of the SDK's own frames
    if span.kind == "generation":
        prompt, answer = format_transcript(span.input or ()), format_answer(span.output or ())
    elif span.kind == "function":
        prompt, answer = str(span.input or ""), str(span.output or "")
    elif span.kind == DECISION and details:
        answer = json.dumps(details, ensure_ascii=False, indent=2, default=str)
    return SpanRecord(
        span_id=span.span_id, parent_id=span.parent_id, kind=span.kind[:20], name=span.name[:MAX_SPAN_NAME_LENGTH],
        step=span.step[:12], agent=span.agent[:40], model=span.model[:120],
        started_at=span.started_at, ended_at=span.ended_at,
        input_tokens=span.usage.get("input_tokens", 0), output_tokens=span.usage.get("output_tokens", 0),
        cost_usd=None if cost is None else Decimal(cost), error=span.error, prompt=prompt, answer=answer,
    )  # fmt: skip
