"""A unit that a writer repeats beside a reference, which is printed with its own, is said once."""

import re

from advisors.verification.references import REFERENCE
from portfolios.facts.fact import Fact, FactSheet

_ALONE = r"(?! ?(?:an?|per|each|every) (?:day|week|month|quarter|year)\b|/| and \w+ (?:day|week|month)s?\b)"
"""Not a part of another unit: dollars a month, years and six months."""
_A_YEAR = r"(?: (?:a|per|each|every) year\b|/(?:year|yr)\b| annually\b)"
_PRINTED_AFTER = {
    unit: re.compile(words + _ALONE, re.IGNORECASE)
    for unit, words in {
        "points": r" (?:percentage )?points?\b",
        "years": r" years?\b",
        "percent": r"(?: ?%| per ?cent\b)",
        "usd": r" dollars?\b",
        "usd_per_year": rf"(?:(?: dollars?)?{_A_YEAR}| dollars?\b)",
    }.items()
}
_WITHOUT_WORD = {"points", "years", "usd_per_year"}
"""Units that the style number leaves out."""
_RANGE = re.compile(r"(?:[-‐]| ?– ?)(?=\[\[)")


def without_repeated_units(text: str, sheet: FactSheet) -> str:
    """ "[[gap]] points" becomes "[[gap]]", and the dash of "[[low]]-[[high]]" the word "to"."""
    pieces, at = [], 0
    for match in REFERENCE.finditer(text):
        fact = sheet.by_id.get(match[1])
        pieces.append(_without_dollar(text[at : match.start()], fact))
        pieces.append(match[0])
        at = match.end()
        if (
            fact
            and (unit := _PRINTED_AFTER.get(fact.unit))
            and not (match[2] == "number" and fact.unit in _WITHOUT_WORD)
        ):
            at = repeated.end() if (repeated := unit.match(text, at)) else at
        if (dash := _RANGE.match(text, at)) and _same_unit(fact, REFERENCE.match(text, dash.end()), sheet):
            pieces.append(" to ")
            at = dash.end()
    return "".join([*pieces, text[at:]])


def _without_dollar(before: str, fact: Fact | None) -> str:
    return re.sub(r"\$ ?$", "", before) if fact and fact.unit in ("usd", "usd_per_year") else before


def _same_unit(fact: Fact | None, following: re.Match[str] | None, sheet: FactSheet) -> bool:
    other = sheet.by_id.get(following[1]) if following else None
    return fact is not None and other is not None and fact.unit == other.unit
