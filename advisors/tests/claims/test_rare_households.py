"""Statements that the eight households do not reach: rare verdicts, each checked by its oracle."""

from functools import cache

import pytest

from advisors.claims.registry import KINDS as ALL_KINDS
from advisors.claims.registry import say, sayable
from advisors.claims.statement import CannotSay
from advisors.tests.claims.oracle import contradictions, raw_of
from advisors.tests.claims.rare_households import PRICED, RARE, RECORDED, case_named
from advisors.tests.claims.test_oracle import ORACLES, accepted_spoiled_sentences, digits_may_occur_in
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case

pytestmark = pytest.mark.slow

KINDS = [
    kind
    for kind in ALL_KINDS.values()
    if kind.__module__.startswith(("advisors.claims.holdings", "advisors.claims.data"))
]


@cache
def raw_named(name):
    return raw_of(case_named(name))


@pytest.mark.parametrize("name", (*RARE, *PRICED, *RECORDED))
def test_rare_statements_agree_with_their_oracles(name):
    case, raw = case_named(name), raw_named(name)
    digits = digits_may_occur_in(case)
    for kind in KINDS:
        for claim in kind.options(case):
            expected = ORACLES[kind.name](claim.arguments, raw)
            try:
                statement = say(claim, case)
            except CannotSay as refusal:
                assert expected is None, (kind.name, claim.arguments, refusal.reason)
                continue
            assert expected is not None, (kind.name, claim.arguments, statement.text())
            assert statement.verdict == expected.verdict, (kind.name, claim.arguments)
            for place in range(len(statement.phrasings)):
                text = statement.text(place)
                assert contradictions(text, expected, digits) == [], text


def test_spoiled_rare_sentences_are_refused():
    people = [(case_named(name), raw_named(name)) for name in (*RARE, *PRICED, *RECORDED)]
    names = {kind.name for kind in KINDS}
    for spoiled in ("figure", "word"):
        accepted, count = accepted_spoiled_sentences(spoiled, people, names)
        assert len(accepted) <= 0.02 * count, accepted


def test_households_reach_every_verdict():
    cases = [*map(household_case, HOUSEHOLDS), *map(case_named, (*RARE, *PRICED, *RECORDED))]
    reached = {(s.kind, s.verdict) for case in cases for s in sayable(case)}
    missing = {(kind.name, verdict) for kind in KINDS for verdict in kind.phrasings} - reached
    assert {one for one in missing if one[0] not in ("rank", "parts")} == set()
