"""Facts that say the same of one thing each: the values of all accounts, the shares of all sectors."""

import re
from collections.abc import Iterable, Iterator, Sequence

from advisors.verification.parsing.names import is_named
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure

ALONE = {
    Family.TAX_STATUS,
    Family.SPREAD,
    Family.COMPANY,
    Family.FUND_COST,
    Family.SWAP,
    Family.MISPLACED,
    Family.HISTORY_START,
}
"""Families whose members are not told apart by their names."""


def kin(fact: Fact) -> tuple[Family, Measure] | None:
    """Return the family and measure that a fact shares with others; None for a fact that stands alone."""
    return (fact.family, fact.measure) if fact.of and fact.family not in ALONE else None


def members(fact: Fact, sheet: FactSheet) -> list[Fact]:
    own = kin(fact)
    return [other for other in sheet.facts if own and kin(other) == own]


def own_names(fact: Fact, sheet: FactSheet) -> tuple[str, ...]:
    """The names of its subject that tell it from the others of its family: of an account's cash, the account."""
    others = [other for other in members(fact, sheet) if other.id != fact.id]
    shared = {name for name in fact.subject if others and all(name in other.subject for other in others)}
    return tuple(name for name in fact.subject if name not in shared) or fact.subject


def out_of_order(facts: Sequence[Fact], words: str, sheet: FactSheet) -> Iterator[int]:
    """Which of the figures of one sentence stand in another order than the names of what they are about.

    Only told where each of a family is named once: A has [[b]] and B has [[a]].
    """
    for family in {kin(fact) for fact in facts} - {None}:
        places = [index for index, fact in enumerate(facts) if kin(fact) == family]
        named = [at for i in places if (at := _only_place(own_names(facts[i], sheet), words)) is not None]
        if len({facts[index].id for index in places}) == len(places) == len(named) > 1:
            yield from (i for i, at, first in zip(places, named, sorted(named), strict=True) if at != first)


def _only_place(names: Iterable[str], words: str) -> int | None:
    """Where one of the names stands, as whole words and only once."""
    spoken = sorted((name.casefold() for name in names if is_named(name, words)), key=len, reverse=True)
    found = (
        {match.start() for match in re.finditer("|".join(map(re.escape, spoken)), words.casefold())}
        if spoken
        else set()
    )
    return found.pop() if len(found) == 1 else None
