"""Texts that try to evade the checkers, and right sentences in unusual words."""

import pytest

from advisors.tests.support.corpus_portfolios import situation
from advisors.tests.support.cpu_growth import grows_in_proportion
from advisors.verification.free_text import check_free_text
from advisors.verification.references import check
from advisors.verification.repeated_units import without_repeated_units


def as_references(text):
    case = situation("teacher")
    return check(without_repeated_units(text, case.facts), case.facts, case.names)


def as_free_text(text):
    case = situation("teacher")
    return check_free_text(text, case.facts, case.names)


WRONG = [
    "At [[age]] you will retire.", "Target: retire at [[age]].", "Retirement at [[age]], then rest.",
    "You retire at last, aged [[age]].", "Equity at [[age]] is fine.",
    "You have built up [[total_value]] in the Roth IRA.", "The nest egg in bonds is [[total_value]].",
    "You save [[annual_contribution]] dollars a month.", "The goal is an income of [[income_goal]] dollars per month.",
    "You retire in [[years_to_retirement]] years and six months.",
    "Your plan is fully funded in all [[simulated_paths]] futures.",
    "Inflation and fees at one point higher lower success by [[swing_higher_inflation_points|size]].",
    "Eight of ten futures sustain [[estimated_income]], and nine of ten sustain [[sustainable_80]].",
    "Your Roth IRA is larger, at [[account_roth_ira_value]], than your 401(k).",
    "You hold more in bonds, [[asset_fixed_income_share]], than in stocks.",
    "Retiring a year earlier moves success by [[swing_retire_earlier_points|size]], and that helps a lot.",
]  # fmt: skip
RIGHT = [
    "At [[age]], you have [[years_to_retirement]] years until you retire.", "You are [[age]] now.",
    "Your Roth IRA is smaller, at [[account_roth_ira_value]], than your 401(k).",
    "You hold less in bonds, [[asset_fixed_income_share]], than in stocks.",
    "What the plan sustains is less, by [[income_gap]], than your income goal.",
    "Ten points less in equities would add [[swing_less_equities_points]], but the change is within its error.",
    "Your target for equities exceeds what you hold by [[asset_equity_drift|size]].",
    "Eight of ten futures sustain [[sustainable_80]], and nine of ten sustain [[estimated_income]].",
    "If inflation ran one point higher, success would fall by [[swing_higher_inflation_points|size]].",
    "Your income target of [[income_goal]] is set.",
]  # fmt: skip
INVENTED = [
    "You spend seventy thousand dollars, a tenth more.", "Inflation at nine per cent is one point higher.",
    "You retire in thirty years, or one year later.", "You save a tenth more than last year.",
    "At 52 you will retire.", "Retirement at 52 is planned.", "The Roth IRA has built up $319,500.",
    "Retiring a year later, rather than a year earlier, costs 11 points.",
]  # fmt: skip
RIGHT_FREE_TEXT = [
    "Equity is off by 4.3 points, and you hold just 3 different holdings.",
    "Equity is off by 4.3 points, and the portfolio has just 2 accounts.",
    "Your Roth IRA is smaller, at $31,500, than your 401(k).", "At 52, you have thirteen years until you retire.",
    "Where inflation runs one point higher, success falls by 22.5 points.",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_wrong_references_are_refused(text):
    assert not as_references(text).ok


@pytest.mark.parametrize("text", RIGHT)
def test_right_references_are_accepted(text):
    assert as_references(text).problems == ()


@pytest.mark.parametrize("text", INVENTED)
def test_invented_free_text_is_refused(text):
    assert not as_free_text(text).ok


@pytest.mark.parametrize("text", RIGHT_FREE_TEXT)
def test_right_free_text_is_accepted(text):
    found = as_free_text(text)
    assert (found.directions, [judgement.reason for judgement in found.judged]) == ((), [None] * len(found.judged))


@pytest.mark.parametrize("read", [as_references, as_free_text])
def test_endless_figures_are_refused_cheaply(read):
    part = "saving a tenth more [[swing_save_more_points]] while " if read is as_references else "save 1 of 5 while "
    text = part * 2000
    assert not read(text).ok
    assert grows_in_proportion(read, text)
