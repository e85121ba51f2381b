"""Figures in text. Writers write `[[fact_id]]`, code prints the value; whatever else looks like a figure is refused.

Pure: text and facts in, checked text out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from advisors.wording import plain, unescaped
from portfolios.facts import FACT_ID, Fact, FactSheet

REFERENCE = re.compile(rf"\[\[\s*({FACT_ID})\s*(?:\|\s*([a-z]+)\s*)?\]\]")
DIGITS = re.compile(r"(?<!\w)[-+]?[$€£]?\d(?:[\d,.]*\d)?(?:\s?%)?")
LIST_NUMBER = re.compile(r"(?m)^\s*\d+[.)]\s")
HEADING = re.compile(r"^#{1,6}\s")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*\[“\"])")
COMMON_NAMES = ("401(k)", "403(b)", "S&P 500", "Nasdaq-100", "60/40", "5/25", "529", "1-800")
STYLES = ("whole", "short", "signed", "size", "number", "cents")
Reason = Literal["unknown_fact", "unknown_style", "no_value", "subject", "bare_figure"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A span of the text that may not be shown, and why. Offsets are code points of the text that was checked."""

    start: int
    end: int
    text: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Checked:
    """text: with figures printed; only to be shown when there is no problem."""

    text: str
    figures: int
    problems: tuple[Problem, ...]
    used: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.problems


def check(text: str, sheet: FactSheet, names: Iterable[str] = (), *, heading: str = "") -> Checked:
    """Print every reference and find every figure that is not one.

    names: words with digits in them that may stand as they are (symbols, funds, accounts). A reference must name a fact
    of the sheet that has a value, in a style we know, in a sentence, row or heading that names the fact's subject.
    heading: words above the text that count as its heading.
    """
    problems = [*_bad_references(text, sheet, heading), *_bare_figures(text, (*COMMON_NAMES, *names))]
    used = tuple(match[1] for match in REFERENCE.finditer(text) if match[1] in sheet)
    printed = REFERENCE.sub(lambda match: _printed(match, sheet), text)
    return Checked(printed, len(used), tuple(sorted(problems, key=lambda p: p.start)), used)


def _printed(match: re.Match[str], sheet: FactSheet) -> str:
    if match[1] not in sheet or sheet[match[1]].value is None or (match[2] or "whole") not in STYLES:
        return match[0]
    return show(sheet[match[1]], match[2] or "")


def _bad_references(text: str, sheet: FactSheet, heading: str) -> Iterator[Problem]:
    for start, end, context in _scopes(text, heading):
        for match in REFERENCE.finditer(text, start, end):
            if reason := _reason(match, sheet, context):
                yield Problem(match.start(), match.end(), match[0], reason)


def _reason(match: re.Match[str], sheet: FactSheet, context: str) -> Reason | None:
    if match[1] not in sheet:
        return "unknown_fact"
    if match[2] and match[2] not in STYLES:
        return "unknown_style"
    fact = sheet[match[1]]
    if fact.value is None:
        return "no_value"
    spoken = unescaped(REFERENCE.sub(" ", context)).casefold()  # an id names nothing
    return None if any(name.casefold() in spoken for name in fact.subject if name) else "subject"


def _scopes(text: str, heading: str) -> Iterator[tuple[int, int, str]]:
    """Each sentence or table row with the words that may name its subjects: its own, its heading's, its header row's."""
    header = ""
    offset = 0
    for line in text.splitlines(keepends=True):
        start, offset = offset, offset + len(line)
        if HEADING.match(line):
            heading, header = line, ""
            yield start, offset, line
        elif line.lstrip().startswith("|"):
            header = header or line
            yield start, offset, f"{line} {header} {heading}"
        else:
            header = ""
            begin = start
            for sentence in SENTENCE_END.split(line):
                finish = min(offset, text.index(sentence, begin) + len(sentence)) if sentence else begin
                yield begin, finish, f"{sentence} {heading}"
                begin = finish


def _bare_figures(text: str, names: Iterable[str]) -> Iterator[Problem]:
    masked = REFERENCE.sub(lambda match: " " * len(match[0]), text)
    masked = LIST_NUMBER.sub(lambda match: " " * len(match[0]), masked)
    with_digits = {form for name in names if any(c.isdigit() for c in name) for form in (name, plain(name))}
    for name in sorted(with_digits, key=len, reverse=True):
        masked = re.sub(re.escape(name), lambda match: " " * len(match[0]), masked, flags=re.IGNORECASE)
    for match in DIGITS.finditer(masked):
        yield Problem(match.start(), match.end(), match[0], "bare_figure")


# How a figure is printed. One place, so that a value never has two faces.


def show(fact: Fact, style: str = "") -> str:
    """The figure as people read it. Raises ValueError for a fact without a value or an unknown style."""
    if fact.value is None:
        raise ValueError(f"{fact.id} has no value.")
    if style and style not in STYLES:
        raise ValueError(f"Unknown style {style!r}.")
    return _SHOW[fact.unit](abs(fact.value) if style == "size" else fact.value, style)


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0  # + 0: no negative zero


def _money(value: Decimal, style: str) -> str:
    sign = "-" if value < 0 else "+" if style == "signed" and value > 0 else ""
    size = abs(value)
    if style == "short" and size >= 1_000_000:
        return f"{sign}${_rounded(size / 1_000_000, 2):,f}M"
    if style == "short" and size >= 10_000:
        return f"{sign}${_rounded(size / 1000, 0):,f}k"
    return f"{sign}${_rounded(size, 2 if style == 'cents' else 0):,f}"


def _per_year(value: Decimal, style: str) -> str:
    return f"{_money(value, style)} a year" if style != "number" else _money(value, "")


def _percent(value: Decimal, style: str) -> str:
    places = 0 if style == "whole" else 1 if abs(value) >= 1 or not value else 2
    return f"{_signed(_rounded(value, places), style)}%"


def _points(value: Decimal, style: str) -> str:
    number = _rounded(value, 0 if style == "whole" else 1)
    return _signed(number, style) if style == "number" else f"{_signed(number, style)} points"


def _signed(number: Decimal, style: str) -> str:
    return f"{number:+f}" if style == "signed" and number else f"{number:f}"


def _years(value: Decimal, style: str) -> str:
    number = _plain(value)
    return number if style == "number" else f"{number} year{'' if value == 1 else 's'}"


def _plain(value: Decimal, style: str = "") -> str:
    number = _rounded(value, 0 if style == "whole" else 2).normalize()
    return f"{number:,f}"


def _date(value: Decimal, style: str) -> str:
    digits = f"{int(value):08d}"
    day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return f"{day:%B} {day.day}, {day.year}"


_SHOW = {
    "usd": _money, "usd_per_year": _per_year, "percent": _percent, "points": _points, "years": _years, "age": _plain,
    "count": _plain, "ratio": _plain, "date": _date,
}  # fmt: skip
