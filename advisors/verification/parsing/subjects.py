"""Whether a figure's own sentence or row names what it is about, or the heading and the column above it do."""

import re
from collections.abc import Collection
from typing import NamedTuple

from advisors.verification.parsing.families import members, own_names
from advisors.verification.parsing.names import is_named
from advisors.verification.parsing.tried_words import tells_of
from portfolios.facts.fact import Fact, FactSheet

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
_SAID_OF = {
    "goal": ("goal", "target"),
    "target": ("target", "goal"),
    "fee": ("fee", "expense", "cost"),
    "volatility": ("volatility",),
    "growth": ("growth", "grow"),
}
_ODDS = {
    "plan.sustained_90": re.compile(r"\bnine (?:of|in|out of) (?:every )?ten\b|\b90 ?(?:%|of 100)", re.IGNORECASE),
    "plan.sustained_80": re.compile(
        r"\beight (?:of|in|out of) (?:every )?ten\b|\bfour (?:of|in|out of) (?:every )?five\b|\b80 ?(?:%|of 100)",
        re.IGNORECASE,
    ),
    "plan.sustained_95": re.compile(
        r"\bnineteen (?:of|in|out of) (?:every )?twenty\b|\b95 ?(?:%|of 100)", re.IGNORECASE
    ),
}
"""How many futures sustain what the fact says."""
_AGED = re.compile(r"(?:^|[.,;:] )(?:(?:at|aged)|(?:you|he|she|they) (?:are|is)(?: now)?)[ *_]*$", re.IGNORECASE)
_GOES_ON = re.compile(r"[ *_]*(?:[\w-]+[ *_]*)?(?:,|\band\b|$)", re.IGNORECASE)
_OF_LATER = re.compile(r"\b(?:will|can|could|may|should|would) (?:retire|stop)|\bstop working\b", re.IGNORECASE)


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
    if tells_of(fact, place.own) or (fact.id == "profile.age" and _is_an_age(place)):
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
    if fact.id not in _ODDS:
        return False
    odds = _last_odds(place.before) or _last_odds(place.own)
    return odds not in ("", fact.id)


def _last_odds(words: str) -> str:
    """The fact of which so many futures are told last."""
    told = [(match.start(), name) for name, odds in _ODDS.items() for match in odds.finditer(words)]
    return max(told, default=(0, ""))[1]


def _is_an_age(place: Place) -> bool:
    """At 52, you have; they are 52. When somebody stops working is another age."""
    goes_on = _GOES_ON.match(place.own[len(place.before) :])
    return bool(_AGED.search(place.before) and goes_on and not _OF_LATER.search(place.own))


def _is_any_named(names: Collection[str], words: str) -> bool:
    return any(is_named(name, words) for name in names)
