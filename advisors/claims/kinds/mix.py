"""Claims about what the money is made of."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import NEVER_MEMBERS, Claim, Section, require_member
from advisors.claims.names import name_of, owned
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Name, Statement, join_parts
from advisors.claims.thresholds import (
    ABOUT_A_PART_POINTS,
    ABOUT_EQUAL_POINTS,
    BLURRED_PERCENT,
    CASH_EXCESS_POINTS,
    FAR_OFF_POINTS,
    HOME_BIAS_PERCENT,
    MOSTLY_CASH_PERCENT,
    NEAR_A_PART_POINTS,
    PRINTED_AS_ALL_PERCENT,
    SAME_RANK_POINTS,
)
from portfolios.facts.families import Family, Measure

GroupFamily = Literal["asset_class", "sector", "region", "tax_status"]
RankedFamily = Literal["asset_class", "sector", "region", "account", "holding"]
ComparedFamily = Literal["asset_class", "sector", "region", "tax_status", "account", "holding"]
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
    if unknown > BLURRED_PERCENT:
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


RANK_NOUNS = {"asset_class": "asset class", "sector": "sector", "region": "region", "account": "account",
              "holding": "holding"}  # fmt: skip
RANK_WORDS = {1: "largest", 2: "second-largest", 3: "third-largest"}


class Rank(Claim):
    """Which member of a family is the largest, the second or the third."""

    name = "rank"
    section = Section.MIX
    weights: ClassVar = {f"{noun}_{place}": 36 if place == 1 else 18 for noun in RANK_NOUNS for place in RANK_WORDS}
    phrasings: ClassVar = {
        f"{family}_{place}": (
            f"Your {word} {noun} is {{name}}, with {{share}} of your money.",
            f"{{share}} of your money is in {{name}}, your {word} {noun}.",
        )
        for family, noun in RANK_NOUNS.items()
        for place, word in RANK_WORDS.items()
    }
    family: RankedFamily
    place: Literal["1", "2", "3"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Rank"]:
        for family in ("asset_class", "sector", "region", "account", "holding"):
            for place in ("1", "2", "3"):
                yield cls(family=family, place=place)

    def judge(self, case: ClaimCase) -> Statement:
        family, place = Family(self.family), int(self.place)
        require_known(case, family)
        shares = list(shares_of(case, family).values())
        if len(shares) < max(2, place):
            raise CannotSay("none", f"there are too few of {family}")
        share = shares[place - 1]
        neighbors = shares[max(0, place - 2) : place - 1] + shares[place : place + 1]
        if any(abs(share.value - other.value) <= SAME_RANK_POINTS for other in neighbors):
            raise CannotSay("tie", "two of them are equally large")
        return self.statement(
            f"{self.family}_{place}",
            name=name_in_mix(case, family, share.fact.of),
            share=share,
            decided_by=tuple(other.fact.id for other in neighbors),
        )


class Compare(Claim):
    """Which of two members of one family is larger."""

    name = "compare"
    section = Section.MIX
    weights: ClassVar = {"more": 14, "less": 14, "about_equal": 14}
    phrasings: ClassVar = {
        "more": (
            "You have more in {first} ({first_share}) than in {second} ({second_share}).",
            "There is more of your money in {first} ({first_share}) than in {second} ({second_share}).",
        ),
        "less": (
            "You have less in {first} ({first_share}) than in {second} ({second_share}).",
            "There is less of your money in {first} ({first_share}) than in {second} ({second_share}).",
        ),
        "about_equal": (
            "You have about as much in {first} ({first_share}) as in {second} ({second_share}).",
            "There is about as much of your money in {first} ({first_share}) as in {second} ({second_share}).",
        ),
    }
    family: ComparedFamily
    first: str
    second: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Compare"]:
        for family in ("asset_class", "sector", "region", "tax_status", "account", "holding"):
            largest = tuple(shares_of(case, Family(family)))[:3]
            for first in largest:
                yield from (cls(family=family, first=first, second=other) for other in largest if other != first)

    def judge(self, case: ClaimCase) -> Statement:
        family = Family(self.family)
        shares = shares_of(case, family)
        for member in (self.first, self.second):
            require_member(member, tuple(shares), self.family)
        if self.first == self.second:
            raise CannotSay("bad_argument", "it needs two different ones")
        require_known(case, family)
        first, second = shares[self.first], shares[self.second]
        larger = "more" if first.value > second.value else "less"
        return self.statement(
            "about_equal" if abs(first.value - second.value) <= ABOUT_EQUAL_POINTS else larger,
            first=name_in_mix(case, family, self.first),
            second=name_in_mix(case, family, self.second),
            first_share=first,
            second_share=second,
        )


PARTS = {
    "quarter": ("a quarter", Decimal(25)),
    "third": ("a third", Decimal(100) / 3),
    "half": ("half", Decimal(50)),
    "two_thirds": ("two thirds", Decimal(200) / 3),
    "three_quarters": ("three quarters", Decimal(75)),
}
NEARNESS = {"about": "about", "over": "a little over", "under": "a little under"}


class Parts(Claim):
    """A share as a simple part: a quarter, a third, half, two thirds or three quarters."""

    name = "parts"
    section = Section.MIX
    weights: ClassVar = {f"{near}_{part}": 16 for near in NEARNESS for part in PARTS}
    phrasings: ClassVar = {
        f"{near}_{part}": (
            f"{near_words.capitalize()} {words} of your money is in {{name}}.",
            f"You have {near_words} {words} of your money in {{name}}.",
        )
        for near, near_words in NEARNESS.items()
        for part, (words, _) in PARTS.items()
    }
    family: GroupFamily
    member: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Parts"]:
        for family in ("asset_class", "sector", "region", "tax_status"):
            for member in shares_of(case, Family(family)):
                yield cls(family=family, member=member)

    def judge(self, case: ClaimCase) -> Statement:
        family = Family(self.family)
        shares = shares_of(case, family)
        require_member(self.member, tuple(shares), self.family)
        require_known(case, family)
        share = shares[self.member]
        part, distance = min(
            ((key, share.value - percent) for key, (_, percent) in PARTS.items()), key=lambda one: abs(one[1])
        )
        if abs(distance) > NEAR_A_PART_POINTS:
            raise CannotSay("small", "no simple part is near")
        side = "over" if distance > 0 else "under"
        near = "about" if abs(distance) <= ABOUT_A_PART_POINTS else side
        return self.statement(
            f"{near}_{part}", name=name_in_mix(case, family, self.member), decided_by=(share.fact.id,)
        )


class MostlyCash(Claim):
    """That most of the money is cash, far more than the target and the reserve."""

    name = "mostly_cash"
    section = Section.MIX
    weights: ClassVar = {"most": 80, "all": 80}
    phrasings: ClassVar = {
        "most": (
            "Cash makes up {share} of your money. It is steady from day to day, but inflation can outrun its interest.",
            "You keep {share} of your money in cash. It is safe from day to day, but inflation can outrun it.",
        ),
        "all": (
            "All of your money is cash. It is steady from day to day, but inflation can outrun its interest.",
            "You keep all of your money in cash. It is safe from day to day, but inflation can outrun it.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        share = case.figure(Family.ASSET_CLASS, Measure.SHARE, "cash")
        total, cash = case.value(Family.PORTFOLIO, Measure.VALUE), case.value(Family.ASSET_CLASS, Measure.VALUE, "cash")
        reserve = case.facts.value(Family.RESERVE, Measure.TARGET)
        beyond_reserve = 100 * (cash - reserve) / total
        target = case.facts.value(Family.ASSET_CLASS, Measure.TARGET, "cash")
        if beyond_reserve < MOSTLY_CASH_PERCENT or beyond_reserve - target < CASH_EXCESS_POINTS:
            raise CannotSay("small", "the cash beyond the reserve is not most of the money")
        ids = ("asset_class.cash.value", "portfolio.value")
        if share.value >= PRINTED_AS_ALL_PERCENT:
            return self.statement("all", "bad", decided_by=(share.fact.id, *ids))
        return self.statement("most", "bad", share=share, decided_by=ids)


class HomeBias(Claim):
    """How much of the stocks is in North America, against the world's markets."""

    name = "home_bias"
    section = Section.MIX
    weights: ClassVar = {"all": 54, "high": 52, "near": 22, "low": 40}
    phrasings: ClassVar = {
        "all": (
            "All of your stocks are in North America, while the world's markets have {world} there.",
            "You lean on one economy, with all of your stocks in North America against {world} of the world's.",
        ),
        "high": (
            "{share} of your stocks are in North America, while the world's markets have {world} there.",
            "You lean on one economy, with {share} of your stocks in North America against {world} of the world's.",
        ),
        "near": (
            "{share} of your stocks are in North America, not far from the {world} of the world's markets.",
            "You hold {share} of your stocks in North America, close to the {world} of the world's markets.",
        ),
        "low": (
            "Only {share} of your stocks are in North America, while the world's markets have {world} there.",
            "You hold just {share} of your stocks in North America, against {world} of the world's markets.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_clear_mix()
        share = case.figure(Family.REGION_GROUP, Measure.SHARE_OF_EQUITY, "north_america")
        world = case.figure(Family.REGION_GROUP, Measure.WORLD_WEIGHT, "north_america")
        if share.value >= PRINTED_AS_ALL_PERCENT:
            return self.statement("all", "bad", world=world, decided_by=(share.fact.id,))
        if share.value >= HOME_BIAS_PERCENT:
            return self.statement("high", "bad", share=share, world=world)
        if share.value < world.value - FAR_OFF_POINTS:
            return self.statement("low", share=share, world=world)
        return self.statement("near", "good", share=share, world=world)


KINDS: tuple[type[Claim], ...] = (MostlyCash, HomeBias, Split, Share, Rank, Compare, Parts)
