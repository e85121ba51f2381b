"""Claims about whether the plan works."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Mood, Name, Slot, Statement
from advisors.claims.thresholds import (
    HARDLY_ANY_PERCENT,
    NEARLY_ALL_PERCENT,
    PlanVerdict,
)
from portfolios.facts.families import Family, Measure

SUSTAINED = "spending {goal} {terms} lasts to the end in {chance} of the scenarios we ran."

PLAN_MOODS: dict[PlanVerdict, Mood] = {
    PlanVerdict.STRONG: "good",
    PlanVerdict.SOUND: "good",
    PlanVerdict.FRAGILE: "neutral",
    PlanVerdict.LIKELY: "bad",
    PlanVerdict.THIN: "bad",
    PlanVerdict.OFF: "bad",
}


def chance_slot(chance: Figure) -> Slot:
    """Return a chance of success as a slot. Nobody reads 100% or 0%."""
    if chance.value >= NEARLY_ALL_PERCENT:
        return (Name("nearly all"),)
    return (Name("hardly any"),) if chance.value <= HARDLY_ANY_PERCENT else chance


class OnTrack(Claim):
    """How likely the plan pays for the income goal to its end."""

    name = "on_track"
    section = Section.RETIREMENT
    weights: ClassVar = dict.fromkeys(PlanVerdict, 98)
    phrasings: ClassVar = {
        PlanVerdict.STRONG: (
            f"You are in good shape: {SUSTAINED}",
            "Your plan is strong. In {chance} of the scenarios we ran, {goal} {terms} lasts to the end.",
        ),
        PlanVerdict.SOUND: (
            f"Your plan looks sound: {SUSTAINED}",
            "So far your plan holds up. In {chance} of the scenarios we ran, {goal} {terms} lasts to the end.",
        ),
        PlanVerdict.FRAGILE: (
            f"Your plan works on our assumptions, with little to spare: {SUSTAINED}",
            "On our assumptions your plan only just works: {goal} {terms} lasts in {chance} of the scenarios.",
        ),
        PlanVerdict.LIKELY: (
            f"Your plan needs a margin: {SUSTAINED}",
            "More often than not your plan works, but it needs a margin: {goal} {terms} lasts to the end in "
            "{chance} of the scenarios we ran.",
        ),
        PlanVerdict.THIN: (
            f"Your plan needs work: {SUSTAINED}",
            "There is work to do: {goal} {terms} lasts to the end in {chance} of the scenarios we ran.",
        ),
        PlanVerdict.OFF: (
            f"Your plan does not reach your goal yet: {SUSTAINED}",
            "As it stands, your plan falls short: {goal} {terms} lasts in {chance} of the scenarios we ran.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        chance = case.figure(Family.PLAN, Measure.SUCCESS, style="whole")
        return self.statement(
            case.plan_verdict,
            PLAN_MOODS[case.plan_verdict],
            chance=chance_slot(chance),
            goal=case.figure(Family.PROFILE, Measure.INCOME_GOAL),
            terms=case.terms,
            decided_by=(chance.fact.id, "swing.lower_return.points"),
        )


class OnePoint(Claim):
    """What one point less return every year does to the chance of success. It follows OnTrack where that stands."""

    name = "one_point"
    section = Section.RETIREMENT
    weights: ClassVar = {"lowers": 84, "holds": 70}
    phrasings: ClassVar = {
        "lowers": (
            "One point less return every year would take that to {stressed}.",
            "If returns are one point lower every year, {stressed} of the scenarios last.",
        ),
        "holds": (
            "Even with one point less return every year, {stressed} of them last.",
            "With one point less return every year, {stressed} of them still last.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        lower = case.fact(Family.SWING, Measure.POINTS, "lower_return")
        success = case.fact(Family.PLAN, Measure.SUCCESS)
        if case.value(Family.PLAN, Measure.SUCCESS) <= HARDLY_ANY_PERCENT:
            raise CannotSay("small", "there is no chance to lose")
        stressed = success.model_copy(update={"value": case.stressed_success, "label": "Success with lower returns"})
        holds = case.plan_verdict == PlanVerdict.STRONG
        if not holds and Figure(stressed, "whole").text == Figure(success, "whole").text:
            raise CannotSay("small", "the chance hardly changes")
        return self.statement(
            "holds" if holds else "lowers",
            "good" if holds else "bad",
            stressed=chance_slot(Figure(stressed, "whole")),
            decided_by=(success.id, lower.id),
        )


KINDS: tuple[type[Claim], ...] = (
    OnTrack,
    OnePoint,
)
