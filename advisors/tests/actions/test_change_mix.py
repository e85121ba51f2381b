"""The mix moves to its target only where that helps as we assume it, on cautious assumptions, and in the past."""

import random
from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.case import ActionCase
from advisors.actions.kinds.mix.change_mix import Shift, find_shift, plan_after_shift
from advisors.retirement.projection.before_tax import before_tax
from advisors.retirement.projection.historical_replay import replay_plan
from advisors.retirement.scenarios.changes import with_conservative_preset
from advisors.retirement.scenarios.compare import compare_plans
from advisors.tests.actions.households import account, find, guards_of, make_case, names_of, position, text_of
from portfolios.valuation.assumptions import CONFIRMABLE

pytestmark = pytest.mark.slow

OWN_REGIONS = tuple(set(CONFIRMABLE) - {"region_targets"})
TARGETS = {"equity": Decimal(60), "fixed_income": Decimal(40)}
BOND_OWNER = {"age": 35, "years": 10, "saving": 0, "goal": 40_000, "targets": TARGETS, "confirmed": OWN_REGIONS}


def owner(**rest):
    bonds, stocks = position("BND", 9000), position("VTI", 150, cost=3000)
    return account("Brokerage", "taxable", bonds, stocks, **{"cash": 30_000, **rest})


def case_of(*accounts, **changes):
    return make_case(*(accounts or (owner(),)), **{**BOND_OWNER, **changes})


def advice_on(*accounts, **changes):
    return judge_actions(case_of(*accounts, **changes))


def moved(plan):
    """Return the plan with half of its money moved from bonds to US stocks, which it only holds."""
    weights = dict(plan.returns.weights)
    weights["us_aggregate_bonds"] -= 0.5
    weights["us_equity"] += 0.5
    return plan.with_changes(returns=plan.returns.model_copy(update={"weights": weights}))


def test_all_three_views_are_shown():
    change = find(advice_on(), "change_mix")
    text = text_of(change)
    assert change.title.text() == "Move 50% of your mix from bonds to stocks, toward your own target of 60%."
    assert "of the scenarios instead of" in text and "On our most cautious assumptions, that is" in text
    assert "ine of ten past start years would have paid for" in text
    assert change.warning.text() == "Selling may realize gains, so check the tax and spread it over several years."


def test_the_effect_is_a_fresh_run():
    case = case_of()
    change, plan = find(judge_actions(case), "change_mix"), case.baseline.plan
    base = compare_plans(plan, moved(plan))
    assert float(change.effect.before) == pytest.approx(100 * base.before.probability, abs=1e-4)
    assert float(change.effect.after) == pytest.approx(100 * base.after.probability, abs=1e-4)
    assert float(change.effect.error) == pytest.approx(100 * base.standard_error, abs=1e-4)
    cautious = compare_plans(with_conservative_preset(plan), with_conservative_preset(moved(plan)))
    shown = {fact.measure: float(fact.value) for fact in change.facts if fact.family == "action"}
    assert shown["points"] == pytest.approx(100 * cautious.before.probability, abs=1e-4)
    assert shown["success"] == pytest.approx(100 * cautious.after.probability, abs=1e-4)


def test_the_past_is_replayed_at_both_mixes():
    case = case_of()
    change, paid = find(judge_actions(case), "change_mix"), []
    for plan in map(before_tax, (case.baseline.plan, moved(case.baseline.plan))):
        weights = plan.returns.weights
        bonds = weights["us_aggregate_bonds"]
        columns = {"stocks": weights["us_equity"], "treasury_10y": bonds / 2, "corporate_baa": bonds / 2,
                   "bills": weights["cash"]}  # fmt: skip
        past = replay_plan(plan.with_changes(returns={"kind": "history", "weights": columns}))
        paid.append(past.sustainable_spending["0.90"])
    shown = {fact.measure: float(fact.value) for fact in change.facts if fact.family == "action"}
    assert (shown["saving"], shown["amount"]) == pytest.approx(paid, abs=0.01)


