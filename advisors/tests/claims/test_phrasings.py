"""Every phrasing is short, American, in the second person, and says its verdict only."""

import re
from string import Formatter

import pytest

from advisors.claims.registry import KINDS, sayable
from advisors.claims.statement import opening
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case

PHRASINGS = [
    pytest.param(name, verdict, phrasing, id=f"{name}-{verdict}-{number}")
    for name, kind in KINDS.items()
    for verdict, phrasings in kind.phrasings.items()
    for number, phrasing in enumerate(phrasings)
]
UNWANTED = re.compile(r"(?i)\b(?:futures?|equity|fixed income|of everything|colour|favour|whilst)\b|;|!|\?\?")


@pytest.mark.parametrize(("name", "verdict", "phrasing"), PHRASINGS)
def test_a_phrasing_is_a_plain_sentence(name, verdict, phrasing):
    assert not UNWANTED.search(phrasing)
    assert phrasing.endswith((".", "?")) and (phrasing[0].isupper() or phrasing[0] == "{")
    assert all(4 <= len(sentence.split()) <= 28 for sentence in re.split(r"(?<=[.?]) ", phrasing))
    assert all(field is None or field.isidentifier() for _, field, _, _ in Formatter().parse(phrasing))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_verdict_has_phrasings_and_a_weight(kind):
    assert set(kind.weights) == set(kind.phrasings)
    for phrasings in kind.phrasings.values():
        assert 2 <= len(phrasings) <= 4 and len({opening(text) for text in phrasings}) == len(phrasings)


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_the_same_person_gets_the_same_words(name):
    case = household_case(name)
    first = [(s.kind, s.text(s.choose_phrasing(case.digest))) for s in sayable(case)]
    assert first == [(s.kind, s.text(s.choose_phrasing(case.digest))) for s in sayable(case)]
    assert all(fact_id in case.facts for statement in sayable(case) for fact_id in statement.decided_by)
