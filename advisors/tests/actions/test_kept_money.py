"""What must stay is kept, and money of an unclear purpose is asked about."""

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.kinds.cost import SwitchFund
from advisors.actions.kinds.near_money import Keep
from advisors.actions.rank import CONFLICTS
from advisors.actions.tiers import Tier
from advisors.tests.actions.households import account, find, guards_of, make_case, names_of, position, text_of
from advisors.tests.actions.test_guards import propose
from advisors.tests.support.claim_cases import household_case

pytestmark = pytest.mark.slow

RETIRED = {"age": 68, "years": 0, "saving": 0, "goal": 50_000}
STOCKS = account("IRA", "traditional_ira", position("VTI", 2000), position("BND", 3000))


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **profile))


def test_the_near_money_of_the_retired_is_kept():
    advice = judge_actions(household_case("retiree70"))
    assert "Keep your $52,000 of cash and $86,850 of VGSH." in text_of(find(advice, "keep"))
    assert find(advice, "keep").action.kept == {"vgsh"} and find(advice, "keep").tier == Tier.GOAL


def test_near_money_that_does_not_last_is_not_kept():
    advice = advice_on(STOCKS, account("Savings", "other", cash=20_000), **RETIRED)
    assert "keep" not in names_of(advice) and "material" in guards_of(advice, "keep")


def test_cash_within_its_target_needs_no_advice():
    targets = {"equity": 50, "fixed_income": 30, "cash": 20}
    advice = advice_on(STOCKS, account("Savings", "other", cash=120_000), targets=targets, **RETIRED)
    assert "keep" not in names_of(advice) and "material" in guards_of(advice, "keep")


def test_nobody_who_works_is_told_to_keep_cash():
    assert "keep" not in names_of(advice_on(STOCKS, account("Savings", "other", cash=120_000)))


def test_what_is_kept_is_not_sold():
    keep, sale = propose(Keep(holdings=("vgsh",))), propose(SwitchFund(held="vgsh", cheaper="bil"))
    assert any(conflict.applies(keep, sale) and conflict.applies(sale, keep) for conflict in CONFLICTS)


def test_a_mixed_purpose_is_asked_about_first():
    advice = judge_actions(household_case("all_cash"))
    assert names_of(advice)[0] == "ask_purpose"
    assert "It has more than one purpose, and so far we count all $180,000" in text_of(find(advice, "ask_purpose"))


def test_a_set_year_is_asked_about():
    house = account("House money", "other", cash=60_000, purpose="House 2030")
    asked = text_of(find(advice_on(STOCKS, house), "ask_purpose"))
    assert "It is meant for a set year" in asked and "more than one purpose" not in asked


def test_a_small_account_is_not_asked_about():
    house = account("House money", "other", cash=900, purpose="House 2030")
    assert "ask_purpose" not in names_of(advice_on(STOCKS, house))


def test_one_large_company_leaves_no_room():
    company = account("IRA", "traditional_ira", position("MSFT", 3000), position("BND", 2000))
    advice = advice_on(company, **RETIRED)
    assert "spend_more" not in names_of(advice) and "measured" in guards_of(advice, "spend_more")


def test_new_saving_is_sent_away_only_once():
    coins = account("Coins", "taxable", position("BTC", 4, name="Bitcoin", price=90_000, cost=100_000))
    company = account("IRA", "roth_ira", position("MSFT", 900))
    texts = [text_of(one) for one in advice_on(coins, company).actions]
    assert sum("new saving" in text for text in texts) == 1


def test_sales_name_the_holding_to_check():
    companies = [position(symbol, 200) for symbol in ("MSFT", "HD")]
    advice = advice_on(account("IRA", "roth_ira", *companies, position("VTI", 800)), goal=40_000)
    texts = [text_of(one) for one in advice.actions if one.action.name == "sell_down"]
    assert all("Check today's price of" in text for text in texts) and len(set(texts)) == 2
