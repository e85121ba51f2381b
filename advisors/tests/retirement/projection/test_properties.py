"""Properties that hold for every plan."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import draw
from advisors.retirement.projection.engine import project
from advisors.tests.support.retirement_plans import BALANCED, class_plan, lognormal_plan

few_examples = settings(max_examples=15, deadline=None, derandomize=True)

MONEY = st.floats(0, 2_000_000)
TIMING = st.sampled_from(["begin", "end"])
INCOMES = st.lists(
    st.fixed_dictionaries({"amount": st.floats(0, 30_000), "from_year": st.integers(1, 40), "cola": st.floats(0, 1)}),
    max_size=2,
)
RETURNS = st.sampled_from(
    [
        {"kind": "lognormal", "mean": 0.05, "sd": 0.12},
        {"kind": "lognormal", "mean": 0.07, "sd": 0.16, "terms": "nominal"},
        {"kind": "classes", "weights": BALANCED},
        {"kind": "classes", "weights": BALANCED, "weights_end": {"us_aggregate_bonds": 1.0}},
    ]
)


@st.composite
def plans(draw_from: st.DrawFn, **fixed: Any) -> Plan:
    return Plan.model_validate(
        {
            "start_value": draw_from(st.floats(1_000, 2_000_000)),
            "years_to_retirement": draw_from(st.integers(1, 15)),
            "retirement_years": draw_from(st.integers(1, 25)),
            "contribution": draw_from(st.floats(0, 40_000)),
            "spending": draw_from(st.floats(1_000, 120_000)),
            "timing": draw_from(TIMING),
            "returns": draw_from(RETURNS),
            "inflation": {"mean": 0.025, "sd": 0.015},
            "income": draw_from(INCOMES),
            "fee": draw_from(st.sampled_from([0.0, 0.005])),
            "paths": 1_000,
            **fixed,
        }
    )


@few_examples
@given(plan=plans(), more=st.floats(0, 50_000))
def test_spending_more_never_raises_success(plan: Plan, more: float) -> None:
    draws = draw(plan)
    before, after = (
        project(p, draws=draws, fan="none").outcome for p in (plan, plan.with_changes(spending=plan.spending + more))
    )
    assert before is not None and after is not None
    assert not (after.success & ~before.success).any()


@few_examples
@given(plan=plans(), more=st.floats(0, 50_000))
def test_saving_more_never_lowers_success(plan: Plan, more: float) -> None:
    draws = draw(plan)
    richer = plan.with_changes(contribution=plan.contribution + more)
    before, after = (project(p, draws=draws, fan="none").outcome for p in (plan, richer))
    assert before is not None and after is not None
    assert not (before.success & ~after.success).any()


@few_examples
@given(plan=plans(), level=st.sampled_from(["0.80", "0.90", "0.95"]))
def test_sustainable_spending_reaches_its_level(plan: Plan, level: str) -> None:
    draws = draw(plan)
    levels = project(plan, draws=draws, fan="none").sustainable_spending
    assert levels is not None
    success = project(plan.with_changes(spending=levels[level]), draws=draws, fan="none").success
    assert success.probability >= float(level)
    if levels[level] > 0:
        slightly_more = project(plan.with_changes(spending=levels[level] * (1 + 1e-6)), draws=draws, fan="none").success
        assert slightly_more.probability < float(level) + 1 / plan.paths


@few_examples
@given(plan=plans(), level=st.sampled_from(["0.80", "0.90", "0.95"]))
def test_required_saving_reaches_its_level(plan: Plan, level: str) -> None:
    draws = draw(plan)
    levels = project(plan, draws=draws, fan="none").required_saving
    assert levels is not None
    success = project(plan.with_changes(contribution=levels[level] * (1 + 1e-9)), draws=draws, fan="none").success
    assert success.probability >= float(level)
    if levels[level] > 1:
        slightly_less = plan.with_changes(contribution=levels[level] * (1 - 1e-6))
        assert project(slightly_less, draws=draws, fan="none").success.probability < float(level) + 1 / plan.paths


def scaled(plan: Plan, factor: float) -> Plan:
    income = [stream.model_copy(update={"amount": stream.amount * factor}) for stream in plan.income]
    money = {name: getattr(plan, name) * factor for name in ("start_value", "contribution", "spending")}
    return plan.with_changes(**money, income=income)


@few_examples
@given(plan=plans(), factor=st.sampled_from([1e-3, 0.5, 7.0, 1e4]))
def test_results_scale_with_the_money(plan: Plan, factor: float) -> None:
    draws = draw(plan)
    base, scaled_result = project(plan, draws=draws), project(scaled(plan, factor), draws=draws)
    assert scaled_result.success == base.success
    assert scaled_result.terminal.mean == pytest.approx(base.terminal.mean * factor, rel=1e-9)
    assert scaled_result.fan.nominal["75"] == pytest.approx(
        [value * factor for value in base.fan.nominal["75"]], rel=1e-9
    )
    assert base.sustainable_spending is not None
    expected = {level: value * factor for level, value in base.sustainable_spending.items()}
    assert scaled_result.sustainable_spending == pytest.approx(expected, rel=1e-9)


def compound(plan: Plan, rate: float) -> list[float]:
    """Return wealth at each year's end at a fixed real rate, one flow after the other."""
    wealth, ends = plan.start_value, [plan.start_value]
    for year in range(1, plan.horizon + 1):
        saved = plan.contribution * (1 + plan.contribution_growth) ** (year - 1)
        flow = saved if year <= plan.years_to_retirement else -plan.spending
        flow += sum(stream.amount for stream in plan.income if year >= stream.from_year)
        if plan.timing == "begin":
            wealth = max(wealth + flow, 0) * (1 + rate) * (1 - plan.fee)
        else:
            wealth = max(wealth * (1 + rate) * (1 - plan.fee) + flow, 0)
        ends.append(wealth)
    return ends


