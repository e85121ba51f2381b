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
    "At [[profile.age]] you will retire.", "Target: retire at [[profile.age]].",
    "Retirement at [[profile.age]], then rest.",
    "You retire at last, aged [[profile.age]].", "Equity at [[profile.age]] is fine.",
    "You have built up [[portfolio.value]] in the Roth IRA.", "The nest egg in bonds is [[portfolio.value]].",
    "You save [[profile.annual_contribution]] dollars a month.",
    "The goal is an income of [[profile.income_goal]] dollars per month.",
    "You retire in [[profile.years_to_retirement]] years and six months.",
    "Your plan is fully funded in all [[plan.paths]] futures.",
    "Inflation and fees at one point higher lower success by [[swing.higher_inflation.points|size]].",
    "Eight of ten futures sustain [[plan.sustained_90]], and nine of ten sustain [[plan.sustained_80]].",
    "Your Roth IRA is larger, at [[account.roth_ira.value]], than your 401(k).",
    "You hold more in bonds, [[asset_class.fixed_income.share]], than in stocks.",
    "Retiring a year earlier moves success by [[swing.retire_earlier.points|size]], and that helps a lot.",
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
    "If inflation ran one point higher, success would fall by [[swing.higher_inflation.points|size]].",
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
    part = "saving a tenth more [[swing.save_more.points]] while " if read is as_references else "save 1 of 5 while "
    text = part * 2000
    assert not read(text).ok
    assert grows_in_proportion(read, text)
