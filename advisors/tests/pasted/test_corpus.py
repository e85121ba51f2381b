"""The share of wrong figures caught in a corpus of 480 sentences. `pytest -rP` prints the misses."""

from collections import Counter

import pytest

from advisors.pasted.check import check_figures
from advisors.tests.support.corpus import AUTHOR, EVERY, JOURNALIST, READERS
from advisors.tests.support.corpus_portfolios import PERSONS, situation

pytestmark = pytest.mark.slow

WORDS = "direction reversed"
"""Most of these reverse a word of direction, which nothing reads any more."""
ERRORS = {"digit changed", "unit swapped", "fact of another account", "rounding abused", "invented", WORDS}


def passes(entry):
    case = situation(entry.person)
    return check_figures(entry.text, case.facts, case.names).ok


def measure(entries):
    """Return the shares of wrong entries caught and of right entries refused, and print every miss."""
    right, wrong = [e for e in entries if not e.wrong], [e for e in entries if e.wrong]
    refused, missed = [e for e in right if not passes(e)], [e for e in wrong if passes(e)]
    for entry in (*refused, *missed):
        print(f"{entry.wrong or 'right, refused'}: {entry.person}: {entry.text}")  # noqa: T201
    return 1 - len(missed) / len(wrong), len(refused) / len(right)


def test_the_corpus_has_the_stated_size():
    assert (len(EVERY), sum(not e.wrong for e in EVERY)) == (200, 100)
    assert len(JOURNALIST) * 3 >= len(EVERY)
    assert {e.person for e in EVERY} == {person.__name__ for person in PERSONS}
    assert {e.wrong for e in EVERY if e.wrong} == ERRORS
    assert min(Counter(e.wrong for e in EVERY if e.wrong).values()) >= 8
    assert len({e.text for e in EVERY}) == 200
    assert (len(READERS), sum(not e.wrong for e in READERS), {e.wrong for e in READERS}) == (
        280,
        140,
        {*ERRORS, ""},
    )


@pytest.mark.parametrize("entries", [JOURNALIST, AUTHOR, READERS], ids=["journalist", "author", "readers"])
def test_nearly_all_wrong_figures_are_caught(entries):
    caught, refused = measure([entry for entry in entries if entry.wrong != WORDS])
    print(f"{caught:.1%} of the wrong ones caught, {refused:.1%} of the right ones refused")  # noqa: T201
    assert caught >= 0.96
    assert refused <= 0.065


def test_few_words_of_direction_are_read():
    reversed_words = [entry for entry in (*EVERY, *READERS) if entry.wrong == WORDS]
    assert (sum(not passes(entry) for entry in reversed_words), len(reversed_words)) == (11, 45)
