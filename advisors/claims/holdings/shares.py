"""Claims about shares of the money."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import NEVER_MEMBERS, Claim, require_member
from advisors.claims.names import name_of, owned
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement, join_parts
from advisors.claims.thresholds import (
    BLURRED_PERCENT,
    PRINTED_AS_ALL_PERCENT,
    SAME_RANK_POINTS,
)
from portfolios.facts.families import Family, Measure

GroupFamily = Literal["asset_class", "sector", "region", "tax_status"]

UNKNOWN_MEMBERS: dict[Family, frozenset[str]] = {
    Family.SECTOR: frozenset({"unclassified", "diversified", "other"}),
    Family.REGION: frozenset({"unclassified", "global", "international"}),
}
"""Buckets that say too little: as long as they are large, no share of their family can be trusted."""

BOND_SECTORS = frozenset({"treasury", "corporate", "mortgage", "government_related", "commodities"})

NAMES_IN_MIX = {
    "government_related": Name("government-related bonds", is_plural=True),
    "mortgage": Name("mortgage bonds", is_plural=True),
    "treasury": Name("Treasuries", is_plural=True),
}

MAX_IN_SPLIT = 4


def shares_of(case: ClaimCase, family: Family) -> dict[str, Figure]:
    """Return the share of each member of a family that a sentence can be about, largest first."""
    never = NEVER_MEMBERS | UNKNOWN_MEMBERS.get(family, frozenset())
    if family in UNKNOWN_MEMBERS:
        never |= {"cash"}
    found = (Figure(fact) for fact in case.facts.members(family, Measure.SHARE) if fact.of not in never)
    ordered = sorted((one for one in found if one.value > SAME_RANK_POINTS), key=lambda one: (-one.value, one.fact.of))
    return {one.fact.of: one for one in ordered}


def require_known(case: ClaimCase, family: Family) -> None:
    """Raise CannotSay if too much has no class, sector or region to speak of this family's shares."""
    if family in (Family.TAX_STATUS, Family.ACCOUNT, Family.HOLDING):
        return
    case.require_clear_mix()
    unknown = sum(case.facts.value(family, Measure.SHARE, of) for of in UNKNOWN_MEMBERS.get(family, ()))
    if unknown >= BLURRED_PERCENT:
        raise CannotSay("blurred", f"too much has no {family}")


def name_in_mix(case: ClaimCase, family: Family, member: str) -> Name:
    """Return the name of a member after "in"."""
    if family == Family.ACCOUNT:
        return owned(name_of(case, family, member))
    return NAMES_IN_MIX.get(member) or name_of(case, family, member)


class Split(Claim):
    """The largest asset classes, with what funds hold."""

    name = "split"
    section = Section.MIX
    weights: ClassVar = {"whole": 50, "largest": 50, "direct": 50, "direct_largest": 50}
    phrasings: ClassVar = {
        "whole": (
            "Seen through your funds, your money is {classes}.",
            "Look inside your funds, and you own {classes}.",
        ),
        "largest": (
            "Seen through your funds, your money is {classes}, and the rest is in smaller parts.",
            "Look inside your funds, and you own {classes}, plus smaller parts.",
        ),
        "direct": ("Your money is {classes}.", "You own a mix of {classes}."),
        "direct_largest": (
            "Your money is {classes}, and the rest is in smaller parts.",
            "You own a mix of {classes}, plus smaller parts.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        require_known(case, Family.ASSET_CLASS)
        shares = shares_of(case, Family.ASSET_CLASS)
        if len(shares) < 2:
            raise CannotSay("none", "there is only one asset class")
        largest = list(shares.items())[:MAX_IN_SPLIT]
        classes = join_parts([(share, " ", name_of(case, Family.ASSET_CLASS, of)) for of, share in largest])
        is_whole = len(shares) <= MAX_IN_SPLIT
        through_funds, direct = ("whole", "direct") if is_whole else ("largest", "direct_largest")
        verdict = through_funds if case.facts.value(Family.SPREAD, Measure.SHARE, "funds") else direct
        return self.statement(verdict, classes=classes, decided_by=("data.unclassified",))


class Share(Claim):
    """The share of one asset class, sector, region or tax status."""

    name = "share"
    section = Section.MIX
    weights: ClassVar = {"part": 12, "all": 30, "sector": 12}
    phrasings: ClassVar = {
        "part": ("{share} of your money is in {name}.", "You have {share} of your money in {name}."),
        "all": ("All of your money is in {name}.", "You have all of your money in {name}."),
        "sector": (
            "{share} of your money is in the {name} sector.",
            "You have {share} of your money in the {name} sector.",
        ),
    }
    family: GroupFamily
    member: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Share"]:
        for family in ("asset_class", "sector", "region", "tax_status"):
            for member in shares_of(case, Family(family)):
                yield cls(family=family, member=member)

    def judge(self, case: ClaimCase) -> Statement:
        family = Family(self.family)
        shares = shares_of(case, family)
        require_member(self.member, tuple(shares), self.family)
        require_known(case, family)
        name, share = name_in_mix(case, family, self.member), shares[self.member]
        if share.value >= PRINTED_AS_ALL_PERCENT:
            return self.statement("all", name=name, decided_by=(share.fact.id,))
        is_sector = family == Family.SECTOR and self.member not in BOND_SECTORS
        return self.statement("sector" if is_sector else "part", name=name, share=share)


KINDS: tuple[type[Claim], ...] = (
    Split,
    Share,
)
