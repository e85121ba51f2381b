"""Figures that code did not print, in digits or in words, and markup that would hide or break one."""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from typing import Literal

from advisors.verification.parsing.figure_words import figure_words
from advisors.verification.parsing.text import REFERENCE, Seen, Span

DIGITS = re.compile(r"[-+−]?[$€£¥]?0(?:[0,.:/⁄]*0)?(?:\s?%)?")
MOST_ITEMS = 20
"""A longer list than this is no list of ours."""
_ITEM = re.compile(r"([ \t]*)(\d{1,2})[.)][ \t]+\S")
LINK = re.compile(r"\][(\[:]|\w:/|//\w|\bwww\.|\w\.[a-z]{2,}/|\b(?:javascript|data|mailto|vbscript):\S", re.IGNORECASE)
"""Nothing a model writes leads anywhere: an address could carry off what it knows."""
LIVE_LINK = re.compile(
    r"(?<!\\)(?:\\\\)*\][(\[]|^ {0,3}\[[^\]\n]+\]:|(?<!\\)(?:\\\\)*<https:", re.IGNORECASE | re.MULTILINE
)
"""What Markdown would make a link of; no name may stand like this either."""
_MARKUP = re.compile(
    rf"```|~~~|(?<!\\)&(?:#\w+|[A-Za-z]\w*);|(?<!\\)<[A-Za-z/!?]|\[\\?\[|\]\\?\]|\[(?={REFERENCE})|(?<={REFERENCE})\\?\]"
)


def bare_figures(seen: Seen) -> Iterator[tuple[int, int, Literal["bare_figure"]]]:
    """Where the source holds a figure of its own, in digits, in words or in both."""
    digits = [match.span() for match in DIGITS.finditer(seen.text)]
    words = [match.span() for match in figure_words(seen.text)]
    for start, end in [*digits, *(span for span in words if not any(_overlap(span, other) for other in digits))]:
        yield *seen.span(start, end), "bare_figure"


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def leftovers(hidden: str) -> Iterator[tuple[int, int, Literal["markup"]]]:
    """Brackets of a broken reference, code, HTML, links and invisible characters; references and names are hidden."""
    for match in _MARKUP.finditer(hidden):
        if match[0][0] != "&" or unescape(match[0]) != match[0]:  # "R&D;" is no character of HTML
            yield *match.span(), "markup"
    yield from ((*match.span(), "markup") for match in LINK.finditer(hidden))
    for index, character in enumerate(hidden):
        if character not in "\n\t\r" and unicodedata.category(character) in ("Cf", "Cc", "Cs"):
            yield index, index + 1, "markup"


def live_links(text: str) -> Iterator[tuple[int, int, Literal["markup"]]]:
    """Also those that a name brings along, where it is not escaped; references are hidden."""
    yield from ((*match.span(), "markup") for match in LIVE_LINK.finditer(text))


def list_numbers(text: str) -> Iterator[Span]:
    """The numbers of real lists: they count from 1, after a blank line, a heading, a colon or another item."""
    counts: dict[int, int] = {}
    before = ""
    offset = 0
    for line in text.splitlines(keepends=True):
        item = _ITEM.match(line)
        if item and _continues(counts, item, before):
            counts = {depth: n for depth, n in counts.items() if depth < len(item[1])} | {len(item[1]): int(item[2])}
            yield offset + item.start(2), offset + item.end(2) + 1
        elif line.strip() and not line[0].isspace():
            counts = {}
        before, offset = line.strip(), offset + len(line)


def _continues(counts: dict[int, int], item: re.Match[str], before: str) -> bool:
    number, depth = int(item[2]), len(item[1])
    if number == 1:
        return not before or before.startswith("#") or before.endswith(":") or bool(counts)
    return number == counts.get(depth, 0) + 1 and number <= MOST_ITEMS
