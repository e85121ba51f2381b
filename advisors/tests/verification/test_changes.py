"""Sentences about a tested change: their direction must match it, and it must exceed its standard error."""

from dataclasses import replace
from decimal import Decimal

import pytest

from advisors.tests.support.corpus_portfolios import situation
from advisors.verification.references import check
from portfolios.facts.families import Family, Measure
from portfolios.tests.support.facts import fact_of


def with_what_if(person, success, points, error):
    """Return a person's case after the what-if "saving more", with its success, change and paired error."""
    s = situation(person)
    of, subject = "change.save_more", ("saving more", "success")
    amount = fact_of(f"{of}.amount", *subject, value=5000, unit="usd_per_year", kind="assumption", label="The change")
    reached = fact_of(
        f"{of}.success", *subject, value=success, unit="percent", kind="forecast", label="Success after the change",
        inputs=(amount.id,),
    )  # fmt: skip
    difference = fact_of(
        f"{of}.points", *subject, value=points, unit="points", kind="forecast", label="Change of success",
        inputs=(reached.id, "plan.success"), error=Decimal(error),
    )  # fmt: skip
    return replace(s, facts=s.facts.with_facts((amount, reached, difference)))


CLAIMS = [
    "Saving more lifts success by [[change.save_more.points|size]].",
    "Saving more raises success from [[plan.success]] to [[change.save_more.success]].",
    "Saving more would improve success to [[change.save_more.success]].",
    "With saving more, success is [[change.save_more.success]], higher than the futures' [[plan.success]] of today.",
    "With saving more, success rises from [[plan.success]] to [[change.save_more.success]].",
]


@pytest.mark.parametrize("text", CLAIMS)
def test_a_change_within_its_error_is_refused(text):
    base = situation("engineer").facts.value(Family.PLAN, Measure.SUCCESS)
    for points, error, is_clear in (("3", "1", True), ("1.9", "1", False), ("-3", "1", False), ("0", "0", False)):
        s = with_what_if("engineer", base + Decimal(points), points, error)
        problems = {problem.reason for problem in check(text, s.facts, s.names).problems}
        assert problems == (set() if is_clear else {"direction"}), (points, error)


VERBS = [
    "Saving more yields [[change.save_more.points|size]] of success.",
    "Saving more is worth [[change.save_more.points|size]] of success.",
    "Saving more means [[change.save_more.points|size]] more success.",
    "Saving more strengthens success to [[change.save_more.success]].",
    "Saving more takes success up to [[change.save_more.success]].",
    "Saving more has a positive effect on success, [[change.save_more.points|signed]].",
    "Success would be [[change.save_more.points|size]] higher with saving more.",
    "Saving more makes success more likely, at [[change.save_more.success]].",
    "With saving more, success reaches [[change.save_more.success]], up from [[plan.success]] of the futures.",
    "Saving more, [[change.save_more.amount]] a year, lifts your success.",
    "Saving more by [[change.save_more.amount]] makes your plan safer.",
]


@pytest.mark.parametrize("text", VERBS)
def test_every_verb_must_match_the_change(text):
    assert [reasons_after_change(text, points) for points in (3, 1, -3)] == [set(), {"direction"}, {"direction"}]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Saving more makes a difference of [[change.save_more.points]] in success.", 1),
        ("With saving more, success goes from [[plan.success]] to [[change.save_more.success]].", 1),
        ("Saving more: success [[plan.success]], then [[change.save_more.success]].", 1),
        ("Saving more costs you [[change.save_more.points|size]] of success.", 3),
        ("Saving more changes success by [[change.save_more.points|size]].", -3),
        ("Saving more does not change success: [[change.save_more.points|signed]].", 3),
    ],
)
def test_a_misstated_difference_is_refused(text, points):
    assert reasons_after_change(text, points) == {"direction"}


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Saving more changes success by [[change.save_more.points|signed]], which is within the error.", 1),
        ("Saving more makes no clear difference: success is [[change.save_more.success]] instead of [[plan.success]] "
         "of the futures.", 1),
        ("With saving more, success is [[change.save_more.success]].", 1),
        ("Saving more costs you [[change.save_more.points|size]] of success.", -3),
        ("Saving more changes success by [[change.save_more.points|signed]].", -3),
        ("Saving more changes success by [[change.save_more.points|signed]].", 0),
        ("| Saving [[change.save_more.amount]] more | [[change.save_more.success]] of success |", 1),
    ],
)  # fmt: skip
def test_a_true_difference_is_accepted(text, points):
    assert reasons_after_change(text, points) == set()


def reasons_after_change(text, points):
    """Return the reasons for the engineer's what-if with a paired standard error of one point."""
    s = with_what_if(
        "engineer", situation("engineer").facts.value(Family.PLAN, Measure.SUCCESS) + points, str(points), "1"
    )
    return {problem.reason for problem in check(text, s.facts, s.names).problems}


def test_a_fall_is_accepted_unless_by_chance():
    base = situation("engineer").facts.value(Family.PLAN, Measure.SUCCESS)
    fallen = with_what_if("engineer", base - 3, "-3", "1")
    chance = with_what_if("engineer", base + 1, "1", "1")
    falls = "With saving more, success drops from [[plan.success]] to [[change.save_more.success]]."
    none = "With saving more, success is [[change.save_more.success]], which is not higher than [[plan.success]] now."
    assert not check(falls, fallen.facts, fallen.names).problems
    assert check(falls, chance.facts, chance.names).problems
    assert not [p for p in check(none, fallen.facts, fallen.names).problems if p.reason == "direction"]
