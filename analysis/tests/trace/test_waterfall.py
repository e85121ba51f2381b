"""The trace as its page draws it, from made-up spans, and the authors of each section of a real analysis."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from analysis.models import Span
from analysis.trace.attribution import build_sections
from analysis.trace.queries import load_trace_context
from analysis.trace.waterfall import build_trace
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure

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


@pytest.fixture
def sections_of_a_run(finished):
    traced = load_trace_context(finished)
    return finished, traced["trace"], {section.title: section for section in traced["sections"]}


def test_every_section_names_and_links_its_author(sections_of_a_run):
    _, trace, parts = sections_of_a_run
    authors = {title: (part.name, part.model) for title, part in parts.items()}
    assert authors == {
        "Report": ("Portfolio Analyst", "built-in writer"),
        "Recommendations": ("Portfolio Analyst", "built-in writer"),
        "What is missing or assumed": ("", "code"),
        "Retirement": ("Retirement Planner", "built-in writer"),
        "Summary": ("Financial Planner", "built-in writer"),
    }
    runs = {node.anchor: node.title for node in trace.runs}
    assert [runs.get(part.anchor) for part in parts.values()] == [
        "Portfolio Analyst writes the text", "Portfolio Analyst writes the recommendations", None,
        "Retirement Planner writes the text", "Financial Planner writes the summary",
    ]  # fmt: skip


def test_every_reference_is_among_the_facts(sections_of_a_run):
    job, _, parts = sections_of_a_run
    outputs = {step.name: step.output for step in job.steps.all()}
    for name, titles in (
        ("report", ("Report", "Recommendations", "What is missing or assumed")),
        ("retirement", ("Retirement",)),
        ("conclude", ("Summary",)),
    ):
        sentences = [sentence for title in titles for sentence in parts[title].sentences]
        fact_ids = {figure.fact.id for sentence in sentences for figure in sentence.figures}
        references = {part.split("]]")[0].split("|")[0] for part in outputs[name].source.split("[[")[1:]}
        assert fact_ids == references
        assert not [s.text for s in sentences if "[[" in s.text or "**" in s.text]


def test_a_fact_shows_its_formula_and_inputs(sections_of_a_run):
    job, _, parts = sections_of_a_run
    first = next(sentence for sentence in parts["Report"].sentences if sentence.figures)
    worth = first.figures[0]
    assert worth.fact.id == "portfolio.value"
    assert worth.text == f"${job.facts.value(Family.PORTFOLIO, Measure.VALUE):,.0f}"
    assert worth.text in first.text
    figures = [figure for part in parts.values() for s in part.sentences for figure in s.figures]
    assert all(figure.fact.formula or figure.fact.inputs for figure in figures if figure.fact.kind == "forecast")
    assert any("Years until retirement: 20 years" in figure.inputs for figure in figures)


def test_a_row_of_a_table_is_read_cell_by_cell(sections_of_a_run):
    rows = [sentence for sentence in sections_of_a_run[2]["Report"].sentences if sentence.text.startswith("Total · $")]
    assert rows[0].figures


def test_a_takeover_links_to_its_step(sections_of_a_run):
    job, trace, _ = sections_of_a_run
    outputs = {step.name: step.output for step in job.steps.all()}
    del outputs["prepare"], outputs["tag"]  # they have no text
    outputs["retirement"] = outputs["retirement"].model_copy(update={"rewritten": True})
    sections = {part.title: part for part in build_sections(outputs, job.facts, job.snapshot, trace)}
    assert sections["Retirement"].anchor == trace.step("retirement").anchor


def test_sections_are_empty_without_outputs():
    assert build_sections({}, FactSheet(), None, build_trace([])) == []
