"""Claims about the mix against its targets."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section
from advisors.claims.names import ASSET_CLASS_NAMES, REGION_GROUP_NAMES, name_of
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Mood, Part, Statement, join_parts
from advisors.claims.thresholds import (
    FAR_OFF_POINTS,
    ON_TARGET_POINTS,
    PRINTED_AS_ALL_PERCENT,
    SAME_RANK_POINTS,
    is_far_off,
)
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

TargetFamily = Literal["asset_class", "region_group"]
TARGET_FIELDS = {Family.ASSET_CLASS: "asset_class_targets", Family.REGION_GROUP: "region_targets"}
HOME = "north_america"
"""Too much at home is too little abroad: one of the two is enough in a list."""
MAX_LISTED = 3


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
        verdict = self._find_verdict(share, points)
        if verdict.endswith(("all", "none", "none_held")):
            ids = (share.fact.id, points.fact.id)
            return self.statement(verdict, "bad", name=name, target=target, decided_by=ids)
        mood: Mood = "good" if verdict.endswith("on") else "bad"
        return self.statement(verdict, mood, name=name, share=share, target=target, points=points)

    def _find_verdict(self, share: Figure, points: Figure) -> str:
        place = {"north_america": "home_", "international": "abroad_"}.get(self.member, "")
        if abs(points.value) <= ON_TARGET_POINTS:
            return f"{place}on"
        if share.value <= SAME_RANK_POINTS and place != "home_":
            return f"{place}none" if place else "none_held"
        if share.value >= PRINTED_AS_ALL_PERCENT and place == "home_":
            return "home_all"
        far = "far_" if abs(points.value) >= FAR_OFF_POINTS else ""
        return f"{place}{far}{'above' if points.value > 0 else 'below'}"


def find_drifts(case: ClaimCase) -> tuple[dict[str, Figure], bool]:
    """Return the drift from each confirmed target by member, and whether that of any class is unclear.

    A class that is held without a target counts as one with a target of 0; cash does not.
    """
    found, is_unclear = dict[str, Figure](), False
    for family, field in TARGET_FIELDS.items():
        targets = getattr(case.profile, field)
        if not targets or field in case.profile.assumed:
            continue
        for member in dict.fromkeys([*targets, *members(case.facts.members(family, Measure.DRIFT))]):
            if member == "cash" and "cash" not in targets:
                continue
            try:
                found[member] = drift_of(case, family, member)
            except CannotSay as refusal:
                is_unclear = is_unclear or refusal.reason == "tie"
    return found, is_unclear


class OffTarget(Claim):
    """Which classes are far enough off their confirmed targets to act on, the worst three."""

    name = "off_target"
    section = Section.TARGETS
    weights: ClassVar = {"over": 57, "under": 57, "both": 57, "none": 40}
    phrasings: ClassVar = {
        "over": (
            "You hold too much in {over}, far enough above your targets to act on.",
            "Compared with your targets, you hold far too much in {over}.",
        ),
        "under": (
            "You hold too little in {under}, far enough below your targets to act on.",
            "Compared with your targets, you hold far too little in {under}.",
        ),
        "both": (
            "You hold too much in {over} and too little in {under}, far enough off target to act on.",
            "Compared with your targets, you hold too much in {over} and too little in {under}.",
        ),
        "none": (
            "Your mix is close to your targets, and nothing needs rebalancing.",
            "Nothing needs rebalancing, because your mix is close to your targets.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_clear_mix()
        drifts, is_unclear = find_drifts(case)
        if not drifts:
            raise CannotSay("assumed_target", "there is no confirmed target to measure against")
        targets = {**case.profile.asset_class_targets, **case.profile.region_targets}
        far = [of for of, drift in drifts.items() if of != HOME and is_far_off(drift.value, targets.get(of, ZERO))]
        if not far and is_unclear:
            raise CannotSay("tie", "it depends on which money the targets are meant for")
        ids = tuple(drift.fact.id for drift in drifts.values())
        if not far:
            return self.statement("none", "good", decided_by=ids)
        worst = sorted(far, key=lambda of: -abs(drifts[of].value))[:MAX_LISTED]
        over = join_parts([_with_points(drifts[of]) for of in worst if drifts[of].value > 0])
        under = join_parts([_with_points(drifts[of]) for of in worst if drifts[of].value < 0])
        if not under:
            return self.statement("over", "bad", decided_by=ids, over=over)
        if not over:
            return self.statement("under", "bad", decided_by=ids, under=under)
        return self.statement("both", "bad", decided_by=ids, over=over, under=under)


def _with_points(drift: Figure) -> tuple[Part, ...]:
    name = {**ASSET_CLASS_NAMES, **REGION_GROUP_NAMES}[drift.fact.of]
    return (name, " (", drift, ")")


KINDS: tuple[type[Claim], ...] = (AgainstTarget, OffTarget)
