"""Each sentence or table row of a text, with the heading and the header of a table that it stands under."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from advisors.verification.parsing.names import Names

HEADING = re.compile(r"^#{1,6}\s")
_LEAD = re.compile(r"\s*(?:\d{1,2}[.)]|[-*])[ \t]+\*\*(?P<words>[^*\n]+)\*\*")
"""The words in bold that an item of a list begins with: its sentences speak of what they name."""
_CELL_END = re.compile(r"(?<!\\)\|")


class Scope(NamedTuple):
    """own: its words. header: the first row of its table, empty outside of one and for that row itself."""

    start: int
    end: int
    own: str
    header: str
    heading: str

    @property
    def words(self) -> str:
        """All that may name what its figures are about."""
        return f"{self.own} {self.header} {self.heading}"

    def around(self, at: int) -> str:
        """What stands above a place of the text: its heading and, in a table, the head of its column and of its row."""
        heads = _CELL_END.split(self.header.strip())
        column = len(_CELL_END.findall(self.own, 0, at - self.start))
        if column >= len(heads) or column < 2 or len(heads) != len(_CELL_END.split(self.own.strip())):
            return f"{self.header} {self.heading}"
        return f"{heads[1]} {heads[column]} {self.heading}"


def scopes(text: str, heading: str, names: Names) -> Iterator[Scope]:
    """heading: words above the text that count as its heading."""
    header = ""
    offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        if HEADING.match(line):
            heading, header = line, ""
            yield Scope(start, offset, line, "", "")
        elif line.lstrip().startswith("|"):
            yield Scope(start, offset, line, header, heading)
            header = header or line
        else:
            header = ""
            lead = _LEAD.match(line)
            above = f"{lead['words']} {heading}" if lead else heading
            ends = [0, *names.sentence_ends(line), len(line)]
            for begin, finish in pairwise(ends):
                yield Scope(start + begin, start + finish, line[begin:finish], "", above)
