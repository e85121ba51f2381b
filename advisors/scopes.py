"""Each sentence or table row of a text with the words that may name what its figures are about."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from advisors.known_names import Names

HEADING = re.compile(r"^#{1,6}\s")


class Scope(NamedTuple):
    """words: its own, its heading's and, in a table, its header's."""

    start: int
    end: int
    words: str


def scopes(text: str, heading: str, names: Names) -> Iterator[Scope]:
    """heading: words above the text that count as its heading."""
    header = ""
    offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        if HEADING.match(line):
            heading, header = line, ""
            yield Scope(start, offset, line)
        elif line.lstrip().startswith("|"):
            header = header or line
            yield Scope(start, offset, f"{line} {header} {heading}")
        else:
            header = ""
            ends = [0, *names.sentence_ends(line), len(line)]
            for begin, finish in pairwise(ends):
                yield Scope(start + begin, start + finish, f"{line[begin:finish]} {heading}")
