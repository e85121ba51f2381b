"""Decisions, recorded where they are made: each is a span of its own in the trace of the run."""

from typing import Any

from agents import custom_span, get_current_trace

DECISION, STEP = "decision", "step"
"""The names of our own kinds of span."""


def record_decision(words: str, **details: Any) -> None:
    """words: one sentence for people. details: the same as data, JSON values. Outside of a trace it records nothing."""
    if get_current_trace() is not None:
        with custom_span(DECISION, {"words": words, **details}):
            pass
