"""A model that writes any kind with any members: what is printed agrees with the oracle, and the rest is refused."""

import random

import pytest

from advisors.claims.registry import KINDS
from advisors.outline.grammar import parse_line
from advisors.outline.resolve import WrongLine, resolve_claim
from advisors.tests.claims.oracle import contradictions, raw_of
from advisors.tests.claims.test_oracle import ORACLES, digits_may_occur_in
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case
from advisors.tests.support.outlines import menu_of

pytestmark = pytest.mark.slow

LINES = 600
LINKS = ("", "but ", "so ", "also ")
INVENTED = ("tsla", "bobs_ira", "fourth", "99", "../..", "<b>", "save_more_99999", "équité")


def random_lines(case, chance):
    """Yield lines of any kind with any members of any family, names of people and files, and invented ones."""
    members = [*{fact.of for fact in case.facts.facts if fact.of}, *case.situation.names, *INVENTED]
    families = sorted({fact.family for fact in case.facts.facts})
    for _ in range(LINES):
        words = [chance.choice((*members, *families)) for _ in range(chance.choice((0, 1, 1, 2, 2, 3)))]
        yield f"{chance.choice(LINKS)}{chance.choice(sorted(KINDS))} {' '.join(words)}"


@pytest.mark.parametrize("name", HOUSEHOLDS)
def test_nothing_false_is_printed_for_any_line(name):
    case, menu, printed = household_case(name), menu_of(name), 0
    raw, digits = raw_of(case), digits_may_occur_in(case)
    for text in random_lines(case, random.Random(name)):
        try:
            statement = resolve_claim(parse_line(text, 1), menu).statement
        except WrongLine:
            continue
        printed += 1
        expected = ORACLES[statement.kind](statement.arguments, raw)
        assert expected is not None, text
        assert statement.verdict == expected.verdict, text
        for place in range(len(statement.phrasings)):
            assert contradictions(statement.text(place), expected, digits) == [], text
    assert 0 < printed < LINES