@pytest.mark.parametrize(
    ("guard", "changes"),
    [
        ("measured", {"goal": 20_000}),
        ("compatible", {"age": 60, "years": 5}),
        ("material", {"targets": {"equity": Decimal(6), "fixed_income": Decimal(94)}}),
        ("assumed_is_not_wished", {"confirmed": tuple(set(OWN_REGIONS) - {"asset_class_targets"})}),
        ("assumed_is_not_wished", {"confirmed": tuple(set(OWN_REGIONS) - {"birth_year"})}),
    ],
    ids=["no gain", "needed soon", "near target", "assumed target", "assumed age"],
)
def test_a_guard_keeps_the_mix(guard, changes):
    advice = advice_on(**changes)
    assert "change_mix" not in names_of(advice) and guards_of(advice, "change_mix") == {guard}


def test_an_unclear_mix_is_not_changed():
    unknown = position("ACTX", 9000, name="Active Fund", type="mutual_fund", price=Decimal(20))
    advice = advice_on(owner(), account("IRA", "roth_ira", unknown))
    assert "change_mix" not in names_of(advice) and guards_of(advice, "change_mix") == {"blind"}


def test_trades_without_tax_come_first():
    ira = account("IRA", "roth_ira", position("BND", 9000), position("VTI", 150))
    advice = advice_on(ira)
    assert "rebalance" in names_of(advice) and "change_mix" not in names_of(advice)
    assert guards_of(advice, "change_mix") == {"compatible"}


def test_the_past_cannot_tell_without_its_class():
    abroad = account("Brokerage", "taxable", position("BND", 9000), position("VXUS", 600, cost=3000), cash=30_000)
    advice = advice_on(abroad)
    assert "change_mix" not in names_of(advice)
    assert [one.reason for one in advice.refusals if one.action == "change_mix"] == [
        "the stored past lacks a class that changes"
    ]


def test_stocks_that_are_sold_take_their_companies_along():
    companies = [position(symbol, 300, cost=3000) for symbol in ("MSFT", "JPM", "KO", "HD")]
    case = ActionCase.of(case_of(account("Brokerage", "taxable", *companies, position("VTI", 900, cost=3000))))
    plan = plan_after_shift(case, Shift("equity", "fixed_income", 40))
    before = {one.name: one.parts["us_equity"] for one in case.baseline.plan.returns.companies}
    after = {one.name: one.parts["us_equity"] for one in plan.returns.companies}
    assert after == pytest.approx(before)
    assert plan.returns.weights["us_aggregate_bonds"] == pytest.approx(0.4)


def test_a_reserve_of_cash_is_not_moved():
    cash = account("Savings", "other", position("VTI", 150, cost=3000), cash=100_000)
    shift = find_shift(ActionCase.of(case_of(cash, goal=60_000)))
    whole = 100_000 + 150 * 267.51
    assert shift == Shift("cash", "equity", int(100 * min(0.6 - 150 * 267.51 / whole, (100_000 - 15_000) / whole)))


@pytest.mark.parametrize("seed", range(10))
def test_a_random_change_helps_on_every_view(seed):
    chance = random.Random(seed)
    bonds, stocks = position("BND", chance.randint(500, 9000)), position("VTI", chance.randint(10, 900), cost=3000)
    ages = {"age": chance.randint(25, 60), "years": chance.randint(6, 30)}
    brokerage = account("Brokerage", "taxable", bonds, stocks, cash=30_000)
    case = case_of(brokerage, goal=chance.choice([20_000, 40_000, 60_000]), **ages)
    for one in judge_actions(case).actions:
        if one.action.name == "change_mix":
            shown = {fact.measure: fact.value for fact in one.facts if fact.family == "action"}
            assert one.effect.value >= 1 and one.effect.clear and shown["success"] >= shown.get("points", 0) + 1
            assert shown["amount"] > shown["saving"] and 1 <= one.action.points <= 100
