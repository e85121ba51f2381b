"""The trace as its page draws it, from made-up spans."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from analysis.models import Span
from analysis.trace.waterfall import build_trace

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def span(span_id, parent, kind, name, start_seconds, end_seconds, **columns):
    """Return a span whose times are given in seconds after noon."""
    times = {"started_at": NOON + timedelta(seconds=start_seconds), "ended_at": NOON + timedelta(seconds=end_seconds)}
    return Span(span_id=span_id, parent_id=parent, kind=kind, name=name, **times, **columns)


def sample_spans():
    """Return the spans of ten seconds, with two specialists at the same time."""
    return [
        span("r", "", "step", "report", 2, 8, step="report"),
        span("ra", "r", "agent", "Reporter", 3, 7, step="report", agent="Reporter"),
        span("rt", "ra", "function", "look_up_facts", 3, 4, step="report", agent="Reporter"),
        span("rg", "ra", "generation", "m", 4, 7, step="report", agent="Reporter", model="m", input_tokens=3,
             output_tokens=2, cost_usd=Decimal("0.5")),
        span("c", "", "step", "charts", 2, 5, step="charts", error="It broke."),
        span("p", "", "step", "prepare", 0, 2, step="prepare"),
        span("d", "p", "decision", "Needs tagging: SOFI", 1, 1, step="prepare"),
        span("e", "", "step", "conclude", 8, 10, step="conclude"),
    ]  # fmt: skip


@pytest.fixture
def trace():
    return build_trace(sample_spans())


def test_bars_match_the_times_of_their_spans(trace):
    [attempt] = trace.attempts
    bars = {row.node.span.span_id: [(bar.kind, bar.x, bar.width) for bar in row.bars] for row in attempt.rows}
    assert bars == {
        "p": [("step", 0, 200)],
        "r": [("step", 200, 600)],
        "ra": [("agent", 300, 400), ("function", 300, 100), ("generation", 400, 300)],
        "c": [("step", 200, 300)],
        "e": [("step", 800, 200)],
    }
    assert [tick.total_seconds() for tick in attempt.ticks] == [0, 2.5, 5, 7.5, 10]


def test_every_bar_is_visible_and_within_range():
    trace = build_trace([*sample_spans(), span("x", "e", "agent", "Planner", 10, 10, step="conclude", agent="Planner")])
    bars = [bar for row in trace.attempts[0].rows for bar in row.bars]
    assert min(bar.width for bar in bars) == 3
    assert max(bar.x + bar.width for bar in bars) == 1000


def test_parallel_work_names_its_agents(trace):
    names, worked, wall = trace.parallel_work
    assert sorted(names) == ["Chart Specialist", "Portfolio Analyst"]
    assert (worked.total_seconds(), wall.total_seconds()) == (9, 6)


def test_consecutive_steps_are_not_parallel():
    steps = [span("r", "", "step", "report", 0, 1, step="report"), span("c", "", "step", "charts", 1, 2, step="charts")]
    assert build_trace(steps).parallel_work is None


def test_an_agents_cost_is_that_of_its_requests(trace):
    [cost] = trace.costs
    assert (cost.name, cost.models, cost.requests, cost.tools) == ("Portfolio Analyst", ["m"], 1, 1)
    assert (cost.spent.tokens_in, cost.spent.tokens_out, float(cost.spent.cost_usd)) == (3, 2, 0.5)
    assert trace.total.spent == cost.spent


def test_one_unknown_price_makes_the_sum_unknown():
    rows = [*sample_spans(), span("g2", "ra", "generation", "m", 6, 7, step="report", model="m", input_tokens=1)]
    assert build_trace(rows).total.spent.cost_usd is None


def test_each_attempt_has_its_own_time_scale():
    later = [span("r2", "", "step", "report", 900, 902, step="report", attempt=2)]
    first, second = build_trace([*sample_spans(), *later]).attempts
    assert (first.duration.total_seconds(), second.duration.total_seconds()) == (10, 2)
    assert [(bar.x, bar.width) for bar in second.rows[0].bars] == [(0, 1000)]


def test_spans_of_older_analyses_are_readable():
    """Older spans have no steps, and the SDK's turns stand between an agent and its requests."""
    rows = [
        span("t", "gone", "task", "task", 0, 3), span("a", "t", "agent", "Reporter", 0, 3, agent="Reporter"),
        span("n", "a", "turn", "turn", 0, 2), span("g", "n", "generation", "m", 0, 1, agent="Reporter", model="m"),
    ]  # fmt: skip
    [attempt] = build_trace(rows).attempts
    assert [(node.kind, [child.kind for child in node.children]) for node in attempt.roots] == [
        ("agent", ["generation"])
    ]


def test_circular_parents_cause_no_endless_loop():
    assert build_trace([span("a", "b", "task", "x", 0, 1), span("b", "a", "task", "x", 0, 1)]).attempts == []
