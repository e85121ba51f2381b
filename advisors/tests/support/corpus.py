"""The corpus: sentences about ten persons' portfolios, right or wrong in one way, as free text and with references."""

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "data" / "corpus"


class Entry(NamedTuple):
    """person: who the sentence is about. wrong: in which way, empty where it is right."""

    person: str
    wrong: str
    text: str
    reference: str


def entries(name):
    """Blocks of a first line, the free text, and as its last line the text with references."""
    return [_entry(block.splitlines()) for block in (FOLDER / f"{name}.txt").read_text().strip().split("\n\n")]


def _entry(lines):
    person, _, verdict = lines[0].partition(": ")
    return Entry(person, verdict.removeprefix("right").removeprefix("wrong, "), "\n".join(lines[1:-1]), lines[-1])


JOURNALIST, AUTHOR, READERS = entries("journalist"), entries("author"), entries("readers")
EVERY = [*JOURNALIST, *AUTHOR]
"""The corpus itself; the readers' sentences came later, by people who had seen neither the checker nor the corpus."""
