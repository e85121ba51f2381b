"""The households of the letters get the actions of their letters, in that order, and no others."""

import re
from decimal import Decimal

import pytest

from advisors.actions.action import FIXED_LINE
from advisors.actions.advise import judge_actions
from advisors.actions.tiers import MAX_ACTIONS, MAX_OF_TIER
from advisors.claims.printing import print_figure
from advisors.tests.actions.households import COMPANY_HOLDER, find, household_advice, make_case, names_of, text_of
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from portfolios.facts.fact import FactSheet

LETTERS = {
    "demo": ["sell_down", "close_the_gap", "rebalance", "confirm_input"],
    "retiree70": ["add_fund", "confirm_input", "keep", "take_rmd"],
    "young25": ["ask_match", "classify", "build_reserve", "earn_interest", "record_income"],
    "family": ["ask_match", "close_the_gap", "rebalance", "confirm_input", "earn_interest"],
    "crypto": ["ask_match", "build_reserve", "limit_speculative", "record_income"],
    "single_stock": ["ask_match", "record_income", "sell_down", "close_the_gap", "confirm_input"],
    "all_cash": ["ask_purpose", "invest_cash", "close_the_gap", "confirm_input", "earn_interest"],
    "zero": ["record_holdings"],
}
UNWANTED = re.compile(r"(?i)\b(?:futures?|equity|fixed income|of everything|sell all|needed|must save)\b|;|!|\?\?")


@pytest.mark.parametrize("name", LETTERS)
def test_a_household_gets_the_actions_of_its_letter(name):
    assert names_of(household_advice(name)) == LETTERS[name]


def test_the_demo_reads_like_its_letter():
    advice = household_advice("demo")
    sale, group = text_of(find(advice, "sell_down")), text_of(find(advice, "close_the_gap"))
    assert "Sell $17,246 of it in your Brokerage, for a gain of about $14,175 and a tax of about $2,100." in sale
    assert "SOFI at a loss of $4,335" in sale and "Keep $2,500 in cash" in sale and "71,078" not in sale
    assert "Any one of these is enough." in group and "Retire at 68 instead of 65: 91%." in group
    assert "Spend $71,400 a year instead of $84,000: 92%." in group and "Social Security" not in group
    confirmed = text_of(find(advice, "confirm_input"))
    assert "Planning to age 100 instead of 95 would show 78% instead of 82%." in confirmed
    assert "Confirm what we assumed: you file alone, no state tax, your regional targets" in confirmed


def test_the_retiree_reads_like_its_letter():
    advice = household_advice("retiree70")
    assert "spend_more" not in names_of(advice)
    assert "about $21,410, less than you draw now" in text_of(find(advice, "take_rmd"))


def test_the_family_may_choose_or_split():
    group = find(household_advice("family"), "close_the_gap")
    assert "Some of these are enough alone." in group.title.text()
    kinds = [option.action.name for option in group.options]
    assert kinds == ["save_more", "retire_later", "spend_less", "together"]
    assert "Spend $72,000 a year instead of $96,000: 91%." in text_of(group)
    assert "HSA" in text_of(find(household_advice("family"), "earn_interest"))


def test_the_coins_go_down_to_the_own_target():
    sale = text_of(find(household_advice("crypto"), "limit_speculative"))
    assert "your own target of 10% for alternatives" in sale and "IBIT in your Roth IRA first" in sale
    assert "$212,823" in sale and "$70,941 a year" in sale and "Sell Ethereum first" in sale
    assert find(household_advice("crypto"), "limit_speculative").effect.after == 10
    assert "$18,800 short" in text_of(find(household_advice("crypto"), "build_reserve"))


def test_the_single_stock_is_sold_over_four_years():
    sale = text_of(find(household_advice("single_stock"), "sell_down"))
    assert "$37,062 of it in your 401(k) first" in sale and "4 tax years" in sale and "Keep $26,000 in cash" in sale
    group = find(household_advice("single_stock"), "close_the_gap")
    assert "None of these is enough alone" in group.title.text() and "All three together: 84%." in text_of(group)
    assert "Your chance goes from 11% to 33% after that tax." in sale
    assert group.warning is None


def test_the_reserve_of_all_cash_is_left_alone():
    names = names_of(household_advice("all_cash"))
    assert "build_reserve" not in names and "sell_down" not in names
    move, group = (
        text_of(find(household_advice("all_cash"), "invest_cash")),
        find(household_advice("all_cash"), "close_the_gap"),
    )
    assert "Keep $30,000 as your reserve, and move $164,000" in move and "four dated steps of $41,000" in move
    assert all(figure in move for figure in ("61%", "36%", "hardly any", "about $30,000"))
    assert "Save $950 a month more: 91%." in text_of(group) and "Retire at 70 instead of 67: 79%." in text_of(group)
    assert "about $560 a year" in text_of(find(household_advice("all_cash"), "earn_interest"))


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_priorities_count_from_one_in_order_of_tiers(name):
    actions = household_advice(name).actions
    assert [advised.priority for advised in actions] == list(range(1, len(actions) + 1))
    tiers = [advised.tier for advised in actions]
    assert tiers == sorted(tiers) and len(actions) <= MAX_ACTIONS
    assert all(tiers.count(tier) <= most for tier, most in MAX_OF_TIER.items())


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_the_same_case_gives_the_same_actions(name):
    again = judge_actions(household_case(name))
    first = household_advice(name)
    assert [text_of(one) for one in again.actions] == [text_of(one) for one in first.actions]
    assert [one.action.id for one in again.actions] == [one.action.id for one in first.actions]
    assert again.refusals == first.refusals


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_every_sentence_is_plain(name):
    for advised in household_advice(name).actions:
        for statement in advised.statements:
            text = statement.text()
            assert not UNWANTED.search(text) and text.endswith("."), text
            assert all(len(part.split()) <= 28 for part in re.split(r"(?<=[.]) ", text)), text
            assert text[0].isupper() or text[0] == "$"


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_every_figure_has_one_fact(name):
    for advised in household_advice(name).actions:
        assert FactSheet(facts=advised.facts).facts == advised.facts
        for statement in advised.statements:
            assert all(figure.fact.value is not None and print_figure(figure) for figure in statement.figures)
            assert set(statement.decided_by) >= {figure.fact.id for figure in statement.figures}


def test_the_fixed_line_is_that_of_the_pages():
    assert FIXED_LINE.startswith("Educational only, not advice by a registered adviser.")


def test_effects_of_arithmetic_add_up():
    sale = find(judge_actions(make_case(COMPANY_HOLDER, goal=None)), "sell_down")
    assert sale.effect.measure == "share_points"
    assert sale.effect.after == Decimal(10) and sale.effect.before > 12 and sale.effect.clear
