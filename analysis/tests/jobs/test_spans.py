"""Spans of an analysis: every step, agent, request, tool call and decision, with its cost and times."""

from collections import Counter
from decimal import Decimal

import pytest

from advisors.budget.spending import ZERO_USD
from advisors.tests.support.model_wires import MODELS
from analysis.jobs import span_store
from analysis.models import Span
from analysis.tests.support.model_runs import run_analysis
from analysis.tests.support.spans import STEPS, decisions, usage

pytestmark = pytest.mark.slow


def test_every_step_of_the_work_is_recorded(finished):
    rows = list(finished.spans.all())
    assert {row.name for row in rows if row.kind == "step"} == STEPS
    assert {row.step for row in rows if row.kind == "generation"} == STEPS - {"prepare"}
    kinds = Counter(row.kind for row in rows)
    assert (kinds["agent"], kinds["generation"]) == (6, 7)
    assert kinds["function"] == len([row for row in rows if "what_if_changed" in row.name]) > 2
    assert not set(kinds) - {"step", "agent", "generation", "function", "decision"}
    assert {(row.user_id, row.attempt) for row in rows} == {(finished.user_id, 1)}


def test_each_span_is_nested_in_its_parent(finished):
    rows = {row.span_id: row for row in finished.spans.all()}
    above = {"agent": {"step"}, "generation": {"agent"}, "function": {"agent"}, "decision": {"step"}}
    for row in rows.values():
        if row.kind != "step":
            parent = rows[row.parent_id]
            assert parent.kind in above[row.kind]
            assert parent.step == row.step
            assert parent.started_at <= row.started_at <= row.ended_at <= parent.ended_at


def test_the_built_in_writers_spans_cost_nothing(finished):
    requests = finished.spans.filter(kind="generation")
    assert set(requests.values_list("prompt", "input_tokens", "cost_usd", "model")) == {
        ("", 0, ZERO_USD, "built-in writer")
    }  # fmt: skip
    assert all(request.answer for request in requests)
    lookup = finished.spans.filter(kind="function", step="retirement").first()
    assert '"change"' in lookup.prompt
    assert len(lookup.answer) < span_store.MAX_TOOL_ANSWER_CHARACTERS + 100


def test_each_steps_decisions_are_recorded(finished):
    texts = decisions(finished)
    assert "Needs tagging: SOFI" in texts
    assert "Prices stay as they are. Nobody is asked for newer ones" in texts
    assert "Consults Portfolio Analyst, Chart Specialist, Retirement Planner" in texts
    assert any(entry.startswith("SOFI: 100% equity, confidence") for entry in texts)
    assert f"Works on the frozen input, of which {len(finished.facts.facts)} facts are computed" in texts
    assert any(entry.startswith("The data is graded C") for entry in texts)
    assert f"Puts first: {finished.summary_payload.actions[0].title}" in texts


def test_a_second_analysis_skips_tagging(finished, alice):
    again = run_analysis(alice)
    texts = decisions(again)
    assert {"Every holding is classified", "Classify is left out. Every holding is classified"} <= set(texts)
    assert again.spans.filter(kind="step", name="tag").count() == 0


def test_a_model_span_has_texts_and_costs(analyze_with_model):
    job, _ = analyze_with_model()
    requests = job.spans.filter(kind="generation")
    assert {(r.model, r.input_tokens, r.output_tokens) for r in requests} == {(MODELS["openai"], 100, 20)}
    assert all(request.cost_usd > 0 and "system:\n" in request.prompt and request.answer for request in requests)
    assert usage(requests) == usage(job.steps.all()) == (job.tokens, job.cost_usd)
    for step in job.steps.filter(tokens__gt=0):
        assert usage(requests.filter(step=step.name)) == (step.tokens, step.cost_usd)


def test_an_unknown_price_is_stored_as_null(analyze_with_model):
    job, _ = analyze_with_model(model="openai/a-model-of-ones-own")
    requests = job.spans.filter(kind="generation")
    assert set(requests.values_list("cost_usd", flat=True)) == {None}
    assert usage(requests) == (job.tokens, None)
    assert (job.tokens > 0, job.cost_usd) == (True, None)


def test_a_correction_is_recorded_as_a_decision(analyze_with_model):
    lies = iter(["\nYou will be rich by 2031."])

    def play(good):
        def answer(request):
            text = good(request)
            is_report = isinstance(text, str) and "analyst" in request.system and not request.revision
            return text + next(lies, "") if is_report else text

        return answer

    job, _ = analyze_with_model(play=play)
    row = job.spans.get(kind="decision", name__startswith="Asked to put right 1 line")
    assert row.step == "report"
    assert "2031" in row.answer


def test_costs_are_summed_as_decimals():
    rows = [Span(input_tokens=1, cost_usd=Decimal("0.1"))] * 3
    assert usage(rows) == (3, Decimal("0.3"))
