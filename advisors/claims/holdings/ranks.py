"""Claims about what is largest, and which of two is larger."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.holdings.shares import GroupFamily, name_in_mix, require_known, shares_of
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    ABOUT_A_PART_POINTS,
    ABOUT_EQUAL_POINTS,
    NEAR_A_PART_POINTS,
    SAME_RANK_POINTS,
)
from portfolios.facts.families import Family

RankedFamily = Literal["asset_class", "sector", "region", "account", "holding"]

ComparedFamily = Literal["asset_class", "sector", "region", "tax_status", "account", "holding"]

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


KINDS: tuple[type[Claim], ...] = (
    Rank,
    Compare,
    Parts,
)
