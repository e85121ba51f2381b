"""Load the corpus: right and wrong sentences about ten portfolios."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "data" / "corpus"


class Entry(NamedTuple):
    """One sentence. `person`: the owner of the portfolio. `wrong`: what is wrong, empty if the sentence is right."""

    person: str
    wrong: str
    text: str


def entries(name):
    """Return the entries of a file: blocks of a verdict and the text."""
    return [_entry(block.splitlines()) for block in (FOLDER / f"{name}.txt").read_text().strip().split("\n\n")]


def _entry(lines):
    person, _, verdict = lines[0].partition(": ")
    return Entry(person, verdict.removeprefix("right").removeprefix("wrong, "), "\n".join(lines[1:]))


JOURNALIST, AUTHOR, READERS = entries("journalist"), entries("author"), entries("readers")
EVERY = [*JOURNALIST, *AUTHOR]
"""The corpus. READERS were written later by people who knew neither the checker nor the corpus."""
