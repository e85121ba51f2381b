"""What stands beside a printed figure or a name: code prints sign, unit and size, so no other may be added."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from advisors.verification.parsing.figure_words import MONEY, NUMBER, PER_CENT, SCALE
from advisors.verification.parsing.text import ITEM, NAME, REFERENCE
from portfolios.facts.fact import Fact

Written = tuple[Fact | None, str]
"""The fact of a reference (None: there is none) and the style it is written in."""
Fault = tuple[int, int, Literal["sign", "unit", "direction"]]

_BETWEEN = r"[ ()]{0,3}(?:[-‐–]|\n(?![\s\-+|#>]))?[ ()]{0,3}"
_NEVER = (
    rf"{PER_CENT}|percentage[ -]points?|basis[ -]points?|bps?|{MONEY}|(?:{SCALE})s?|dozen|grand|mn|mln|bn|[kmbx]|"
    r"\w*fold|and a (?:half|third|quarter)"
)
_AFTER = re.compile(rf"{_BETWEEN}(?:(?P<never>{_NEVER})|(?P<word>times|points?|years?))(?![^\W_])", re.IGNORECASE)
_GLUED_AFTER = re.compile(rf"[^\W_]|[.,:/]?[{REFERENCE}{NAME}]")
_GLUED_BEFORE = re.compile(rf"(?:[^\W_]|[$€£¥%]\s*|\b(?:usd|eur|gbp|us)\s+|{NAME})$", re.IGNORECASE)
_MULTIPLIED = re.compile(rf"\b(?:half(?: of| the| that| a)*|(?!half){NUMBER})[ \t]+$", re.IGNORECASE)
_SIGN = re.compile(rf"(?:[-‐−+±]\(?|[-−+±][ \t]+|(?<![^\W_])(?<!{REFERENCE})–|\b(?:minus|negative)\s+)$", re.IGNORECASE)
_SIDE = "above|below|more than|less than"
_SIDE_AFTER = re.compile(rf"[ \t]*(?:points?[ \t]+)?({_SIDE})\b", re.IGNORECASE)
_SIDE_BEFORE = re.compile(rf"\b({_SIDE})\b[^.!?;|\n{REFERENCE}]{{0,40}}\bby[ \t]+$", re.IGNORECASE)
_WORD_OF = {"times": ("count", "ratio"), "point": ("points",), "year": ("years", "count", "age")}
_PRINTED_WITH = ("points", "years")
"""Units that are printed with their word unless the style is number."""
REACH = 60


def faults(seen: str, references: Sequence[Written]) -> Iterator[Fault]:
    """Spans of what is seen, with what is wrong; references: in the order of their marks."""
    written = iter(references)
    for match in re.finditer(f"[{REFERENCE}{NAME}{ITEM}]", seen):
        start, end = match.span()
        if match[0] == REFERENCE:
            fact, style = next(written)
            yield from _beside_reference(seen, start, fact, style)
        elif match[0] == NAME:
            yield from _beside_name(seen, start)
        elif after := _AFTER.match(seen, end):
            yield start, after.end(), "unit"


def _beside_reference(seen: str, at: int, fact: Fact | None, style: str) -> Iterator[Fault]:
    before = seen[max(0, at - REACH) : at]
    if sign := _sign(before):
        yield at - sign, at + 1, "sign"
    if found := _GLUED_BEFORE.search(before) or _MULTIPLIED.search(before):
        yield at - len(found[0]), at + 1, "unit"
    if glued := _GLUED_AFTER.match(seen, at + 1):
        yield at, glued.end(), "unit"
    elif (after := _AFTER.match(seen, at + 1)) and not _fits(after["word"], fact, style):
        yield at, after.end(), "unit"
    if fact and fact.unit == "points" and fact.kind != "assumption":
        yield from _wrong_side(seen, at, fact)


def _sign(before: str) -> int:
    """How many characters before the figure read as its sign; a dash that begins a line is a list's."""
    found = _SIGN.search(before)
    if not found:
        return 0
    begins_line = not before[: found.start()].rpartition("\n")[2].strip()
    return 0 if begins_line and found[0][0] in "-+" and found[0][-1].isspace() else len(found[0])


def _beside_name(seen: str, at: int) -> Iterator[Fault]:
    before = seen[max(0, at - 3) : at]
    if found := re.search(r"(?:[$€£¥%]\s*|(?<![^\W_])[-−+±])$", before):
        yield at - len(found[0]), at + 1, "unit"
    after = _AFTER.match(seen, at + 1)
    if after and (after["never"] or after["word"].lower() != "points"):
        yield at, after.end(), "unit"


def _fits(word: str | None, fact: Fact | None, style: str) -> bool:
    """Whether this word may follow this figure: it is what the figure counts, and not printed already."""
    if word is None or fact is None:
        return fact is None
    allowed = _WORD_OF[word.lower() if word.lower() == "times" else word.lower().rstrip("s")]
    return fact.unit in allowed and (fact.unit not in _PRINTED_WITH or style == "number")


def _wrong_side(seen: str, at: int, fact: Fact) -> Iterator[Fault]:
    """A drift below zero is not above the target, however its size is printed."""
    after = _SIDE_AFTER.match(seen, at + 1)
    before = _SIDE_BEFORE.search(seen[max(0, at - REACH) : at])
    for found, start, end in (
        (after, at, after.end() if after else 0),
        (before, at - len(before[0]) if before else 0, at + 1),
    ):
        if found and fact.value and (found[1].lower() in ("above", "more than")) != (fact.value > 0):
            yield start, end, "direction"
