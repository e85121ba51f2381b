"""Situations that advice must come out right in, one test each."""

from decimal import Decimal

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.guards import plausible_saving
from advisors.actions.tiers import Tier
from advisors.tests.actions.households import (
    account,
    find,
    guards_of,
    make_case,
    names_of,
    position,
    text_of,
)
from advisors.tests.support.claim_cases import household_case
from portfolios.household.inputs import HouseholdInputs
from portfolios.valuation.assumptions import CONFIRMABLE

pytestmark = pytest.mark.slow


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **profile))


def test_a_far_goal_gives_one_group_and_no_huge_saving():
    advice = advice_on(account("IRA", "roth_ira", position("VTI", 1000)), goal=150_000, saving=5000)
    group = find(advice, "close_the_gap")
    extra = [option.action.dollars for option in group.options if option.action.name in ("save_more", "together")]
    assert all(5000 + dollars <= max(10_000, 150_000 / 4) for dollars in extra)
    assert names_of(advice).count("close_the_gap") == 1
    assert not set(names_of(advice)) & {"save_more", "retire_later", "spend_less", "together"}


def test_a_mostly_unknown_portfolio_is_asked_about_first():
    advice = advice_on(
        account("401(k)", "401k", position("TGTX", 1000, name="Target 2045 Fund", type="mutual_fund", price=30)),
        account("Checking", "other", cash=3000, interest="0"),
    )
    assert find(advice, "classify").tier == Tier.DATA
    assert set(names_of(advice)) <= {"ask_match", "classify", "build_reserve", "earn_interest", "record_income"}
    assert guards_of(advice, "close_the_gap") & {"unmodelled", "blind"}


def test_coins_above_the_limit_are_never_sold_to_nothing():
    coins = position("BTC", 5, name="Bitcoin", price=90_000, cost=100_000)
    advice = advice_on(account("Coins", "taxable", coins), account("IRA", "roth_ira", position("VTI", 100)))
    sale = find(advice, "limit_speculative")
    assert sale.effect.after == 10 and "your own target of" not in text_of(sale)
    assert "close_the_gap" not in names_of(advice) and "classify" not in names_of(advice)


def test_a_college_account_is_left_alone():
    advice = advice_on(
        account("College", "529", position("NVDA", 2000)), account("IRA", "roth_ira", position("VTI", 100))
    )
    assert "sell_down" not in names_of(advice) and "compatible" in guards_of(advice, "sell_down")


def test_a_fortune_gets_no_small_change():
    advice = advice_on(
        account("Trust", "taxable", position("VTI", 150_000, cost=1_000_000), cash=400_000, interest="0.04"),
        account("Checking", "other", cash=9000, interest="0"), goal=900_000, saving=0,
    )  # fmt: skip
    assert "earn_interest" not in names_of(advice)
    for advised in advice.actions:
        assert all(option.action.name != "save_more" or option.action.dollars > 4000 for option in advised.options)


def test_the_rich_save_in_large_steps():
    trust = account("Trust", "taxable", position("VTI", 150_000, cost=5_000_000), cash=2_400_000)
    group = find(advice_on(trust, age=60, years=2, goal=1_900_000, saving=0), "close_the_gap")
    saving = next(option.action.dollars for option in group.options if option.action.name == "save_more")
    assert saving % 6000 == 0 and saving <= 1_900_000 / 4


def test_an_empty_household_records_first():
    advice = advice_on(account("Checking", "other"))
    assert names_of(advice) == ["record_holdings"]


def test_sample_prices_and_a_missing_sheltered_cost_are_no_actions():
    advice = advice_on(account("IRA", "traditional_ira", position("VTI", 1000), position("BND", 1000)), goal=40_000)
    assert not {"record_costs", "set_price"} & set(names_of(advice))


def test_a_partial_sale_names_its_own_gain():
    advice = judge_actions(household_case("demo"))
    assert "$14,175" in text_of(find(advice, "sell_down")) and "tax years" not in text_of(find(advice, "sell_down"))


def test_a_new_user_sets_a_goal_then_confirms():
    advice = advice_on(
        account("401(k)", "401k", position("VOO", 300)), goal=None, saving=0, confirmed=(), incomes=(),
        household=HouseholdInputs(),
    )  # fmt: skip
    assert names_of(advice)[:2] == ["set_goal", "confirm_input"]
    said = " ".join(text_of(advised) for advised in advice.actions)
    assert "your target" not in said.split("Confirm what we assumed")[1]
    assert "own target" not in said and "close_the_gap" not in names_of(advice)


@pytest.mark.parametrize("assumed", ["birth_year", "years_until_retirement"])
def test_an_assumed_age_gives_no_order(assumed):
    confirmed = tuple(
        {"birth_year", "years_until_retirement", "annual_contribution", "asset_class_targets"} - {assumed}
    )
    advice = advice_on(account("IRA", "roth_ira", position("VTI", 1000)), goal=150_000, confirmed=confirmed)
    assert "close_the_gap" not in names_of(advice)
    assert guards_of(advice, "close_the_gap") == {"assumed_is_not_wished"}
    assert find(advice, "confirm_input").tier == Tier.DATA


def test_assumed_saving_leaves_only_spending():
    confirmed = ("birth_year", "years_until_retirement", "asset_class_targets")
    advice = advice_on(account("IRA", "roth_ira", position("VTI", 1500)), goal=90_000, confirmed=confirmed)
    group = find(advice, "close_the_gap")
    assert {option.action.name for option in group.options} <= {"spend_less", "claim_later"}


