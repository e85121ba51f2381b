"""Recognize sentences, rows and lines that an analysis printed itself, whatever digits stand in them now."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import eq

from advisors.document.document import Document, Table
from advisors.document.parts import FigurePart, Part, TextPart
from advisors.pasted.masking import Span
from advisors.pasted.result import JudgedFigure
from advisors.pasted.written_figures import WrittenFigure

NUMBER = "\ue000"
"""A private character. Where a text holds it already, it is masked as another one."""
TOKEN_PATTERN = re.compile(r"(?P<number>\d+(?:[.,]\d+)*)|(?P<space>[\s|]+)|(?P<markup>[\\*_`#]+)|.", re.DOTALL)
MARGIN_CHARACTERS = " \t\r|*#-"
"""What may stand beside a row or line on its line of the text."""


@dataclass(frozen=True)
class MaskedText:
    """spans: where each character of the masked text stands in the source."""

    text: str
    spans: tuple[Span, ...]

    def numbers(self, start: int, end: int) -> list[Span]:
        """Return the source spans of the numbers between two characters."""
        return [span for char, span in zip(self.text[start:end], self.spans[start:end], strict=True) if char == NUMBER]


def mask_digits(source: str) -> MaskedText:
    """Return the text with each number as one mark, each run of blanks as one, and no signs of Markdown."""
    characters, spans = [], []
    for match in TOKEN_PATTERN.finditer(source):
        if match["markup"] is None:
            characters.append(NUMBER if match["number"] else " " if match["space"] else match[0].replace(NUMBER, "?"))
            spans.append(match.span())
    return MaskedText("".join(characters), tuple(spans))


@dataclass(frozen=True)
class Printed:
    """The numbers of one printed piece, and for each the id of its fact, empty for a number that is no fact."""

    numbers: tuple[str, ...]
    fact_ids: tuple[str, ...]


@dataclass
class OwnText:
    """What an analysis printed, by template. Sentences count anywhere in a text, rows and lines only as whole lines."""

    sentences: dict[str, list[Printed]] = field(default_factory=dict)
    lines: dict[str, list[Printed]] = field(default_factory=dict)

    def add(self, parts: Sequence[Part], *, is_line: bool = False) -> None:
        source = "".join(part.text for part in parts)
        masked = mask_digits(source)
        numbers = masked.numbers(0, len(masked.text))
        fact_ids = [part.fact if isinstance(part, FigurePart) else "" for part in parts for _ in part.text]
        piece = Printed(tuple(source[a:b] for a, b in numbers), tuple(fact_ids[a] for a, _ in numbers))
        if template := masked.text.strip():
            (self.lines if is_line else self.sentences).setdefault(template, []).append(piece)

    def judge(self, text: str, figures: Sequence[WrittenFigure]) -> tuple[list[JudgedFigure], list[Span]]:
        """Return the figures inside recognized pieces, judged, and the spans of these pieces, in order."""
        masked = mask_digits(text)
        ends = [figure.end for figure in figures]
        judged, spans = [], []
        for start, end, pieces in self._find_pieces(masked, text):
            numbers = masked.numbers(start, end)
            written = [text[a:b] for a, b in numbers]
            printed = max(pieces, key=lambda one: sum(map(eq, one.numbers, written)))
            own = figures[bisect_left(ends, masked.spans[start][0]) : bisect_left(ends, masked.spans[end - 1][1]) + 1]
            judged += judge_numbers(text, numbers, printed, own)
            spans.append((masked.spans[start][0], masked.spans[end - 1][1]))
        return judged, spans

    def _find_pieces(self, masked: MaskedText, text: str) -> list[tuple[int, int, list[Printed]]]:
        """Return where printed pieces stand in the masked text. Sentences are found before lines, long ones first."""
        taken = bytearray(len(masked.text))
        found = []
        for templates in (self.sentences, self.lines):
            for template in sorted(templates, key=len, reverse=True):
                start = masked.text.find(template)
                while start >= 0:
                    end = start + len(template)
                    source = masked.spans[start][0], masked.spans[end - 1][1]
                    fits = stands_alone(masked.text, start, end) and (
                        templates is self.sentences or fills_line(text, *source)
                    )
                    if fits and not any(taken[start:end]):
                        taken[start:end] = b"\1" * len(template)
                        found.append((start, end, templates[template]))
                    start = masked.text.find(template, end)
        return sorted(found, key=lambda piece: piece[0])


def read_own_text(document: Document | None, texts: Iterable[str] = ()) -> OwnText:
    """Return what an analysis printed. texts: its stored Markdown, whose lines count too."""
    own = OwnText()
    if document:
        for sentence in document.all_sentences:
            own.add(sentence.parts)
        blocks = (block for section in document.sections for block in section.blocks)
        for row in (row for block in blocks if isinstance(block, Table) for row in block.rows):
            own.add([part for cell in row for part in (*cell, TextPart(text=" "))], is_line=True)
    for line in dict.fromkeys(line for text in texts for line in text.splitlines()):
        own.add([TextPart(text=line)], is_line=True)
    return own


def stands_alone(masked: str, start: int, end: int) -> bool:
    """Return whether no letter and no number touches a piece of text."""
    neighbors = masked[max(0, start - 1) : start], masked[end : end + 1]
    return not any(neighbor.isalnum() or neighbor == NUMBER for neighbor in neighbors)


def fills_line(text: str, start: int, end: int) -> bool:
    """Return whether a piece of text is all that its line says."""
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return not before.strip(MARGIN_CHARACTERS) and not after.strip(MARGIN_CHARACTERS)


def judge_numbers(
    text: str, numbers: Sequence[Span], printed: Printed, figures: Sequence[WrittenFigure]
) -> list[JudgedFigure]:
    """Judge the figures of one piece. A number that is no figure, as in a name, counts only if it is altered."""
    judged: dict[int, JudgedFigure] = {}
    for (start, end), number, fact_id in zip(numbers, printed.numbers, printed.fact_ids, strict=True):
        written = text[start:end]
        figure = next((figure for figure in figures if figure.start <= start and end <= figure.end), None)
        if figure is None and written == number:
            continue
        value = Decimal(re.sub(r"\D", "", written))
        figure = figure or WrittenFigure(start, end, written, value, "number", Decimal(1))
        before = judged.get(figure.start, JudgedFigure(figure))
        fact_ids = (*before.fact_ids, *filter(None, [fact_id]))
        judged[figure.start] = JudgedFigure(figure, fact_ids, reason=before.reason if written == number else "altered")
    return list(judged.values())
