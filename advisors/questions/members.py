"""The members of families that a question names: accounts, holdings, classes, sectors and regions."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from advisors.questions.lexicon import ALIASES, GENERIC
from advisors.questions.words import split_words
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure

NAMED_FAMILIES = (
    (Family.ACCOUNT, Measure.VALUE),
    (Family.HOLDING, Measure.VALUE),
    (Family.ASSET_CLASS, Measure.SHARE),
    (Family.SECTOR, Measure.SHARE),
    (Family.REGION, Measure.SHARE),
    (Family.REGION_GROUP, Measure.SHARE_OF_CLASSIFIED),
    (Family.TAX_STATUS, Measure.SHARE),
)
"""The families whose members people name, the likelier meaning of a name first."""
NEVER = frozenset({"rest", "unclassified", "other"})


@dataclass(frozen=True)
class Member:
    family: Family
    of: str
    name: str


@dataclass(frozen=True)
class Names:
    """The names of one person's members, as the facts know them."""

    facts: FactSheet

    @cached_property
    def by_words(self) -> dict[tuple[str, ...], Member]:
        """Return the members by each of their names. A name of two things means the likelier one."""
        found: dict[tuple[str, ...], Member] = {}
        parts: dict[str, set[Member]] = defaultdict(set)
        for member, names in self._named:
            for words in map(split_words, names):
                found.setdefault(tuple(words), member)
                if member.family in (Family.ACCOUNT, Family.HOLDING):  # one word can do, such as Roth
                    for word in words:
                        parts[word].add(member)
        for word, members in parts.items():
            if len(members) == 1 and word not in GENERIC and len(word) > 2:
                found.setdefault((word,), next(iter(members)))
        return {words: member for words, member in found.items() if words not in ((), ("cash",))}  # a concept

    @cached_property
    def _named(self) -> list[tuple[Member, tuple[str, ...]]]:
        """Return each member that people name, with its names."""
        return [
            (Member(family, fact.of, fact.subject[0]), (*fact.subject, *ALIASES.get(f"{family}.{fact.of}", ())))
            for family, measure in NAMED_FAMILIES
            for fact in self.facts.members(family, measure)
            if fact.of not in NEVER and not (family in (Family.SECTOR, Family.REGION) and fact.of == "cash")
        ]
