"""The Langfuse tree of a run and its masking, built from values alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from advisors import team
from advisors.tracing.langfuse_masking import mask_observation, remove_personal_data
from advisors.tracing.langfuse_observations import JobSummary, StepSummary, build_observation
from advisors.tracing.langfuse_project import ALL_MASKS, MASK_PEOPLE, MASK_PROMPTS
from advisors.tracing.recorded_span import RecordedSpan
from advisors.tracing.recorder import RecordedRun

START = datetime(2026, 1, 2, tzinfo=UTC)


def span(name, kind, agent="", **columns):
    agent = name if kind == "agent" else agent
    return RecordedSpan(name, "", kind, name, columns.pop("model", ""), START, START, agent=agent, **columns)


def request(name, agent, cost, **columns):
    usage = {"input_tokens": 10, "output_tokens": 2, "cost_usd": cost}
    return span(name, "generation", agent, model="m", usage=usage, **columns)


def run(*spans):
    return RecordedRun(START, list(spans), START + timedelta(seconds=9))


def make_summary(**columns):
    steps = [
        StepSummary("charts", "charter", "done", results={"charts_made": 4}),
        StepSummary("plan", "planner", "failed"),
    ]
    return JobSummary("1", "done", steps=steps, **columns)


def price(*_):
    return Decimal("0.5")


def test_agents_are_in_team_order_without_frames():
    charter = span("Charter", "agent"), span("turn", "turn", "Charter"), request("r", "Charter", "0.25")
    root = build_observation(make_summary(), run(*charter, span("Planner", "agent")), price, team.roles())
    assert [child.name for child in root.children] == ["🧭 Financial Planner", "📊 Chart Specialist"]
    assert [child.kind for child in root.children[1].children] == ["generation"]


def test_other_spans_belong_to_step_or_planner():
    step = span("charts", "step", step="charts", details={"step": "charts"})
    decision = span("decision", "decision", step="charts")
    root = build_observation(make_summary(), run(step, decision, span("other", "function")), price, team.roles())
    assert [[child.name for child in agent.children] for agent in root.children] == [["other"], ["decision"]]


@pytest.mark.parametrize(("cost", "total"), [("0.25", Decimal("0.5")), (None, None)])
def test_an_unknown_price_makes_the_sum_unknown(cost, total):
    spans = span("Charter", "agent"), request("a", "Charter", "0.25"), request("b", "Charter", cost)
    (agent,) = build_observation(make_summary(), run(*spans), price, team.roles()).children
    assert agent.metadata.get("cost_usd") == total
    assert {child.cost_usd for child in agent.children} == {Decimal("0.25"), cost and Decimal(cost)}


def test_a_request_without_a_cost_is_priced():
    spans = span("Charter", "agent"), span("a", "generation", "Charter", usage={"input_tokens": 1})
    (agent,) = build_observation(make_summary(), run(*spans), price, team.roles()).children
    assert agent.children[0].cost_usd == Decimal("0.5")


def test_success_rates_count_the_steps():
    root = build_observation(
        make_summary(), run(span("Charter", "agent"), span("Planner", "agent")), price, team.roles()
    )
    assert [root.metadata["success_rate"], *(child.metadata["success_rate"] for child in root.children)] == [0.5, 0, 1]
    assert (root.children[1].metadata["charts_made"], root.children[0].error_message) == (4, "A step failed.")


def test_results_of_an_agents_steps_are_summed():
    steps = [
        StepSummary(name, "planner", "done", results={"figures_checked": n})
        for name, n in (("plan", 2), ("conclude", 3))
    ]
    root = build_observation(JobSummary("1", "done", steps=steps), run(span("Planner", "agent")), price, team.roles())
    assert root.children[0].metadata["figures_checked"] == 5


def masked(masks, names=(), **columns):
    spans = span("Charter", "agent"), request("a", "Charter", "0", **columns)
    root = build_observation(
        remove_personal_data(make_summary(user_id="u", portfolio_value=Decimal(5), positions=2), masks),
        run(*spans),
        price,
        team.roles(),
    )
    return mask_observation(root, masks, names)


def test_masked_prompts_leave_no_text():
    request_ = masked(frozenset({MASK_PROMPTS}), input=[{"content": "VTI"}], error="VTI").children[0].children[0]
    assert (request_.input, request_.output, request_.error_message) == ("[masked]", None, "It failed.")


def test_names_are_masked_as_whole_words():
    messages = [{"content": "My IRA at Home, my ira, IRAs"}, ("IRA",)]
    request_ = masked(frozenset(), ["ira", "IRA at home", " "], input=messages).children[0].children[0]
    assert request_.input == [{"content": "My [masked], my [masked], IRAs"}, ["[masked]"]]


def test_masked_people_leave_the_counts():
    root = masked(frozenset({MASK_PEOPLE}))
    assert not {"portfolio_value", "positions"} & set(root.metadata)
    assert root.children[0].metadata["charts_made"] == 4


def test_a_full_mask_removes_the_counts():
    root = masked(ALL_MASKS)
    assert "charts_made" not in root.children[0].metadata
    assert root.children[0].metadata["tokens"] == 12
