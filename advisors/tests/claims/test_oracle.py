"""Every statement agrees with an oracle that computes it again; no statement is missing, and none is false."""

import random
import re

import pytest

from advisors.claims.registry import KINDS, say, sayable
from advisors.claims.statement import CannotSay
from advisors.tests.claims import (
    oracle_after_tax,
    oracle_changes,
    oracle_costs,
    oracle_data,
    oracle_income,
    oracle_mix,
    oracle_own,
    oracle_performance,
    oracle_projection,
    oracle_retirement,
    oracle_ride,
    oracle_risk,
    oracle_swings,
    oracle_targets,
    oracle_taxes,
    oracle_trades,
)
from advisors.tests.claims.oracle import NUMBER, contradictions, raw_of
from advisors.tests.support.claim_cases import HOUSEHOLDS, household_case

pytestmark = pytest.mark.slow

MODULES = (
    oracle_own, oracle_mix, oracle_targets, oracle_risk, oracle_ride, oracle_costs, oracle_taxes, oracle_retirement,
    oracle_changes, oracle_swings, oracle_data, oracle_after_tax, oracle_projection, oracle_income, oracle_trades,
    oracle_performance,
)  # fmt: skip
ORACLES = {name: oracle for module in MODULES for name, oracle in module.ORACLES.items()}
OPPOSITES = {
    "more": "less", "above": "below", "over": "under", "rises": "falls", "raises": "lowers", "largest": "smallest",
    "longer": "shorter", "later": "earlier", "short": "ahead", "good": "bad", "nearly all": "hardly any",
    "low": "high", "calm": "bumpy", "gained": "lost", "gain": "loss", "raise": "lower",
    "too much": "too little", "none of it": "all of it", "buy": "sell", "Buy": "Sell",
}  # fmt: skip


@pytest.fixture(scope="module", params=HOUSEHOLDS)
def person(request):
    """Return a household's case and the raw case of it."""
    case = household_case(request.param)
    return case, raw_of(case)


def digits_may_occur_in(case):
    return (*case.situation.names, "401(k)", "403(b)", "529")


def test_every_kind_has_an_oracle():
    assert set(ORACLES) == set(KINDS)


def test_every_option_agrees_with_its_oracle(person):
    case, raw = person
    for name, kind in KINDS.items():
        for claim in kind.options(case):
            expected = ORACLES[name](claim.arguments, raw)
            try:
                statement = say(claim, case)
            except CannotSay as refusal:
                assert expected is None, (name, claim.arguments, refusal.reason)
                continue
            assert expected is not None, (name, claim.arguments, statement.text())
            assert statement.verdict == expected.verdict, (name, claim.arguments)


def test_no_phrasing_of_a_statement_is_false(person):
    case, raw = person
    for statement in sayable(case):
        expected = ORACLES[statement.kind](statement.arguments, raw)
        for place in range(len(statement.phrasings)):
            text = statement.text(place)
            assert contradictions(text, expected, digits_may_occur_in(case)) == [], text


def spoiled(text, names, chance):
    """Yield the sentence with one figure changed, and with one word turned to its opposite."""
    for match in NUMBER.finditer(text):
        inside_name = any(name in text and match[0] in name for name in names)
        if not inside_name:
            factor = chance.choice((0.5, 0.8, 1.3, 2))
            other = f"{float(match[0].replace(',', '')) * factor + 3:,.1f}".removesuffix(".0")
            yield "figure", text[: match.start()] + other + text[match.end() :]
    for word, opposite in OPPOSITES.items():
        for one, other in ((word, opposite), (opposite, word)):
            changed = re.sub(rf"(?<!\w){one}(?!\w)", other, text)
            if changed != text:
                yield "word", changed


@pytest.fixture(scope="module")
def everybody():
    return [(case, raw_of(case)) for case in map(household_case, HOUSEHOLDS)]


def accepted_spoiled_sentences(kind, people, claims=ORACLES):
    """Return which spoiled sentences of these claims the oracle accepts, and how many there were."""
    chance, accepted, count = random.Random(1), [], 0
    for case, raw in people:
        names = digits_may_occur_in(case)
        for statement in (one for one in sayable(case) if one.kind in claims):
            expected = ORACLES[statement.kind](statement.arguments, raw)
            for spoiled_part, text in spoiled(statement.text(), names, chance):
                if spoiled_part == kind:
                    count += 1
                    accepted += [] if contradictions(text, expected, names) else [text]
    return accepted, count


def test_the_oracle_refuses_other_figures(everybody):
    accepted, count = accepted_spoiled_sentences("figure", everybody)
    assert len(accepted) <= 0.01 * count, accepted


def test_the_oracle_refuses_opposite_words(everybody):
    accepted, count = accepted_spoiled_sentences("word", everybody)
    assert len(accepted) <= 0.03 * count, accepted
