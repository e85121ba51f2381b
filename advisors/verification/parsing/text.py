"""A text as its reader will see it: markup gone, look-alike characters made one, references and names one mark each."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

REFERENCE, NAME, ITEM = "\ue000", "\ue001", "\ue002"
"""Marks of a reference, a name, a list number: private characters, which no text brings along."""
DIGIT = "0"
"""Every numeric character is seen as this one."""
EMPHASIS = frozenset("*_~`\\")
Span = tuple[int, int]
Mark = tuple[int, int, str]
"""start, end, mark: a span of the source that is seen as its mark. Marks are given in order and do not overlap."""


@dataclass(frozen=True, slots=True)
class Seen:
    """spans[i] is where character i of `text` stands in the source."""

    text: str
    spans: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Where in the source the characters start..end of `text` stand; there must be one."""
        return self.spans[start][0], self.spans[end - 1][1]


def hidden(source: str, marks: Iterable[Mark]) -> str:
    """The source with every character of a marked span turned into its mark: offsets stay."""
    parts, at = [], 0
    for start, end, mark in marks:
        parts += [source[at:start], mark * (end - start)]
        at = end
    return "".join([*parts, source[at:]])


def see(source: str, marks: Iterable[Mark]) -> Seen:
    """Each marked span is one character of what is seen."""
    text: list[str] = []
    spans: list[Span] = []
    at = 0
    for start, end, mark in (*marks, (len(source), len(source), "")):
        for index in range(at, start):
            for shown in _shown(source[index]):
                if not (shown.isspace() and _is_more_of_the_same(shown, text)):
                    text.append(shown)
                    spans.append((index, index + 1))
        if mark:
            text.append(mark)
            spans.append((start, end))
        at = end
    return Seen("".join(text), tuple(spans))


def _is_more_of_the_same(space: str, text: list[str]) -> bool:
    """A space after a space or a line's end, a line's end after an empty line: a reader sees no difference."""
    return bool(text) and text[-1].isspace() if space == " " else text[-2:] == ["\n", "\n"]


def _shown(character: str) -> str:
    if character.isspace():
        return "\n" if character in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    if character.isascii():
        return "" if character in EMPHASIS else DIGIT if character.isdigit() else character
    if character.isnumeric():
        return DIGIT
    if unicodedata.category(character) == "Co":
        return "?"
    composed = unicodedata.normalize("NFKC", character)
    bases = (c for c in composed if not unicodedata.category(c).startswith("M"))
    return "".join(DIGIT if c.isnumeric() else " " if c.isspace() else c for c in bases)
