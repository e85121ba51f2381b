"""Trades bring the mix to confirmed targets, and leave to other actions what is theirs."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.case import ActionCase
from advisors.actions.trades import find_plan
from advisors.evaluation.households import HouseholdPosition, build_snapshot, read_households
from advisors.rebalancing.plans import build_limited_problem, rebalance, shorten
from advisors.tests.actions.households import (
    account,
    find,
    guards_of,
    household_advice,
    make_case,
    names_of,
    position,
    text_of,
)
from advisors.tests.support.claim_cases import NOW, build_untested_case, household_case
from portfolios.rebalancing.reasons import FEW_TRADES_REASON, NO_BETTER_TRADE_REASON

pytestmark = pytest.mark.slow

RETIRED = {"age": 70, "years": 0, "saving": 0, "goal": 60_000}
STOCKS_IN_IRA = account("IRA", "roth_ira", position("VTI", 1000), position("BND", 500))


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **profile))


def plan_of(case):
    return find_plan(ActionCase.of(case))


def bought(plan):
    return {trade.symbol for trade in plan.trades if trade.side == "buy"}


def retiree_with_vxus():
    """Return the case of retiree70 with a small holding of VXUS in the traditional IRA."""
    household = read_households()["retiree70"]
    more = HouseholdPosition(symbol="VXUS", quantity=Decimal(10))
    accounts = tuple(
        one.model_copy(update={"positions": (*one.positions, more)}) if one.kind == "traditional_ira" else one
        for one in household.accounts
    )
    return build_untested_case(build_snapshot(household.model_copy(update={"accounts": accounts}), now=NOW))


def test_one_exchange_is_named_in_the_title():
    move = find(advice_on(STOCKS_IN_IRA, is_whole=True), "rebalance")
    assert move.title.text() == "Move $85,389 from VTI to BND in your IRA, where no tax is due."
    assert "Bonds go from 11.9% to 40% of your mix, your target, and stocks fall to 60%." in text_of(move)
    assert "A year like 2008 would cost about $57,000 instead of $95,000. Do it for the calmer ride." in text_of(move)
    assert move.warning.text() == "Check today's price of VTI first."


def test_the_demo_trades_for_its_confirmed_targets_only():
    move = find(household_advice("demo"), "rebalance")
    assert move.title.text() == (
        "Move $48,940 of VOO and $3,250 of cash to BND in your 401(k) at work, where no tax is due."
    )
    assert "With the sale of NVDA, bonds go from 16.8% to 25% of your mix, your target" in text_of(move)
    assert {weight.targets for weight in plan_of(household_case("demo")).weights} == {"asset_class"}


def test_the_family_owns_more_abroad_to_spread_its_risk():
    move = text_of(find(household_advice("family"), "rebalance"))
    assert "Move $56,177 from VTI to VXUS in Her 403(b), where no tax is due." in move
    assert "12.8% to 36.6% of the stocks you can rebalance, and your target is 40%" in move
    assert "Your chance goes from 66% to 72%, but gains only 1 point if all stocks grow alike." in move


def test_a_short_plan_is_that_of_the_analysis():
    case = household_case("family")
    assert plan_of(case) is next(plan for plan in case.situation.plans if plan.plan == "minimal")


def test_assumed_targets_give_no_trades():
    advice = advice_on(STOCKS_IN_IRA, confirmed=("birth_year", "years_until_retirement", "annual_contribution"))
    assert not {"rebalance", "add_fund", "direct_new_money"} & set(names_of(advice))
    assert guards_of(advice, "rebalance") == {"assumed_is_not_wished"}


def test_an_unclear_mix_is_not_traded():
    unknown = position("ACTX", 3000, name="Active Growth Bond Fund", type="mutual_fund", price=Decimal(20))
    advice = advice_on(account("IRA", "roth_ira", position("VTI", 1000), position("BND", 500), unknown))
    assert "rebalance" not in names_of(advice) and guards_of(advice, "rebalance") == {"blind"}


def test_the_company_is_sold_only_once():
    case = make_case(account("IRA", "roth_ira", position("NVDA", 500), position("VTI", 800), position("BND", 400)))
    advice, plan = judge_actions(case), plan_of(case)
    assert {"sell_down", "rebalance"} <= set(names_of(advice)) and "NVDA" not in {one.symbol for one in plan.trades}
    assert find(advice, "rebalance").action.sold.isdisjoint(find(advice, "sell_down").action.sold)
    assert {weight.key: round(weight.after) for weight in plan.weights} == {"equity": 60, "fixed_income": 40, "cash": 0}


def test_the_near_money_of_the_retired_is_not_spent():
    case = retiree_with_vxus()
    advice, plan = judge_actions(case), plan_of(case)
    assert {"keep", "rebalance"} <= set(names_of(advice))
    assert [(one.side, one.symbol) for one in plan.trades] == [("sell", "VTI"), ("buy", "VXUS")]
    assert all(row.after == row.before for row in plan.cash)


def test_an_account_for_college_has_no_trades():
    case = make_case(account("College", "529", position("VTI", 1000)), STOCKS_IN_IRA)
    assert {trade.account for trade in plan_of(case).trades} == {"IRA"}


def test_no_taxed_sale_for_a_small_drift():
    lots = position("VTI", 472, cost=20_000), position("BND", 1000, cost=70_000)
    advice = advice_on(account("Brokerage", "taxable", *lots, cash=15_000), saving=0)
    assert "rebalance" not in names_of(advice)


def test_a_taxed_sale_says_its_gain():
    lots = position("VTI", 900, cost=200_000), position("BND", 500, cost=35_000)
    move = find(advice_on(account("Brokerage", "taxable", *lots, cash=15_000), saving=5000), "rebalance")
    assert "realize a gain of about" in text_of(move) and "no tax is due" not in text_of(move)


def test_no_fund_is_bought_where_tax_treats_it_worse():
    targets = {"region_targets": {"north_america": Decimal(60), "international": Decimal(40)}}
    household = read_households()["demo"]
    profile = household.profile.model_copy(
        update={**targets, "confirmed": (*household.profile.confirmed, "region_targets")}
    )
    case = build_untested_case(build_snapshot(household.model_copy(update={"profile": profile}), now=NOW))
    assert "misplaced.401_k_at_work_vxus.value" in case.facts
    assert not {"VXUS", "VWO"} & bought(plan_of(case))


def test_of_two_funds_alike_the_cheaper_then_the_larger_is_bought():
    funds = [position(symbol, 100) for symbol in ("AGG", "BND", "VNQ", "SCHH")]
    case = make_case(
        account("IRA", "roth_ira", position("VTI", 1000), *funds, position("BND", 1)),
        targets={"equity": Decimal(50), "fixed_income": Decimal(30), "real_estate": Decimal(20)},
    )
    assert bought(plan_of(case)) == {"AGG", "SCHH"}


def test_no_fund_of_one_sector_is_bought():
    funds = position("XLE", 100), position("VTI", 10), position("BND", 3000)
    assert bought(plan_of(make_case(account("IRA", "roth_ira", *funds)))) == {"VTI"}


def test_cash_alone_buys_without_a_sale():
    targets = {"equity": Decimal("52.6"), "fixed_income": Decimal("47.4")}
    funds = position("VTI", 580), position("BND", 1000)
    move = find(advice_on(account("IRA", "roth_ira", *funds, cash=68_000), targets=targets), "rebalance")
    assert move.title.text() == "Buy $67,878 of BND with cash in your IRA." and move.warning is None


def test_a_rougher_ride_is_the_price_of_more_stocks():
    holdings = position("VTI", 300), position("BND", 2500)
    move = text_of(find(advice_on(account("IRA", "roth_ira", *holdings), is_whole=True), "rebalance"))
    assert "The price is a rougher ride. A year like 2008 would cost about $48,000 instead of $14,400." in move


def test_a_target_that_costs_much_success_is_left_alone():
    holdings = position("VTI", 100), position("BND", 1)
    advice = advice_on(account("IRA", "roth_ira", *holdings), saving=10_000)
    assert "rebalance" not in names_of(advice) and guards_of(advice, "rebalance") == {"measured"}


def test_idle_cash_of_an_account_is_used_once():
    funds = position("VTI", 1000), position("BND", 1000)
    advice = advice_on(account("IRA", "roth_ira", *funds, cash=60_000, interest="0"))
    assert "rebalance" in names_of(advice) and guards_of(advice, "earn_interest") == {"compatible"}


@pytest.mark.parametrize("name", ["demo", "family", "retiree70"])
def test_the_shorter_plan_is_no_longer_than_four_trades(name):
    problem = build_limited_problem(household_case(name).portfolio)
    plan = shorten(problem, rebalance(problem, "minimal"))
    assert len(plan.trades) <= 4


def test_a_short_plan_says_that_more_trades_come_closer():
    case = household_case("demo")
    minimal, full = case.situation.plans
    reasons = {one.key: one.reason for one in minimal.missed}
    assert len(minimal.trades) < len(full.trades)
    assert reasons["equity"] == reasons["commodities"] == FEW_TRADES_REASON
    assert reasons["real_estate"] == NO_BETTER_TRADE_REASON  # no plan comes closer
    assert FEW_TRADES_REASON not in {one.reason for one in full.missed}
