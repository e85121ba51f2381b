"""Around retirement, bonds and cash pay for the years when stocks are down, unless other advice sells them."""

import pytest

from advisors.actions.advise import judge_actions
from advisors.actions.case import ActionCase
from advisors.actions.kinds.near_money import find_near_funds
from advisors.tests.actions.households import account, find, guards_of, household_advice, make_case, names_of, text_of
from advisors.tests.actions.households import position as held
from portfolios.valuation.assumptions import CONFIRMABLE

pytestmark = pytest.mark.slow

IRA = account("IRA", "roth_ira", held("VTI", 3000), held("BND", 4400), held("VGSH", 600))
SAVINGS = account("Savings", "other", cash=60_000, interest="0.04", purpose="Emergency fund")
NEAR = {"age": 60, "years": 5, "goal": 65_000, "saving": 20_000, "targets": {"equity": 70, "fixed_income": 30}}
RETIRED = {**NEAR, "age": 67, "years": 0, "saving": 0}


def advice_on(*accounts, **profile):
    return judge_actions(make_case(*accounts, **profile))


def test_bonds_and_cash_pay_for_the_first_years():
    advice = advice_on(IRA, SAVINGS, **NEAR)
    match = find(advice, "match_spending")
    assert match.title.text() == "Let your bonds and cash pay for your first years of retirement."
    assert "They cover 6.3 years of all your spending." in text_of(match)
    assert match.effect.measure == "years" and match.action.years == 6 and match.action.kept == {"vgsh"}


def test_the_years_covered_are_dollars_over_spending():
    case = make_case(IRA, SAVINGS, **NEAR)
    dollars = 60_000 + sum(
        float(one.value) for one in case.portfolio.valuation.positions if one.instrument.symbol in ("BND", "VGSH")
    )
    match = find(judge_actions(case), "match_spending")
    assert float(match.effect.after) == pytest.approx(dollars / 65_000, abs=0.05)


def test_the_retired_hear_what_they_draw():
    near = account("Checking", "other", cash=40_000, interest="0.04")
    match = find(advice_on(IRA, near, **RETIRED), "match_spending")
    assert match.title.text() == "Spend from your bonds and cash first when stocks are down."
    assert "of all your spending, or" in text_of(match) and "after other income" in text_of(match)


def test_near_money_that_is_kept_needs_no_second_advice():
    advice = household_advice("retiree70")
    assert "keep" in names_of(advice) and "match_spending" not in names_of(advice)
    assert guards_of(advice, "match_spending") == {"compatible"}


@pytest.mark.parametrize(
    ("guard", "changes"),
    [
        ("material", {"age": 50, "years": 15}),
        ("material", {"goal": 190_000}),
        ("assumed_is_not_wished", {"confirmed": tuple(set(CONFIRMABLE) - {"birth_year"})}),
        ("assumed_is_not_wished", {"confirmed": tuple(set(CONFIRMABLE) - {"years_until_retirement"})}),
    ],
)
def test_a_guard_refuses_to_match_spending(guard, changes):
    advice = advice_on(IRA, SAVINGS, **{**NEAR, **changes})
    assert "match_spending" not in names_of(advice) and guards_of(advice, "match_spending") == {guard}


def test_without_stocks_there_is_nothing_to_spare():
    advice = advice_on(account("IRA", "roth_ira", held("BND", 9000)), SAVINGS, **NEAR)
    assert guards_of(advice, "match_spending") == {"material"}


def test_no_plan_sells_short_bonds_beside_it():
    case = make_case(account("IRA", "roth_ira", held("VTI", 1200), held("VGSH", 6000)), SAVINGS, **NEAR)
    advice = judge_actions(case)
    assert find_near_funds(ActionCase.of(case)) == ("vgsh",)
    assert "vgsh" in find(advice, "rebalance").action.sold
    assert "match_spending" not in names_of(advice) and guards_of(advice, "match_spending") == {"compatible"}
