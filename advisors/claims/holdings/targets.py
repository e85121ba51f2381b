"""Claims about classes against their targets."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, Section
from advisors.claims.names import name_of
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    FAR_OFF_POINTS,
    ON_TARGET_POINTS,
    PRINTED_AS_ALL_PERCENT,
    SAME_RANK_POINTS,
)
from portfolios.facts.families import Family, Measure

TargetFamily = Literal["asset_class", "region_group"]

TARGET_FIELDS = {Family.ASSET_CLASS: "asset_class_targets", Family.REGION_GROUP: "region_targets"}


def require_target(case: ClaimCase, family: Family, member: str) -> None:
    """Raise CannotSay unless this person has set a target for the member and confirmed it."""
    case.require_clear_mix()
    field = TARGET_FIELDS[family]
    if member not in getattr(case.profile, field):
        raise CannotSay("no_fact", f"there is no target for {member}")
    if field in case.profile.assumed:
        raise CannotSay("assumed_target", f"nobody has confirmed the target for {member}")


def drift_of(case: ClaimCase, family: Family, member: str) -> Figure:
    """Return the drift of a member; that of a region is measured on the stocks. Raises CannotSay.

    A class that is above its target by all the money and below it by the money for retirement is neither.
    """
    if family == Family.REGION_GROUP:
        return case.figure(family, Measure.EQUITY_DRIFT, member)
    drift = case.figure(family, Measure.DRIFT, member)
    other = case.facts.value(family, Measure.RETIREMENT_DRIFT, member, default=drift.value)
    if drift.value * other < 0 and min(abs(drift.value), abs(other)) > ON_TARGET_POINTS:
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
                f"You hold {{share}} of your mix in {{name}}, {{points}} {side} your target of {{target}}.",
                f"Your target for {{name}} is {{target}}, and at {{share}} you are {{points}} {side} it.",
            )
            for far in ("far_", "")
            for side in ("above", "below")
        },
        "on": (
            "You hold {share} of your mix in {name}, in line with your target of {target}.",
            "Your target for {name} is {target}, and at {share} you are in line with it.",
        ),
        "none_held": (
            "You hold no {name} yet, and your target is {target}.",
            "Your target for {name} is {target}, but you hold none yet.",
        ),
        **{
            f"{place}_{verdict}": (
                f"{{share}} of your stocks are {words} North America, {position}.",
                f"You hold {{share}} of your stocks {words} North America, {position}.",
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
            "All of your stocks are in North America, and your target is {target}.",
            "You hold all of your stocks in North America, and your target is {target}.",
        ),
        "abroad_none": (
            "You own no stocks outside North America, and your target is {target}.",
            "None of your stocks are outside North America, and your target is {target}.",
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
        is_region = family == Family.REGION_GROUP
        measure = Measure.SHARE_OF_EQUITY if is_region else Measure.SHARE_OF_CLASSIFIED
        share, target = case.figure(family, measure, self.member), case.figure(family, Measure.TARGET, self.member)
        name = name_of(case, family, self.member)
        place = {"north_america": "home_", "international": "abroad_"}.get(self.member, "")
        if abs(points.value) <= ON_TARGET_POINTS:
            return self.statement(f"{place}on", "good", name=name, share=share, target=target, points=points)
        ids = (share.fact.id, points.fact.id)
        if share.value <= SAME_RANK_POINTS and place != "home_":
            verdict = f"{place}none" if place else "none_held"
            return self.statement(verdict, "bad", name=name, target=target, decided_by=ids)
        if share.value >= PRINTED_AS_ALL_PERCENT and place == "home_":
            return self.statement("home_all", "bad", name=name, target=target, decided_by=ids)
        far = "far_" if abs(points.value) >= FAR_OFF_POINTS else ""
        verdict = f"{place}{far}{'above' if points.value > 0 else 'below'}"
        return self.statement(verdict, "bad", name=name, share=share, target=target, points=points)


KINDS: tuple[type[Claim], ...] = (AgainstTarget,)
