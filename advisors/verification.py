"""Figures in text. Writers write `[[fact_id]]`, code prints the value; whatever else looks like a figure is refused.

Pure: text and facts in, checked text out.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from advisors.printing import STYLES, show
from advisors.wording import plain, unescaped
from portfolios.facts import FACT_ID, FactSheet

REFERENCE = re.compile(rf"\[\[\s*({FACT_ID})\s*(?:\|\s*([a-z]+)\s*)?\]\]")
DIGITS = re.compile(r"(?<!\w)[-+]?[$€£]?\d(?:[\d,.]*\d)?(?:\s?%)?")
LIST_NUMBER = re.compile(r"(?m)^\s*\d+[.)]\s")
HEADING = re.compile(r"^#{1,6}\s")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z*\[“\"])")
COMMON_NAMES = ("401(k)", "403(b)", "S&P 500", "Nasdaq-100", "60/40", "5/25", "529", "1-800")
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
    """Each sentence or table row with the words that may name its subjects: its own, its heading's, its header's."""
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
