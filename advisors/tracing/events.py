"""Decisions of agents and code, each recorded as a span of its own in the trace of the run."""

from typing import Any

from agents import custom_span, get_current_trace

DECISION, STEP = "decision", "step"
"""The names of our own kinds of span."""


def record_decision(description: str, **details: Any) -> None:
    """Record one sentence for people, and the same as JSON values. Without a trace nothing is recorded."""
    if get_current_trace() is not None:
        with custom_span(DECISION, {"words": description, **details}):
            pass
