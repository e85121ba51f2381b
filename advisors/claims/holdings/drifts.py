"""Claims about how far the mix is off its targets."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.holdings.targets import TARGET_FIELDS, drift_of, require_clear_drifts
from advisors.claims.names import ASSET_CLASS_NAMES, REGION_GROUP_NAMES
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Part, Statement, join_parts
from advisors.claims.thresholds import (
    is_far_off,
)
from portfolios.facts.families import Measure
from portfolios.valuation.value import ZERO

HOME = "north_america"
"""Too much at home is too little abroad: one of the two is enough in a list."""

MAX_LISTED = 3


def find_drifts(case: ClaimCase) -> tuple[dict[str, Figure], bool]:
    """Return the drift from each confirmed target by member, and whether that of any class is unclear.

    A class that is held without a target counts as one with a target of 0; cash does not.
    """
    found, is_unclear = dict[str, Figure](), False
    for family, field in TARGET_FIELDS.items():
        targets = getattr(case.profile, field)
        if not targets or field in case.profile.assumed:
            continue
        for member in dict.fromkeys([*targets, *case.facts.by_member(family, Measure.DRIFT)]):
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
        require_clear_drifts(case)
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


KINDS: tuple[type[Claim], ...] = (OffTarget,)
