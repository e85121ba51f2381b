"""Claims about classes against their targets."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.names import name_of
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    BLURRED_PERCENT,
    FAR_OFF_POINTS,
    ON_TARGET_POINTS,
    PRINTED_AS_ALL_PERCENT,
    SAME_RANK_POINTS,
)
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

TargetFamily = Literal["asset_class", "region_group"]

MONEY = {
    Family.ASSET_CLASS: (Name("your mix"), Name("the money you can rebalance")),
    Family.REGION_GROUP: (
        Name("your stocks", is_plural=True), Name("the stocks you can rebalance", is_plural=True)
    ),
}  # fmt: skip
"""The whole that a share refers to, in a sentence: the portfolio, or the accounts that rebalancing may trade in."""
TARGET_FIELDS = {Family.ASSET_CLASS: "asset_class_targets", Family.REGION_GROUP: "region_targets"}


def require_clear_drifts(case: ClaimCase) -> None:
    """Raise CannotSay if too much is unclassified to compare anything with targets."""
    case.require_clear_mix()
    if case.portfolio.rebalanced_unclassified_share >= BLURRED_PERCENT:
        raise CannotSay("blurred", "too much of the money that rebalancing may trade is unclassified")


def require_target(case: ClaimCase, family: Family, member: str) -> None:
    """Raise CannotSay unless this person has set a target for the member and confirmed it."""
    require_clear_drifts(case)
    field = TARGET_FIELDS[family]
    if member not in getattr(case.profile, field):
        raise CannotSay("no_fact", f"there is no target for {member}")
    if field in case.profile.assumed:
        raise CannotSay("assumed_target", f"nobody has confirmed the target for {member}")


def drift_of(case: ClaimCase, family: Family, member: str) -> Figure:
    """Return the drift of a member in the accounts that rebalancing may trade in, regions by the stocks there.

    Raises CannotSay for a class that is above its target there and below it in all accounts, or the reverse, and for
    regions if those of many stocks are unknown.
    """
    drift = case.figure(family, Measure.DRIFT, member)
    if family == Family.REGION_GROUP and not case.portfolio.knows_regions:
        raise CannotSay("no_fact", "many of the stocks have no region")
    if family == Family.ASSET_CLASS and member in case.portfolio.disputed_classes:
        raise CannotSay("tie", "it depends on which money the target is meant for")
    return drift


class AgainstTarget(Claim):
    """How an asset class, or the stocks at home or abroad, stand against a confirmed target."""

    name = "against_target"
    section = Section.TARGETS
    weights: ClassVar = {
        f"{place}{far}{side}": (56 if place == "abroad_" else 60) if far else 26
        for place in ("", "home_", "abroad_")
        for far, side in (("far_", "above"), ("far_", "below"), ("", "above"), ("", "below"), ("", "on"))
    } | {"none_held": 60, "home_all": 62, "abroad_none": 58}
    phrasings: ClassVar = {
        **{
            f"{far}{side}": (
                f"You hold {{share}} of {{money}} in {{name}}, {{points}} {side} your target of {{target}}.",
                f"Your target for {{name}} is {{target}}, and at {{share}} of {{money}} you are {{points}} {side} it.",
            )
            for far in ("far_", "")
            for side in ("above", "below")
        },
        "on": (
            "You hold {share} of {money} in {name}, in line with your target of {target}.",
            "Your target for {name} is {target}, and at {share} of {money} you are in line with it.",
        ),
        "none_held": (
            "You hold no {name} yet, and your target is {target}.",
            "Your target for {name} is {target}, but you hold none yet.",
        ),
        **{
            f"{place}_{verdict}": (
                f"{{share}} of {{money}} are {words} North America, {position}.",
                f"You hold {{share}} of {{money}} {words} North America, {position}.",
            )
            for place, words in (("home", "in"), ("abroad", "outside"))
            for verdict, position in (
                ("far_above", "{points} above your target of {target}"),
                ("far_below", "{points} below your target of {target}"),
                ("above", "{points} above your target of {target}"),
                ("below", "{points} below your target of {target}"),
                ("on", "in line with your target of {target}"),
            )
        },
        "home_all": (
            "All of {money} are in North America, and your target is {target}.",
            "You hold all of {money} in North America, and your target is {target}.",
        ),
        "abroad_none": (
            "None of {money} are outside North America, and your target is {target}.",
            "Your target for stocks outside North America is {target}, but none of {money} are there.",
        ),
    }
    family: TargetFamily
    member: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["AgainstTarget"]:
        yield from (cls(family="asset_class", member=of) for of in case.profile.asset_class_targets)
        yield from (cls(family="region_group", member=of) for of in case.profile.region_targets)

    def judge(self, case: ClaimCase) -> Statement:
        family = Family(self.family)
        require_target(case, family, self.member)
        points = drift_of(case, family, self.member)
        share = case.figure(family, Measure.SHARE_OF_CLASSIFIED, self.member)
        target = case.figure(family, Measure.TARGET, self.member)
        name = name_of(case, family, self.member)
        money = MONEY[family][case.portfolio.leaves_accounts_alone]
        place = {"north_america": "home_", "international": "abroad_"}.get(self.member, "")
        if abs(points.value) <= ON_TARGET_POINTS:
            return self.statement(
                f"{place}on", "good", name=name, share=share, money=money, target=target, points=points
            )
        ids = (share.fact.id, points.fact.id)
        everywhere = ZERO if place else case.facts.value(family, Measure.SHARE, self.member)
        if max(share.value, everywhere) <= SAME_RANK_POINTS and place != "home_":
            verdict = f"{place}none" if place else "none_held"
            return self.statement(verdict, "bad", name=name, money=money, target=target, decided_by=ids)
        if share.value >= PRINTED_AS_ALL_PERCENT and place == "home_":
            return self.statement("home_all", "bad", name=name, money=money, target=target, decided_by=ids)
        far = "far_" if abs(points.value) >= FAR_OFF_POINTS else ""
        verdict = f"{place}{far}{'above' if points.value > 0 else 'below'}"
        return self.statement(verdict, "bad", name=name, share=share, money=money, target=target, points=points)


KINDS: tuple[type[Claim], ...] = (AgainstTarget,)
