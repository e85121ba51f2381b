"""The lines of a statement: their numbers with the place of each, and the lines that a language model may see."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple

from portfolios.importers.columns import normalize_heading
from portfolios.importers.headings import FIELDS_BY_HEADING
from portfolios.importers.recognition.kinds import guess_account_kind
from portfolios.importers.table import Table
from portfolios.importers.values import CellUnreadable, NotationStyle, guess_decimal_comma, parse_amount

NUMBER = re.compile(
    r"(?<![\w.,/])[-+(]{0,2}(?:[A-Z]{0,2}\$|[€£])? ?[-(]?\d(?:[\d.,'’]{0,30}\d)?\)?-?(?: ?[%€£])?(?![\w/])"
)
"""A number in a line, with its sign and currency. Days such as 11/30/2026 are none."""
MONEY = re.compile(r"[$€£]|\d[.,]\d")
PHRASE = re.compile(r"\S+(?: \S+){0,20}")
"""Words with single spaces between them: the heading of one column."""
LONG_NUMBER = re.compile(r"(?<![\w.,$])[A-Z]{0,3}[-#]?\d(?:[-\d]{4,18})[A-Z0-9]?(?![\w.,])")
EMAIL = re.compile(r"\S{1,60}@\S{1,60}")
DAY = re.compile(r"\b(?:19|20)\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2}\b")
ACCOUNT_WORDS = frozenset({"account", "acct", "konto", "depot", "compte", "portfolio", "number", "plan"})
TOTAL_WORDS = frozenset({
    "total", "totals", "ending", "value", "balance", "gesamt", "gesamtwert", "summe", "saldo", "networth", "worth",
    "assets", "vermögen", "depotwert", "kontostand",
})  # fmt: skip
LEAST_AMOUNTS, NEIGHBORS, SHOWN_END, LONGEST_TITLE = 2, 1, 4, 80


class Figure(NamedTuple):
    """A number in a line: its text, its value, and the place of its first and last character."""

    text: str
    number: Decimal
    start: int
    end: int


class StatementText:
    """The lines of a statement by number, and its notation."""

    def __init__(self, table: Table) -> None:
        self.lines = {row.line: row.cells[0] for row in table.rows}
        found = [one[0].strip() for text in self.lines.values() for one in NUMBER.finditer(text)]
        comma = guess_decimal_comma([text for text in found if MONEY.search(text)])
        self.style = NotationStyle(decimal_comma=bool(comma), day_first=bool(comma))

    def figures(self, line: int) -> list[Figure]:
        """Return the numbers of a line that are no percentages."""
        figures = []
        for found in NUMBER.finditer(self.lines.get(line, "")):
            text = found[0].strip()
            with suppress(CellUnreadable):
                number = parse_amount(text, self.style)
                if number is not None:
                    figures.append(Figure(text, number, found.end() - len(found[0].lstrip()), found.end()))
        return figures

    def amounts(self, line: int) -> list[Figure]:
        """Return the figures of a line that are written like money."""
        return [one for one in self.figures(line) if MONEY.search(one.text)]

    def words(self, line: int) -> set[str]:
        return set(normalize_heading(self.lines.get(line, "")).split())

    def phrases(self, line: int) -> Iterator[tuple[str, int, int]]:
        return phrases_of(self.lines.get(line, ""))

    def shown(self) -> dict[int, str]:
        """Return the lines that a model may see: those with figures, headings, totals and accounts, and beside rows.

        Account numbers end with their last characters, addresses of email are left out, and so is the rest of the
        statement, such as the name and address of its owner.
        """
        numbers = list(self.lines)
        rows = {number for number in numbers if len(self.amounts(number)) >= LEAST_AMOUNTS}
        beside = {number + step for number in rows for step in range(-NEIGHBORS, NEIGHBORS + 1)}
        return {
            number: mask_line(text)
            for number, text in self.lines.items()
            if number in beside or self.amounts(number) or self._names_something(number, text)
        }

    def _names_something(self, number: int, text: str) -> bool:
        words = self.words(number)
        if words & (ACCOUNT_WORDS | TOTAL_WORDS) or DAY.search(text):
            return True
        if any(normalize_heading(phrase) in FIELDS_BY_HEADING for phrase, _, _ in self.phrases(number)):
            return True
        return len(text.strip()) <= LONGEST_TITLE and bool(guess_account_kind(text))


def phrases_of(line: str) -> Iterator[tuple[str, int, int]]:
    """Yield the texts of a line that stand apart, each with the place of its first and last character."""
    for found in PHRASE.finditer(line):
        yield found[0], found.start(), found.end()


def mask_line(text: str) -> str:
    """Return a line with single spaces, without addresses of email and with the end of account numbers only."""
    plain = EMAIL.sub("", text)
    if set(normalize_heading(plain).split()) & ACCOUNT_WORDS or guess_account_kind(plain):
        plain = LONG_NUMBER.sub(lambda found: f"...{found[0][-SHOWN_END:]}", plain)
    return re.sub(r"\s{2,}", "  ", plain.strip())


def find_text(needle: str, lines: Sequence[str]) -> bool:
    """Return whether one of the lines holds these words one after the other."""
    wanted = normalize_heading(needle)
    return bool(wanted) and any(f" {wanted} " in f" {normalize_heading(line)} " for line in lines)
