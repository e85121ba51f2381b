"""The side of a figure: signs of changes and drifts, and "above" or "below" between two figures."""

import pytest

from advisors.tests.support.filled_text import find_reasons

WRONG = [
    ("banker", "JPM, at [[company.jpm.share]], is below the [[company.limit]] of the limit for JPM."),
    ("banker", "MUB, at [[holding.mub.share]], stands above VTI, at [[holding.vti.share]]."),
    ("engineer", "Your goal of [[profile.income_goal]] lies below what the plan sustains, [[plan.sustained_90]]."),
    ("teacher", "Equity has a drift of +4.3 points."),
    ("teacher", "Fixed income has a drift of -3.8 points."),
]
RIGHT = [
    ("banker", "JPM, at [[company.jpm.share]], is above the [[company.limit]] of the limit for JPM."),
    ("banker", "MUB, at [[holding.mub.share]], stands below VTI, at [[holding.vti.share]]."),
    ("banker", "MUB, at [[holding.mub.share]], is not above VTI, at [[holding.vti.share]]."),
    ("engineer", "What the plan sustains, [[plan.sustained_90]], is [[plan.gap]] below your goal of "
                 "[[profile.income_goal]]."),
    ("engineer", "Your goal is [[profile.income_goal]]; below it, the plan sustains [[plan.sustained_90]]."),
    ("teacher", "Equity has a drift of -4.3 points."),
    ("teacher", "Equity is off by 4.3 points."),
]  # fmt: skip
UNREAD = [
    ("banker", "MUB, at [[holding.mub.share]], outweighs VTI, at [[holding.vti.share]]."),
    ("engineer", "NVDA rose to [[holding.nvda.value]]."),
    ("engineer", "Your goal of [[profile.income_goal]] is easily met."),
]


@pytest.mark.parametrize(("person", "text"), WRONG)
def test_a_figure_on_the_wrong_side_is_refused(person, text):
    assert find_reasons(person, text) == {"direction"}


@pytest.mark.parametrize(("person", "text"), RIGHT)
def test_a_figure_on_its_side_is_accepted(person, text):
    assert find_reasons(person, text) == set()


@pytest.mark.parametrize(("person", "text"), UNREAD)
def test_no_other_word_of_direction_is_read(person, text):
    assert find_reasons(person, text) == set()