def test_an_assumed_target_limits_nothing():
    coins = position("IBIT", 3000)
    confirmed = ("birth_year", "years_until_retirement", "annual_contribution")
    advice = advice_on(
        account("IRA", "roth_ira", coins, position("VTI", 500)), confirmed=confirmed,
        targets={"equity": Decimal(70), "alternatives": Decimal(30)},
    )  # fmt: skip
    sale = find(advice, "limit_speculative")
    assert sale.action.share == 10 and "own target" not in text_of(sale)


def test_the_retired_are_not_told_to_save_or_work():
    advice = advice_on(account("IRA", "traditional_ira", position("VTI", 800)), age=68, years=0, goal=70_000, saving=0)
    group = find(advice, "close_the_gap")
    assert {option.action.name for option in group.options} <= {"spend_less", "claim_later"}
    assert not {"ask_match", "build_reserve"} & set(names_of(advice))


def test_nobody_retires_later_than_72():
    advice = advice_on(account("IRA", "roth_ira", position("VTI", 600)), age=65, years=6, goal=80_000)
    later = [option for option in find(advice, "close_the_gap").options if option.action.name == "retire_later"]
    assert all(option.action.years <= 1 for option in later)


def test_a_recorded_match_is_not_asked_about():
    known = account("401(k)", "401k", position("VOO", 100), purpose="With the employer's match")
    assert "ask_match" not in names_of(advice_on(known))
    assert names_of(advice_on(account("401(k)", "401k", position("VOO", 100))))[0] == "ask_match"


def test_a_price_of_the_catalogue_is_a_matter_for_staff():
    own = position("OWNX", 10, name="Own thing", type="stock")
    advice = advice_on(account("IRA", "roth_ira", own, position("VTI", 100)))
    assert "Enter a price for OWNX." in text_of(find(advice, "set_price"))


def test_a_dear_fund_is_switched_where_the_account_allows_it():
    advice = advice_on(
        account("IRA", "traditional_ira", position("QQQ", 600), position("BND", 2000), cash=30_000), goal=20_000,
        targets={"equity": Decimal(62), "fixed_income": Decimal(31), "cash": Decimal(7)},
    )  # fmt: skip
    switch = find(advice, "switch_fund")
    assert switch.effect.value >= 60 and "Switch from QQQ to QQQM." in text_of(switch)
    menu = advice_on(account("401(k)", "401k", position("QQQ", 600), position("BND", 2000)), goal=20_000)
    assert "switch_fund" not in names_of(menu)


def test_a_taxed_switch_waits():
    lot = position("QQQ", 600, cost=10_000)
    advice = advice_on(account("Brokerage", "taxable", lot, cash=30_000), goal=20_000)
    assert "switch_fund" not in names_of(advice)


def test_many_companies_move_to_a_fund():
    companies = [position(symbol, 200) for symbol in ("AAPL", "MSFT", "JPM", "JNJ", "XOM", "PG", "KO", "HD")]
    advice = advice_on(account("IRA", "roth_ira", *companies, position("VTI", 120)), goal=40_000)
    broaden = find(advice, "broaden")
    assert "sell_down" not in names_of(advice) and broaden.effect.after > broaden.effect.before
    assert "Move from single companies to VTI, step by step." in text_of(broaden)


def test_two_large_companies_are_sold_one_by_one():
    companies = [position(symbol, 200) for symbol in ("MSFT", "HD")]
    advice = advice_on(account("IRA", "roth_ira", *companies, position("VTI", 800)), goal=40_000)
    assert names_of(advice).count("sell_down") == 2 and "broaden" not in names_of(advice)


def test_a_step_that_needs_the_others_is_said_to():
    advice = advice_on(account("IRA", "roth_ira", position("VTI", 200)))
    group = find(advice, "close_the_gap")
    assert group.title.text() == "Choose what gives. None of these is enough alone, but together they are."


def test_a_hopeless_goal_says_what_can_be_spent():
    advice = advice_on(account("IRA", "traditional_ira", position("VTI", 800)), age=68, years=0, goal=70_000, saving=0)
    assert "With 90% confidence you can spend about" in text_of(find(advice, "close_the_gap"))


def test_missing_costs_matter_from_a_twentieth_of_the_money():
    lot = account("Brokerage", "taxable", position("VTI", 500), cash=40_000)
    assert "Enter what you paid for VTI." in text_of(find(advice_on(lot, goal=30_000), "record_costs"))


def test_plausible_saving_is_twice_now_or_a_quarter_of_the_goal():
    case = household_case("single_stock")
    assert plausible_saving(case.profile) == 40_000
    assert plausible_saving(case.profile.model_copy(update={"annual_contribution": Decimal(0)})) == 30_000


def savings(**profile):
    return advice_on(account("Savings", "other", cash=300_000, purpose="Emergency fund"), **profile)


def test_cash_is_invested_only_towards_a_confirmed_target():
    assert find(savings(), "invest_cash").action.dollars == 268_000
    assumed = savings(confirmed=tuple(set(CONFIRMABLE) - {"region_targets"}))
    assert "invest_cash" not in names_of(assumed) and guards_of(assumed, "invest_cash") == {"assumed_is_not_wished"}


def test_cash_that_is_needed_soon_stays():
    soon = savings(age=60, years=4)
    assert "invest_cash" not in names_of(soon) and guards_of(soon, "invest_cash") == {"compatible"}
    assert "target mix" not in " ".join(text_of(advised) for advised in soon.actions)
