"""A share of simulations is never called certain, and its error never zero."""

from decimal import Decimal

import pytest

from advisors.retirement import writer
from advisors.tests.support import cases as people
from advisors.verification.references import check
from advisors.writing.case import Situation
from advisors.writing.probability import describe_margin, describe_success
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.facts.formatting import format_fact
from portfolios.valuation.portfolio import Portfolio


def printed(goal):
    situation, _ = people.case(
        people.snapshot(people.profile(goal=goal), (people.account("Roth"), people.WORLD, "900"))
    )
    checked = check(f"It holds in {describe_success(situation)} ({describe_margin(situation)}).", situation.facts)
    assert checked.ok
    return checked.text, writer.write(situation, []).split("## ")[1], situation


def with_success(percent):
    situation = people.case(people.retiree(), paths=200, examined=False)[0]
    facts = [
        fact.model_copy(update={"value": Decimal(percent)}) if fact.id == "plan.success" else fact
        for fact in situation.facts.facts
    ]
    return Situation(situation.portfolio, FactSheet(facts=tuple(facts)))


def test_every_future_is_all_but_a_few():
    text, readiness, situation = printed("1000")
    assert situation.facts.value(Family.PLAN, Measure.SUCCESS) == 100
    assert text == "It holds in all but a few of the simulated futures (at most 0.19% of the futures fail)."
    assert "all but a few" in readiness and "give or take" not in readiness


def test_no_future_is_hardly_any():
    text, readiness, situation = printed("5000000")
    assert situation.facts.value(Family.PLAN, Measure.SUCCESS) == 0
    assert text == "It holds in hardly any of the simulated futures (at most 0.19% of the futures succeed)."
    assert "hardly any" in readiness and "give or take" not in readiness


def test_a_middle_share_has_its_interval():
    situation = with_success("50")
    text = check(f"It holds in {describe_success(situation)} ({describe_margin(situation)}).", situation.facts).text
    low, high = (format_fact(situation.facts[f"plan.success_{end}"]) for end in ("low", "high"))
    assert text == f"It holds in 50% of the simulated futures (between {low} and {high})."


@pytest.mark.parametrize(
    ("percent", "expected"),
    [("99.49", "[[plan.success|whole]]"), ("99.5", "all but a few"), ("0.5", "hardly any")],
)
def test_extreme_shares_are_written_in_words(percent, expected):
    assert describe_success(with_success(percent)) == f"{expected} of the simulated futures"


def test_a_plan_without_a_goal_has_no_probability():
    with pytest.raises(KeyError, match="plan.success"):
        describe_success(people.case(people.without_goal(), paths=200, examined=False)[0])


def test_the_plan_pays_until_its_last_birthday():
    for person in (people.retiree, people.one_stock):
        situation, outlook = people.case(person(), paths=200, examined=False)
        assert "until you turn [[profile.plan_to_age]]" in writer.write(situation, [])
        profile = Portfolio(person()).snapshot.profile
        assert profile.age + outlook.plan.horizon == profile.plan_to_age
