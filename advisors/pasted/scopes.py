"""Split a text into sentences and table rows, each with its heading and the header of its table."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from advisors.pasted.names import Names

HEADING_PATTERN = re.compile(r"^#{1,6}\s")
LEAD_PATTERN = re.compile(r"\s*(?:\d{1,2}[.)]|[-*])[ \t]+\*\*(?P<words>[^*\n]+)\*\*")
"""The bold words that open an item of a list. They count as the heading of its sentences."""
CELL_END_PATTERN = re.compile(r"(?<!\\)\|")


class Scope(NamedTuple):
    """A sentence or row. own: its words. header: the first row of its table; empty outside a table and for that row."""

    start: int
    end: int
    own: str
    header: str
    heading: str

    @property
    def words(self) -> str:
        """Return everything that may name the subjects of its figures."""
        return f"{self.own} {self.header} {self.heading}"

    def around(self, at: int) -> str:
        """Return what stands above a place: the heading and, in a table, the heads of its column and row labels."""
        heads = CELL_END_PATTERN.split(self.header.strip())
        column = len(CELL_END_PATTERN.findall(self.own, 0, at - self.start))
        if column >= len(heads) or column < 2 or len(heads) != len(CELL_END_PATTERN.split(self.own.strip())):
            return f"{self.header} {self.heading}"
        return f"{heads[1]} {heads[column]} {self.heading}"


def split_scopes(text: str, names: Names) -> Iterator[Scope]:
    """Yield the sentences and rows in order."""
    heading = header = ""
    offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        if HEADING_PATTERN.match(line):
            heading, header = line, ""
            yield Scope(start, offset, line, "", "")
        elif line.lstrip().startswith("|"):
            yield Scope(start, offset, line, header, heading)
            header = header or line
        else:
            header = ""
            lead = LEAD_PATTERN.match(line)
            above = f"{lead['words']} {heading}" if lead else heading
            ends = [0, *names.sentence_ends(line), len(line)]
            for begin, finish in pairwise(ends):
                yield Scope(start + begin, start + finish, line[begin:finish], "", above)
