"""Every stored effect is that of a fresh run of the engine with the action applied."""

from decimal import Decimal

import pytest

from advisors.actions.effects import reaches
from advisors.evaluation.households import build_snapshot, read_households
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.retirement.scenarios.compare import compare_plans
from advisors.retirement.simulation.engine import project
from advisors.tests.actions.households import find, household_advice
from advisors.tests.support.claim_cases import HOUSEHOLDS, NOW
from portfolios.valuation.portfolio import Portfolio

GROUPS = ("demo", "family", "single_stock", "all_cash")


INVESTED = {
    "us_equity": 0.6 * 0.6, "intl_developed_equity": 0.6 * 0.4 * 0.7, "emerging_equity": 0.6 * 0.4 * 0.3,
    "us_aggregate_bonds": 0.4,
}  # fmt: skip
"""The target mix of all_cash: stocks abroad as in the world market, 28 parts developed and 12 emerging."""


def fresh_plan(name):
    """Return the plan from which the options start. All cash starts where its cash is invested."""
    plan = unchanged_plan(name)
    if name != "all_cash":
        return plan
    share = find(household_advice(name), "invest_cash").action.dollars / plan.start_value
    weights = {"cash": 1 - share, **{market: share * part for market, part in INVESTED.items()}}
    return plan.with_changes(returns=plan.returns.model_copy(update={"weights": weights}))


def unchanged_plan(name):
    return project_baseline(Portfolio(build_snapshot(read_households()[name], now=NOW))).plan


def applied(action, plan):
    """Return the plan with one action, written anew from its arguments."""
    data = {field: getattr(plan, field) for field in Plan.model_fields}
    if action.name in ("save_more", "together"):
        data["contribution"] += action.dollars
    if action.name in ("retire_later", "together"):
        data["years_to_retirement"] += action.years
        data["retirement_years"] -= action.years
    if action.name in ("spend_less", "together"):
        data["spending"] *= 1 - action.percent / 100
    if action.name == "claim_later":
        stream = data["income"][0]
        later = 70 - 67
        data["income"] = [{"amount": stream.amount * 1.24, "from_year": stream.from_year + later, "cola": stream.cola}]
    if action.name == "spend_more":
        data["spending"] = action.dollars
    return Plan.model_validate(data)


@pytest.mark.parametrize("name", GROUPS)
def test_an_option_is_a_fresh_run(name):
    plan = fresh_plan(name)
    for option in find(household_advice(name), "close_the_gap").options:
        difference = compare_plans(plan, applied(option.action, plan))
        assert float(option.effect.before) == pytest.approx(100 * difference.before.probability, abs=1e-4)
        assert float(option.effect.after) == pytest.approx(100 * difference.after.probability, abs=1e-4)
        assert float(option.effect.error) == pytest.approx(100 * difference.standard_error, abs=1e-4)
        assert option.effect.clear and option.effect.scenarios == plan.paths and option.effect.seed == plan.seed


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_has_the_effect_of_its_best_option(name):
    group = find(household_advice(name), "close_the_gap")
    assert group.effect == max((option.effect for option in group.options), key=lambda effect: effect.value)


@pytest.mark.parametrize("name", GROUPS)
def test_no_smaller_step_reaches_the_goal(name):
    plan = fresh_plan(name)
    for option in find(household_advice(name), "close_the_gap").options:
        action, step = option.action, {"save_more": ("dollars", 600), "spend_less": ("percent", 5)}
        if action.name in step and reaches(option.effect.after):
            field, size = step[action.name]
            less = action.model_copy(update={field: getattr(action, field) - size})
            if getattr(less, field) > 0:
                probability = project(applied(less, plan)).success.probability
                assert not reaches(Decimal(repr(round(100 * probability, 6))))


def test_investing_is_a_fresh_run_and_the_group_starts_from_it():
    advice = household_advice("all_cash")
    invested, group = find(advice, "invest_cash"), find(advice, "close_the_gap")
    difference = compare_plans(unchanged_plan("all_cash"), fresh_plan("all_cash"))
    assert float(invested.effect.after) == pytest.approx(100 * difference.after.probability, abs=1e-4)
    assert group.effect.before == invested.effect.after


def test_room_is_the_largest_round_spending_that_stays_strong():
    plan, action = fresh_plan("retiree70"), find(household_advice("retiree70"), "spend_more").action
    assert project(applied(action, plan)).success.probability >= 0.95
    more = action.model_copy(update={"dollars": action.dollars + 1000})
    assert project(applied(more, plan)).success.probability < 0.95


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_only_clear_effects_are_given(name):
    for advised in household_advice(name).actions:
        assert all(one.effect.clear for one in (advised, *advised.options))


@pytest.mark.parametrize(("chance", "expected"), [("89.5", True), ("89.49", False), ("90", True), ("0", False)])
def test_a_member_reaches_when_its_whole_percent_does(chance, expected):
    assert reaches(Decimal(chance)) is expected
