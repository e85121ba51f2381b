"""Every stored effect is that of a fresh run of the engine with the action applied."""

from decimal import Decimal
from math import sqrt

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.effects import reaches
from advisors.evaluation.households import build_snapshot, read_households
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.retirement.scenarios.compare import compare_plans
from advisors.retirement.simulation.engine import project
from advisors.tests.actions.households import COMPANY_HOLDER, find, household_advice, make_case, text_of
from advisors.tests.support.claim_cases import HOUSEHOLDS, NOW
from portfolios.valuation.portfolio import Portfolio

GROUPS = ("demo", "family", "single_stock", "all_cash")


INVESTED = {
    "us_equity": 0.6 * 0.6, "intl_developed_equity": 0.6 * 0.4 * 0.7, "emerging_equity": 0.6 * 0.4 * 0.3,
    "us_aggregate_bonds": 0.4,
}  # fmt: skip
"""The target mix of all_cash: stocks abroad as in the world market, 28 parts developed and 12 emerging."""


HOME = 0.65267459 / (0.65267459 + 0.05105612 + 0.04573518)
"""The US part of the demo's stocks. Its regional targets are only assumed, so new stocks are spread as the old ones."""
SALES = {
    "single_stock": (
        37_062.22 + 685_246.78, 26_000,
        {"us_equity": 0.8 * 0.6, "intl_developed_equity": 0.8 * 0.4 * 0.7, "emerging_equity": 0.8 * 0.4 * 0.3,
         "us_aggregate_bonds": 0.2},
    ),
    "demo": (
        17_246.19, 2_500,
        {"us_equity": 0.65 * HOME, "intl_developed_equity": 0.65 * (1 - HOME) * 0.7,
         "emerging_equity": 0.65 * (1 - HOME) * 0.3,
         "us_aggregate_bonds": 0.25, "us_reits": 0.05, "commodities": 0.05},
    ),
}  # fmt: skip
"""By household: dollars of NVDA to sell, dollars of it that stay in cash, and the target mix that the rest buys."""
OWN_VOLATILITY = sqrt((1 + (0.40 / 1.0697722) ** 2) / (1 + (0.16 / 1.0697722) ** 2) - 1)
"""Of a US company whose total volatility is 40%: that of its market is 16%, with a mean of 6.977% a year."""


def sold_down_plan(name):
    """Return the plan of a household after its sale of NVDA, from dollars. Every other company keeps its dollars."""
    plan, (sold, kept, mix) = unchanged_plan(name), SALES[name]
    value, weights = plan.start_value, plan.returns.weights
    dollars = {market: weight * value for market, weight in weights.items()}
    companies = {one.name: one.parts["us_equity"] * dollars["us_equity"] for one in plan.returns.companies}
    companies["nvda"] -= sold
    dollars["us_equity"] -= sold
    for market, part in {**{market: (sold - kept) * part for market, part in mix.items()}, "cash": kept}.items():
        dollars[market] = dollars.get(market, 0) + part
    returns = plan.returns.model_dump() | {
        "weights": {market: amount / value for market, amount in dollars.items()},
        "companies": [
            {"name": company, "parts": {"us_equity": worth / dollars["us_equity"]}, "own_volatility": OWN_VOLATILITY}
            for company, worth in companies.items()
        ],
    }
    return plan.with_changes(returns=returns)


def fresh_plan(name):
    """Return the plan from which the options start: after cash is invested, or after a company is sold down."""
    plan = unchanged_plan(name)
    if name in SALES:
        return sold_down_plan(name)
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


@pytest.mark.parametrize("name", SALES)
def test_the_group_starts_from_the_sale(name):
    advice = household_advice(name)
    sale, group = find(advice, "sell_down"), find(advice, "close_the_gap")
    assert group.effect.before == sale.effect.after
    assert "These chances include the sale of NVDA." in text_of(group)


def test_a_sale_is_a_fresh_run_with_own_swings():
    effect = find(household_advice("single_stock"), "sell_down").effect
    before, after = unchanged_plan("single_stock"), sold_down_plan("single_stock")
    difference = compare_plans(before, after)
    assert before.returns.companies[0].own_volatility == pytest.approx(OWN_VOLATILITY, rel=1e-4)
    assert float(effect.before) == pytest.approx(100 * difference.before.probability, abs=1e-4)
    assert float(effect.after) == pytest.approx(100 * difference.after.probability, abs=0.05)
    assert float(effect.error) == pytest.approx(100 * difference.standard_error, abs=1e-4)
    assert effect.measure == "success_points" and effect.clear


@pytest.mark.parametrize(("total", "expected"), [(0.16, 39), (0.297, 21), (0.40, 12), (0.42, 11)])
def test_larger_own_swings_lower_the_chance(total, expected):
    plan = unchanged_plan("single_stock")
    own = sqrt((1 + (total / 1.0697722) ** 2) / (1 + (0.16 / 1.0697722) ** 2) - 1 + 1e-15)
    company = plan.returns.companies[0].model_copy(update={"own_volatility": own})
    swinging = plan.with_changes(returns=plan.returns.model_copy(update={"companies": (company,)}))
    assert 100 * project(swinging, fan="none").success.probability == pytest.approx(expected, abs=0.9)


def test_a_sale_is_not_measured_while_the_age_is_assumed():
    advice = judge_actions(make_case(COMPANY_HOLDER, confirmed=("annual_contribution",)))
    sale = find(advice, "sell_down")
    assert sale.effect.measure == "share_points" and "scenarios" not in text_of(sale)


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
