"""What trades are said to change is what a fresh run of the engine gives for the holdings after them."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.case import ActionCase
from advisors.actions.effects import with_equal_growth
from advisors.actions.trades import find_plan, plan_after
from advisors.claims.building import build_claim_case
from advisors.retirement.facts.crashes import crash_facts
from advisors.retirement.projection.before_tax import before_tax
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.retirement.scenarios.compare import compare_plans
from advisors.tests.actions.households import account, find, household_advice, make_case, position
from advisors.tests.actions.test_effects import sold_down_plan
from advisors.tests.support.claim_cases import household_case
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

pytestmark = pytest.mark.slow

TRADERS = ("demo", "family")


def traded_portfolio(case, plan):
    """Return the portfolio with every trade of a plan made at its price."""
    snapshot, changes = case.portfolio.snapshot, {}
    for trade in plan.trades:
        shares = trade.quantity if trade.side == "buy" else -trade.quantity
        changes[trade.account_id, trade.symbol] = shares
    cash = {row.account_id: row.after for row in plan.cash}
    positions = tuple(
        one.model_copy(update={"quantity": one.quantity + changes.get(key, 0)})
        for one in snapshot.positions
        for key in [(str(one.account_id), snapshot.instruments_by_id[one.instrument_id].symbol)]
    )
    accounts = tuple(
        one.model_copy(update={"cash_balance": cash.get(str(one.id), one.cash_balance)}) for one in snapshot.accounts
    )
    fields = {name: getattr(snapshot, name) for name in Snapshot.model_fields}
    return Portfolio(Snapshot(**{**fields, "positions": positions, "accounts": accounts}))


def fresh_baseline(case, plan):
    """Return the baseline after the trades, with the paths, the fees and the interest of before."""
    before = case.baseline.plan
    after = project_baseline(traded_portfolio(case, plan), paths=before.paths)
    returns = after.plan.returns.model_copy(update={"assumptions": before.returns.assumptions})
    return after, before.with_changes(returns=returns)


def fact_of(advised, measure):
    return next(fact.value for fact in advised.facts if fact.measure == measure and fact.family == "action")


def test_the_chance_after_trades_is_a_fresh_run():
    case, move = household_case("family"), find(household_advice("family"), "rebalance")
    _, after = fresh_baseline(case, find_plan(ActionCase.of(case)))
    difference = case.baseline.kept.compare(after)
    assert float(move.effect.before) == pytest.approx(100 * difference.before.probability, abs=1e-4)
    assert float(move.effect.after) == pytest.approx(100 * difference.after.probability, abs=0.03)
    assert float(move.effect.error) == pytest.approx(100 * difference.standard_error, abs=0.01)
    assert move.effect.measure == "success_points" and move.effect.scenarios == after.paths


def test_trades_are_measured_from_the_plan_as_it_is():
    """The sale of NVDA that the demo is advised changes its chance by less than a point, so no chance counts it."""
    case, move = household_case("demo"), find(household_advice("demo"), "rebalance")
    _, after = fresh_baseline(case, find_plan(ActionCase.of(case)))
    assert case.baseline.kept.compare(sold_down_plan("demo")).success < 0.01
    difference = case.baseline.kept.compare(after)
    shown = float(move.effect.before), float(move.effect.after)
    expected = 100 * difference.before.probability, 100 * difference.after.probability
    assert move.effect.measure == "success_points" and shown == pytest.approx(expected, abs=0.05)


def test_trades_are_measured_from_the_plan_after_a_sale():
    """Before taxes the sale adds more than a point. Then the trades are measured from the plan after it."""
    case = demo_in_euros()
    move = find(judge_actions(case), "rebalance")
    _, traded = fresh_baseline(case, find_plan(ActionCase.of(case)))
    sold = before_tax(sold_down_plan("demo")).returns
    before, after = case.baseline.plan.returns.weights, traded.returns.weights
    weights = {name: share + after.get(name, 0) - before.get(name, 0) for name, share in sold.weights.items()}
    start = case.baseline.plan.with_changes(returns=sold)
    end = start.with_changes(returns=sold.with_weights(weights))
    difference = compare_plans(start, end)
    shown = float(move.effect.before), float(move.effect.after)
    expected = 100 * difference.before.probability, 100 * difference.after.probability
    assert move.effect.measure == "success_points" and shown == pytest.approx(expected, abs=0.05)


def demo_in_euros():
    """Return the case of the demo for somebody who reads totals in euros: their plan is before taxes."""
    snapshot = household_case("demo").portfolio.snapshot
    fields = {name: getattr(snapshot, name) for name in Snapshot.model_fields}
    profile = snapshot.profile.model_copy(update={"base_currency": "EUR"})
    return build_claim_case(Snapshot(**{**fields, "profile": profile}))


def test_the_ride_after_trades_is_that_of_the_mix_after_them():
    case, move = household_case("demo"), find(household_advice("demo"), "rebalance")
    after, _ = fresh_baseline(case, find_plan(ActionCase.of(case)))
    expected = {fact.id: fact.value for fact in crash_facts(after)}["crash.2008.dollars"]
    assert fact_of(move, "dollars") == pytest.approx(expected, rel=Decimal("0.001"))


def test_the_gain_with_equal_growth_is_a_fresh_run():
    case, move = household_case("family"), find(household_advice("family"), "rebalance")
    _, after = fresh_baseline(case, find_plan(ActionCase.of(case)))
    before, changed = (case.baseline.kept.shorten(with_equal_growth(one)) for one in (case.baseline.plan, after))
    series = {one.name: one.growth for one in with_equal_growth(after).returns.market().classes}
    assert series["emerging_equity"] == pytest.approx(series["us_equity"])
    assert float(fact_of(move, "change")) == pytest.approx(100 * compare_plans(before, changed).success, abs=0.05)


@pytest.mark.parametrize("name", TRADERS)
def test_the_shares_after_trades_are_those_of_the_holdings(name):
    case = household_case(name)
    plan = find_plan(ActionCase.of(case))
    drifts = {one.key: 100 * one.weight for one in traded_portfolio(case, plan).region_drifts}
    weights = {one.key: one.after for one in plan.weights if one.targets == "regions"}
    assert all(drifts[key] == pytest.approx(weights[key], abs=Decimal("1e-4")) for key in weights)


def test_a_company_sold_in_part_keeps_its_own_swings_in_part():
    case = make_case(account("IRA", "roth_ira", position("JPM", 100), position("BND", 500), position("VTI", 200)))
    company = next(one for one in case.portfolio.snapshot.instruments if one.symbol == "JPM")
    half = case.portfolio.valuation.value_by_instrument()[company.id] / 2
    after = plan_after(ActionCase.of(case), [(company, -half)])
    before = {one.name: one for one in case.baseline.plan.returns.companies}["jpm"]
    part = {one.name: one for one in after.returns.companies}["jpm"]
    share = sum(value * case.baseline.plan.returns.weights[key] for key, value in before.parts.items())
    assert sum(value * after.returns.weights[key] for key, value in part.parts.items()) == pytest.approx(share / 2)
