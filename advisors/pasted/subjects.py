"""Tell whether a sentence, row or heading names what a figure is about."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from advisors.pasted.names import is_named
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure

SINGLE_FAMILIES = (
    Family.TAX_STATUS, Family.SPREAD, Family.COMPANY, Family.FUND_COST, Family.SWAP, Family.MISPLACED,
    Family.HISTORY_START,
)  # fmt: skip
"""Families whose members are not told apart by their names."""
CONTRAST_PATTERN = re.compile(
    r"\b(?:unlike|compared (?:with|to))\b[^,;:.|]{0,200}(?=,\s+(?!at\b|with\b|worth\b|which\b|whose\b|[\d$(]))",
    re.IGNORECASE,
)
"""What a sentence is not about, unless one of its figures follows at once."""
ROLE_PATTERN = re.compile(
    r"\b(?:(goal|target|fee|volatility|growth)s?|(goal) you (?:have |had )?(?:chosen|chose|set)(?: for [^\W\d]+)?) "
    r"(?:is|are|was|were|of|stands? at|comes? to)(?: (?:about|just|only|roughly|nearly|around)){0,2}[ *_]*$",
    re.IGNORECASE,
)
"""What the figure that follows is called."""
ROLE_WORDS = {
    "goal": ("goal", "target"), "target": ("target", "goal"), "fee": ("fee", "expense", "cost"),
    "volatility": ("volatility",), "growth": ("growth", "grow"),
}  # fmt: skip
ODDS_PATTERNS = {
    "plan.sustained_90": re.compile(r"\bnine (?:of|in|out of) (?:every )?ten\b|\b90 ?(?:%|of 100)", re.IGNORECASE),
    "plan.sustained_80": re.compile(
        r"\beight (?:of|in|out of) (?:every )?ten\b|\bfour (?:of|in|out of) (?:every )?five\b|\b80 ?(?:%|of 100)",
        re.IGNORECASE,
    ),
    "plan.sustained_95": re.compile(
        r"\bnineteen (?:of|in|out of) (?:every )?twenty\b|\b95 ?(?:%|of 100)", re.IGNORECASE
    ),
}
"""The share of scenarios that sustain the fact."""
AGED_PATTERN = re.compile(r"(?:^|[.,;:] )(?:(?:at|aged)|(?:you|he|she|they) (?:are|is)(?: now)?)[ *_]*$", re.IGNORECASE)
AFTER_AGE_PATTERN = re.compile(r"[ *_]*+(?:[\w-]++[ *_]*+)?(?:,|\band\b|$)", re.IGNORECASE)


class Place(NamedTuple):
    """The words around a figure: its sentence up to it, the whole sentence, and what stands above it."""

    before: str
    own: str
    above: str


def related_by(fact: Fact) -> tuple[Family, Measure] | None:
    """Return the family and measure that a fact shares with others; None for a fact that stands alone."""
    return (fact.family, fact.measure) if fact.of and fact.family not in SINGLE_FAMILIES else None


def own_names(fact: Fact, sheet: FactSheet) -> tuple[str, ...]:
    """Return the names of its subject that tell it from related figures: of an account's cash, the account."""
    others = _others(fact, sheet)
    shared = {name for name in fact.subject if others and all(name in other.subject for other in others)}
    return tuple(name for name in fact.subject if name not in shared) or fact.subject


def is_about(fact: Fact, place: Place, sheet: FactSheet) -> bool:
    """Return whether a figure at this place is about what the fact is about.

    Under a heading that names one account, a sentence that names another one is about that other one.
    """
    if has_another_role(fact, place):
        return False
    names, after = own_names(fact, sheet), place.own[len(place.before) :]
    if fact.id == "profile.age" and AGED_PATTERN.search(place.before) and AFTER_AGE_PATTERN.match(after):
        return True  # somebody's age now, as in "at 52, you have"
    if _is_any_named(names, CONTRAST_PATTERN.sub(" ", place.own)):
        return True
    if not _is_any_named(names, place.above):
        return False
    return not any(
        _is_any_named(set(own_names(other, sheet)) - set(names), place.before) for other in _others(fact, sheet)
    )


def find_out_of_order(facts: Sequence[Fact], words: str, sheet: FactSheet) -> Iterator[int]:
    """Yield the places of figures of one sentence that stand in another order than the names of their subjects.

    Only where each of a family is named once, as in "A has b and B has a".
    """
    for family in {related_by(fact) for fact in facts} - {None}:
        places = [index for index, fact in enumerate(facts) if related_by(fact) == family]
        named = [at for i in places if (at := find_only_place(own_names(facts[i], sheet), words)) is not None]
        if len({facts[index].id for index in places}) == len(places) == len(named) > 1:
            yield from (i for i, at, first in zip(places, named, sorted(named), strict=True) if at != first)


def _others(fact: Fact, sheet: FactSheet) -> list[Fact]:
    own = related_by(fact)
    return [other for other in sheet.facts if own and related_by(other) == own and other.id != fact.id]


def find_only_place(names: Iterable[str], words: str) -> int | None:
    """Return where one of the names stands, as whole words and only once."""
    named = sorted((name.casefold() for name in names if is_named(name, words)), key=len, reverse=True)
    pattern = "|".join(map(re.escape, named))
    found = {match.start() for match in re.finditer(pattern, words.casefold())} if named else set()
    return found.pop() if len(found) == 1 else None


def has_another_role(fact: Fact, place: Place) -> bool:
    """Return whether the sentence calls the figure a goal or gives odds that the fact does not have."""
    role = ROLE_PATTERN.search(place.before)
    described = f"{fact.id} {fact.label}".casefold()
    if role and not any(word in described for word in ROLE_WORDS[(role[1] or role[2]).lower()]):
        return True
    if fact.id not in ODDS_PATTERNS:
        return False
    odds = _find_last_odds(place.before) or _find_last_odds(place.own)
    return odds not in ("", fact.id)


def _find_last_odds(words: str) -> str:
    """Return the id of the fact whose odds are named last."""
    found = [(match.start(), fact_id) for fact_id, odds in ODDS_PATTERNS.items() for match in odds.finditer(words)]
    return max(found, default=(0, ""))[1]


def _is_any_named(names: Collection[str], words: str) -> bool:
    return any(is_named(name, words) for name in names)
