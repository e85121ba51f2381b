"""Check rates on a corpus of 200 sentences and 280 by later readers. `pytest -rP` prints the misses."""

from collections import Counter

import pytest

from advisors.tests.support.corpus import AUTHOR, EVERY, JOURNALIST, READERS
from advisors.tests.support.corpus_portfolios import PERSONS, situation
from advisors.verification.free_text import check_free_text
from advisors.verification.references import check
from advisors.verification.repeated_units import without_repeated_units

pytestmark = pytest.mark.slow

ERRORS = {
    "digit changed", "unit swapped", "fact of another account", "rounding abused", "direction reversed", "invented",
}  # fmt: skip


def by_references(entry):
    s = situation(entry.person)
    return check(without_repeated_units(entry.reference, s.facts), s.facts, s.names).ok


def by_free_text(entry):
    s = situation(entry.person)
    return check_free_text(entry.text, s.facts, s.names).ok


def measure(entries, passes):
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
def test_references_catch_every_wrong_figure(entries):
    caught, refused = measure(entries, by_references)
    assert caught == 1
    assert refused <= 0.05


@pytest.mark.parametrize(
    "entries", [JOURNALIST, AUTHOR, EVERY, READERS], ids=["journalist", "author", "all", "readers"]
)
def test_free_text_catches_nearly_all_errors(entries):
    caught, refused = measure(entries, by_free_text)
    print(f"{caught:.1%} of the wrong ones caught, {refused:.1%} of the right ones refused")  # noqa: T201
    assert caught >= (0.97 if entries is not AUTHOR else 0.96)
    assert refused <= (0.06 if entries in (JOURNALIST, AUTHOR) else 0.05)


def test_references_print_the_authors_words():
    for entry in AUTHOR:
        if not entry.wrong:
            s = situation(entry.person)
            assert check(entry.reference, s.facts, s.names).text == entry.text
