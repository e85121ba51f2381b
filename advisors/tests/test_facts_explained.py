"""Every fact has a formula in words, and its inputs are on the sheet."""

import contextlib
import re

import pytest

from advisors.retirement.facts.scenarios import what_if_facts
from advisors.retirement.scenarios.baseline import project_what_if
from advisors.retirement.scenarios.proposals import propose_changes
from advisors.tests.support import cases as people
from advisors.tests.support import corpus_portfolios as corpus

pytestmark = pytest.mark.slow

PERSONS = (*corpus.PERSONS, *(person for person in people.EVERYBODY if person not in corpus.PERSONS))
IDENTIFIER = re.compile(r"[a-z]+_[a-z_]+|[a-z]\.[a-z]")


def every_fact_of(person):
    """Return all facts of a person, those of the proposed what-ifs included."""
    situation, baseline = people.case(person(), paths=200)
    facts = situation.facts
    for candidate in propose_changes(situation) if baseline else ():
        with contextlib.suppress(ValueError):  # a change that is impossible for this plan
            what_if = project_what_if(baseline, candidate.change, candidate.amount)
            facts = facts.with_facts(what_if_facts(baseline, what_if).facts)
    return facts


@pytest.mark.parametrize("person", PERSONS, ids=lambda person: person.__name__)
def test_every_fact_has_a_formula_and_inputs(person):
    sheet = every_fact_of(person)
    assert [fact.id for fact in sheet.facts if not fact.formula.strip()] == []
    assert [(fact.id, name) for fact in sheet.facts for name in fact.inputs if name not in sheet] == []


@pytest.mark.parametrize("person", PERSONS, ids=lambda person: person.__name__)
def test_formulas_have_no_internal_names(person):
    assert [fact.formula for fact in every_fact_of(person).facts if IDENTIFIER.search(fact.formula)] == []


def test_a_profile_fact_names_its_origin():
    entered = people.case(people.snapshot(people.profile()), paths=50)[0].facts["profile.plan_to_age"]
    assumed = people.case(people.snapshot(people.profile(assumed=("plan_to_age",))), paths=50)[0].facts[
        "profile.plan_to_age"
    ]
    assert (entered.kind, entered.formula) == ("reference", "from your profile, as you entered it")
    assert (assumed.kind, assumed.formula) == ("assumption", "assumed by Alex; nobody has confirmed it in your profile")


@pytest.mark.parametrize(
    ("assumed", "assumptions"),
    [
        ((), []),
        (("years_until_retirement",), ["years_to_retirement", "retirement_age"]),
        (("birth_year",), ["age", "retirement_age"]),
        (("annual_contribution", "plan_to_age"), ["plan_to_age", "annual_contribution"]),
    ],
)
def test_each_profile_fact_is_assumed_by_itself(assumed, assumptions):
    facts = people.case(people.snapshot(people.profile(assumed=assumed)), paths=50)[0].facts.facts
    assumed_facts = [fact for fact in facts if fact.topic == "profile" and fact.kind == "assumption"]
    assert [fact.id for fact in assumed_facts] == [f"profile.{measure}" for measure in assumptions]
