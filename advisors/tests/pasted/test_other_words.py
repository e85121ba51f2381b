"""Texts that try to evade the check, and right sentences in unusual words."""

import pytest

from advisors.pasted.check import check_figures
from advisors.tests.support.corpus_portfolios import situation
from advisors.tests.support.cpu_growth import grows_in_proportion
from advisors.tests.support.filled_text import fill_figures


def check_filled(text):
    case = situation("teacher")
    return check_figures(fill_figures(text, case.facts), case.facts, case.names)


WRONG = [
    "At [[profile.age]] you will retire.", "Target: retire at [[profile.age]].",
    "Retirement at [[profile.age]], then rest.",
    "You retire at last, aged [[profile.age]].", "Equity at [[profile.age]] is fine.",
    "You have built up [[portfolio.value]] in the Roth IRA.", "The nest egg in bonds is [[portfolio.value]].",
    "You save $9,000 a month.",
    "The goal is an income of $48,000 per month.",
    "You retire in [[profile.years_to_retirement]] years and six months.",
    "Inflation and fees at one point higher lower success by [[swing.higher_inflation.points|size]].",
    "Eight of ten futures sustain [[plan.sustained_90]], and nine of ten sustain [[plan.sustained_80]].",
]  # fmt: skip
RIGHT = [
    "At [[profile.age]], you have [[profile.years_to_retirement]] years until you retire.",
    "You are [[profile.age]] now.",
    "Your Roth IRA is smaller, at [[account.roth_ira.value]], than your 401(k).",
    "You hold less in bonds, [[asset_class.fixed_income.share]], than in stocks.",
    "What the plan sustains is less, by [[plan.gap]], than your income goal.",
    "Ten points less in equities would add [[swing.less_equities.points]], but the change is within its error.",
    "Your target for equities exceeds what you hold by [[asset_class.equity.drift|size]].",
    "Eight of ten futures sustain [[plan.sustained_80]], and nine of ten sustain [[plan.sustained_90]].",
    "Your income target of [[profile.income_goal]] is set.",
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
]  # fmt: skip


@pytest.mark.parametrize("text", [*WRONG, *INVENTED])
def test_wrong_figures_are_refused(text):
    assert not check_filled(text).ok


@pytest.mark.parametrize("text", [*RIGHT, *RIGHT_FREE_TEXT])
def test_right_figures_are_accepted(text):
    assert [one.reason for one in check_filled(text).judged if one.reason] == []


def test_endless_figures_are_refused_cheaply():
    text = "save 1 of 5 while " * 2000
    assert not check_filled(text).ok
    assert grows_in_proportion(check_filled, text)
