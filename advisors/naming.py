"""Whether a figure's own sentence or row names what it is about, or the heading and the column above it do."""

import re
from collections.abc import Collection
from typing import NamedTuple

from advisors.families import members, own_names
from advisors.known_names import is_named
from portfolios.facts import Fact, FactSheet

_CONTRAST = re.compile(
    r"\b(?:unlike|compared (?:with|to))\b[^,;:.|]*(?=,\s+(?!at\b|with\b|worth\b|which\b|whose\b|[\d$(]))", re.IGNORECASE
)
"""What stands there is what the sentence is not about, unless a figure of it follows at once."""

_ROLE = re.compile(
    r"\b(?:(goal|target|fee|volatility|growth)s?|(goal) you (?:have |had )?(?:chosen|chose|set)(?: for [^\W\d]+)?) "
    r"(?:is|are|was|were|of|stands? at|comes? to)(?: (?:about|just|only|roughly|nearly|around)){0,2}[ *_]*$",
    re.IGNORECASE,
)
"""What a figure that follows at once is said to be."""
_SOON = r"\b[^.;|\d$%]{0,30}?\b"
_TENTH, _POINT = rf"{_SOON}a tenth ", rf"{_SOON}(?:one|a) (?:percentage )?point "
_SAVE, _SPEND = r"\b(?:sav\w+|(?:put|set)(?:ting)? (?:money )?aside|contribut\w+)", r"\bsp(?:end\w*|ent)"
_RETIRE = rf"\b(?:retir\w+|work\w*){_SOON}"
TRIED = {
    "swing_lower_return": rf"\breturns?{_POINT}lower",
    "swing_higher_inflation": rf"\binflation{_POINT}higher",
    "swing_higher_volatility": rf"\bvolatility{_SOON}two (?:percentage )?points higher",
    "swing_higher_fee": rf"\b(?:fees?|costs?){_SOON}a quarter of a (?:percentage )?point higher",
    "swing_save_more": rf"{_SAVE}{_TENTH}more", "swing_save_less": rf"{_SAVE}{_TENTH}less",
    "swing_spend_more": rf"{_SPEND}{_TENTH}more", "swing_spend_less": rf"{_SPEND}{_TENTH}less",
    "swing_retire_later": rf"{_RETIRE}(?:(?:a|one) (?:more )?year (?:later|longer|more)|back by a year)",
    "swing_retire_earlier": rf"{_RETIRE}(?:(?:a|one) year (?:earlier|sooner)|forward by a year)",
}  # fmt: skip
"""What was tried, as people put it: inflation may run one point higher, a tenth more be put aside."""
_TRIED = {key: re.compile(words, re.IGNORECASE) for key, words in TRIED.items()}
_SAID_OF = {
    "goal": ("goal", "target"),
    "target": ("target",),
    "fee": ("fee", "expense", "cost"),
    "volatility": ("volatility",),
    "growth": ("growth", "grow"),
}
_ODDS = {
    "estimated_income": re.compile(r"\bnine (?:of|in|out of) (?:every )?ten\b|\b90 ?(?:%|of 100)", re.IGNORECASE),
    "sustainable_80": re.compile(
        r"\beight (?:of|in|out of) (?:every )?ten\b|\bfour (?:of|in|out of) (?:every )?five\b|\b80 ?(?:%|of 100)",
        re.IGNORECASE,
    ),
    "sustainable_95": re.compile(r"\bnineteen (?:of|in|out of) (?:every )?twenty\b|\b95 ?(?:%|of 100)", re.IGNORECASE),
}
"""How many futures sustain what the fact says."""
_AGED = re.compile(
    r"(?:^|[.,;:] )(?:[^\W\d]+ )?(?:at|aged?|(?:you|he|she|they) (?:are|is)(?: now)?)[ *_]*$", re.IGNORECASE
)


class Place(NamedTuple):
    """Of a figure, in words: its sentence or row up to it and whole, and what stands above it."""

    before: str
    own: str
    above: str


def is_about(fact: Fact, place: Place, sheet: FactSheet, beside: Collection[str] = ()) -> bool:
    """beside: ids of the facts whose figures stand in the same sentence.

    Under a heading that names one account, a sentence that names another one is about that other one.
    """
    if _is_called_something_else(fact, place):
        return False
    names = own_names(fact, sheet)
    if is_said_otherwise(fact, place.own) or (fact.id == "age" and _AGED.search(place.before)):
        return True
    if _is_any_named(names, _CONTRAST.sub(" ", place.own)):
        return True
    if not _is_any_named(names, place.above):
        return False
    others = (other for other in members(fact, sheet) if other.id != fact.id and other.id not in beside)
    return not any(_is_any_named(set(own_names(other, sheet)) - set(names), place.before) for other in others)


def _is_called_something_else(fact: Fact, place: Place) -> bool:
    """What the plan sustains is no goal, though both are income; nor is it what nine of ten futures sustain if fewer
    or more of them do."""
    role = _ROLE.search(place.before)
    said = f"{fact.id} {fact.label}".casefold()
    if role and not any(word in said for word in _SAID_OF[(role[1] or role[2]).lower()]):
        return True
    odds = [name for name, words in _ODDS.items() if words.search(place.own)]
    return fact.id in _ODDS and bool(odds) and fact.id not in odds


def is_said_otherwise(fact: Fact, words: str) -> bool:
    """Whether the words tell of the change that was tried without its very name."""
    tried = _TRIED.get(fact.id.rpartition("_")[0])
    return tried is not None and tried.search(words) is not None


def _is_any_named(names: Collection[str], words: str) -> bool:
    return any(is_named(name, words) for name in names)