@few_examples
@given(plan=plans(inflation={"mean": 0.0}, returns={"kind": "lognormal", "mean": 0.045, "sd": 0.0}))
def test_no_volatility_means_compound_interest(plan: Plan) -> None:
    level = plan.with_changes(income=[stream.model_copy(update={"cola": 1.0}) for stream in plan.income])
    fan = project(level).fan
    for percentile in fan.real.values():
        assert percentile == pytest.approx(compound(level, 0.045), abs=0.005)


def test_calm_classes_mean_compound_interest() -> None:
    calm = {name: {"geometric_nominal": 0.06, "volatility": 0.0} for name in BALANCED}
    returns = {"kind": "classes", "weights": BALANCED, "assumptions": calm}
    plan = class_plan(returns=returns, inflation={"mean": 0.02}, income=[], spending=30_000)
    assert project(plan).fan.real["50"] == pytest.approx(compound(plan, 1.06 / 1.02 - 1), abs=0.005)


def test_a_projection_of_nothing_is_nothing() -> None:
    projection = project(lognormal_plan(retirement_years=0))
    assert projection.sustainable_spending is None
    assert projection.required_saving is None
    assert projection.success.probability == 1
    assert projection.terminal.mean == 1_000_000
    assert projection.fan.years == [0]


def test_a_surplus_of_income_stays_invested() -> None:
    returns = {"kind": "fixed", "rate": 0.0}
    plan = lognormal_plan(returns=returns, spending=10_000, income=[{"amount": 15_000}], retirement_years=4)
    assert project(plan).terminal.mean == 1_020_000


def test_a_failed_year_does_not_end_the_plan() -> None:
    pension = [{"amount": 50_000, "from_year": 3}]
    plan = lognormal_plan(
        start_value=50_000, returns={"kind": "fixed", "rate": 0.0}, income=pension, retirement_years=4
    )
    projection = project(plan)
    assert projection.shortfall.median_years == 1
    assert projection.terminal.mean == 20_000
    assert projection.spending.worst_cut == pytest.approx(0.75)


def test_the_fan_is_ordered_from_start_to_end() -> None:
    projection = project(class_plan())
    fan = np.array(list(projection.fan.real.values()))
    assert (np.diff(fan, axis=0) >= 0).all()
    assert (fan[:, 0] == 300_000).all()
    assert {k: v[-1] for k, v in projection.fan.real.items()} == projection.terminal.percentiles
    assert {k: v[15] for k, v in projection.fan.real.items()} == projection.at_retirement.percentiles
