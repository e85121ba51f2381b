"""One plan stands in the case: that of the advised trades, or none, with the reason."""

import pytest

from advisors.actions.advise import advise, judge_actions
from advisors.actions.advised_trades import explain_no_trades, with_advised_trades
from advisors.tests.actions.households import account, make_case, position
from advisors.tests.actions.test_random_households import COUNT, advised
from advisors.tests.support.claim_cases import household_case
from portfolios.facts.families import Family, Measure
from portfolios.valuation.assumptions import CONFIRMABLE

pytestmark = pytest.mark.slow

IRA = account("IRA", "roth_ira", position("VTI", 1000), position("BND", 500))


def reason_for(*accounts, **profile):
    case = make_case(*accounts, **profile)
    return explain_no_trades(case, judge_actions(case))


def without(field):
    return tuple(set(CONFIRMABLE) - {field})


@pytest.mark.parametrize(
    ("reason", "accounts", "profile"),
    [
        ("", (IRA,), {}),
        ("until you confirm your target mix.", (IRA,), {"confirmed": without("asset_class_targets")}),
        ("until you confirm your age and when you retire.", (IRA,), {"confirmed": without("birth_year")}),
        ("your mix is close to your targets.", (IRA,), {"targets": {"equity": 88, "fixed_income": 12}}),
        ("would lower your chance of success.", (account("IRA", "roth_ira", position("VTI", 100), position("BND", 1)),),
         {"saving": 10_000}),
        ("your new saving leads to your targets without a sale.",
         (account("B", "taxable", position("VTI", 500, cost=20_000), position("BND", 500, cost=35_000), cash=15_000),),
         {"saving": 24_000}),
        ("exchange for a new fund comes first.", (account("IRA", "roth_ira", position("VTI", 800)),), {}),
        ("the recommended move of your cash leads to your targets.",
         (account("Savings", "other", cash=300_000, purpose="Emergency fund"),), {}),
        ("enough of what you own",
         (IRA, account("Roth", "roth_ira", position("ACTX", 3000, name="Active", type="mutual_fund", price=20))), {}),
        ("Nothing is recorded yet", (account("Checking", "other"),), {}),
    ],
)  # fmt: skip
def test_the_reason_for_no_trades_is_said(reason, accounts, profile):
    found = reason_for(*accounts, **profile)
    assert reason in found and bool(found) == bool(reason)


@pytest.mark.parametrize("name", ["retiree70", "single_stock", "all_cash", "crypto"])
def test_a_case_without_advised_trades_has_none(name):
    case = household_case(name)
    kept = with_advised_trades(case, advise(case))
    assert not any(plan.trades for plan in kept.situation.plans)
    assert not kept.facts.members(Family.TRADE, Measure.DOLLARS)
    assert all(fact.value == 0 for fact in kept.facts.members(Family.TRADES, Measure.SOLD))
    assert with_advised_trades(kept, advise(case)) is kept


def test_what_cannot_be_traded_is_still_known():
    case = household_case("retiree70")
    missed = with_advised_trades(case, advise(case)).situation.plans[0].missed
    assert "international" in {one.key for one in missed}


def test_a_case_with_advised_trades_stays_as_it_is():
    case = household_case("family")
    assert with_advised_trades(case, advise(case)) is case


@pytest.mark.parametrize("seed", range(COUNT))
def test_trades_are_advised_or_explained(seed):
    case, advice = advised(seed)
    kept, reason = with_advised_trades(case, advice.actions), explain_no_trades(case, advice)
    assert bool(reason) != any(one.action.name == "rebalance" for one in advice.actions)
    assert not reason or not any(plan.trades for plan in kept.situation.plans)


def test_nobody_has_a_plan_for_an_assumed_target():
    assert make_case(IRA, confirmed=without("asset_class_targets")).situation.plans == ()
