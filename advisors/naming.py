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
    r"\b(goal|target|fee)s? (?:is|are|was|were|of|stands? at|comes? to)(?: (?:about|just|only|roughly))?[ *_]*$",
    re.IGNORECASE,
)
"""What a figure that follows at once is said to be."""
_SAID_OF = {"goal": ("goal",), "target": ("target",), "fee": ("fee", "expense", "cost")}


class Place(NamedTuple):
    """Of a figure, in words: its sentence or row up to it and whole, and what stands above it."""

    before: str
    own: str
    above: str


def is_about(fact: Fact, place: Place, sheet: FactSheet, beside: Collection[str] = ()) -> bool:
    """beside: ids of the facts whose figures stand in the same sentence.

    Under a heading that names one account, a sentence that names another one is about that other one.
    What the plan sustains is no goal, though both are income.
    """
    role = _ROLE.search(place.before)
    said = f"{fact.id} {fact.label}".casefold()
    if role and not any(word in said for word in _SAID_OF[role[1].lower()]):
        return False
    names = own_names(fact, sheet)
    if _is_any_named(names, _CONTRAST.sub(" ", place.own)):
        return True
    if not _is_any_named(names, place.above):
        return False
    others = (other for other in members(fact, sheet) if other.id != fact.id and other.id not in beside)
    return not any(_is_any_named(set(own_names(other, sheet)) - set(names), place.before) for other in others)


def _is_any_named(names: Collection[str], words: str) -> bool:
    return any(is_named(name, words) for name in names)
