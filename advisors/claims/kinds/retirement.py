"""Claims about the retirement plan."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, Section
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Mood, Name, Slot, Statement
from advisors.claims.thresholds import (
    COMPANY_DECIDES_PERCENT,
    HARDLY_ANY_PERCENT,
    LATEST_RETIREMENT_AGE,
    LEVEL_INCOME_USD,
    MIN_INCOME_USD,
    MOST_FAIL_PERCENT,
    NEARLY_ALL_PERCENT,
    PlanVerdict,
    plausible_saving,
)
from portfolios.facts.families import Family, Measure

SUSTAINED = "spending {goal} before taxes lasts to the end in {chance} of the scenarios we ran."
PLAN_MOODS: dict[PlanVerdict, Mood] = {
    PlanVerdict.STRONG: "good",
    PlanVerdict.SOUND: "good",
    PlanVerdict.FRAGILE: "neutral",
    PlanVerdict.LIKELY: "bad",
    PlanVerdict.THIN: "bad",
    PlanVerdict.OFF: "bad",
}


def require_spread(case: ClaimCase) -> None:
    """Raise CannotSay if one company decides so much that market swings say too little about this person."""
    companies = case.facts.members(Family.COMPANY, Measure.SHARE)
    if any(share.value is not None and share.value >= COMPANY_DECIDES_PERCENT for share in companies):
        raise CannotSay("implausible", "one company decides the outcome, and the projection lacks its swings")


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
            "Your plan is strong. In {chance} of the scenarios we ran, {goal} before taxes lasts to the end.",
        ),
        PlanVerdict.SOUND: (
            f"Your plan looks sound: {SUSTAINED}",
            "So far your plan holds up. In {chance} of the scenarios we ran, {goal} before taxes lasts to the end.",
        ),
        PlanVerdict.FRAGILE: (
            f"Your plan works on our assumptions, with little to spare: {SUSTAINED}",
            "On our assumptions your plan only just works: {goal} before taxes lasts in {chance} of the scenarios.",
        ),
        PlanVerdict.LIKELY: (
            f"Your plan needs a margin: {SUSTAINED}",
            "More often than not your plan works, but it needs a margin: {goal} before taxes lasts to the end in "
            "{chance} of the scenarios we ran.",
        ),
        PlanVerdict.THIN: (
            f"Your plan needs work: {SUSTAINED}",
            "There is work to do: {goal} before taxes lasts to the end in {chance} of the scenarios we ran.",
        ),
        PlanVerdict.OFF: (
            f"Your plan does not reach your goal yet: {SUSTAINED}",
            "As it stands, your plan falls short: {goal} before taxes lasts in {chance} of the scenarios we ran.",
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
            "It would still be {stressed} with one point less return every year.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        require_spread(case)
        lower = case.fact(Family.SWING, Measure.POINTS, "lower_return")
        success = case.fact(Family.PLAN, Measure.SUCCESS)
        if case.value(Family.PLAN, Measure.SUCCESS) <= HARDLY_ANY_PERCENT:
            raise CannotSay("small", "there is no chance to lose")
        stressed = success.model_copy(update={"value": case.stressed_success, "label": "Success with lower returns"})
        holds = case.plan_verdict == PlanVerdict.STRONG
        return self.statement(
            "holds" if holds else "lowers",
            "good" if holds else "bad",
            stressed=chance_slot(Figure(stressed, "whole")),
            decided_by=(success.id, lower.id),
        )


class GoalGap(Claim):
    """What can be spent with 90% confidence, against the goal."""

    name = "goal_gap"
    section = Section.RETIREMENT
    weights: ClassVar = {"short": 82, "room": 72}
    phrasings: ClassVar = {
        "short": (
            "With 90% confidence you can spend about {sustained} before taxes, about {gap} short of your goal.",
            "You can spend about {sustained} before taxes with 90% confidence. Your goal is about {gap} above that.",
        ),
        "room": (
            "With 90% confidence you can spend about {sustained} before taxes, about {gap} more than your goal.",
            "You can spend about {sustained} before taxes with 90% confidence, about {gap} more than your goal.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        require_spread(case)
        gap = case.figure(Family.PLAN, Measure.GAP, style="amount")
        room = case.figure(Family.PLAN, Measure.ROOM, style="amount")
        if max(gap.value, room.value) <= LEVEL_INCOME_USD:
            raise CannotSay("small", "the goal is what the plan sustains")
        sustained = case.figure(Family.PLAN, Measure.SUSTAINED_90)
        if gap.value > room.value:
            return self.statement("short", "bad", sustained=sustained, gap=gap)
        return self.statement("room", "good", sustained=sustained, gap=room)


SUSTAINED_MEASURES = {"80": Measure.SUSTAINED_80, "90": Measure.SUSTAINED_90, "95": Measure.SUSTAINED_95}


class Sustained(Claim):
    """What can be spent with 80, 90 or 95% confidence."""

    name = "sustained"
    section = Section.RETIREMENT
    weights: ClassVar = {"80": 25, "90": 40, "95": 25, "90_without_goal": 85}
    phrasings: ClassVar = {
        "80": (
            "With 80% confidence you can spend about {spending} before taxes, in today's dollars.",
            "You can spend about {spending} before taxes, in today's dollars, with 80% confidence.",
        ),
        "90": (
            "With 90% confidence you can spend about {spending} before taxes, in today's dollars.",
            "You can spend about {spending} before taxes, in today's dollars, with 90% confidence.",
        ),
        "95": (
            "With 95% confidence you can spend about {spending} before taxes, in today's dollars.",
            "You can spend about {spending} before taxes, in today's dollars, with 95% confidence.",
        ),
        "90_without_goal": (
            "With 90% confidence your money lasts if you spend about {spending} before taxes, in today's dollars.",
            "You have set no goal. Spending about {spending} before taxes lasts to the end with 90% confidence.",
        ),
    }
    level: Literal["80", "90", "95"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Sustained"]:
        yield from (cls(level="80"), cls(level="90"), cls(level="95"))

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        require_spread(case)
        levels = [case.value(Family.PLAN, measure) for measure in SUSTAINED_MEASURES.values()]
        if max(levels) - min(levels) <= LEVEL_INCOME_USD:
            raise CannotSay("no_spread", "all scenarios end alike")
        verdict = "90_without_goal" if self.level == "90" and not case.has_goal else self.level
        return self.statement(verdict, spending=case.figure(Family.PLAN, SUSTAINED_MEASURES[self.level]))


class Earliest(Claim):
    """The earliest retirement that reaches 90% confidence."""

    name = "earliest"
    section = Section.RETIREMENT
    weights: ClassVar = {"later": 62, "earlier": 58, "as_planned": 40}
    phrasings: ClassVar = {
        "later": (
            "You reach 90% confidence by retiring at {earliest} instead of {planned}.",
            "Retiring at {earliest} instead of {planned} would bring your goal to 90% confidence.",
        ),
        "earlier": (
            "You could retire at {earliest} with 90% confidence, before the {planned} in this plan.",
            "Retiring at {earliest} would still leave you 90% confidence, and this plan says {planned}.",
        ),
        "as_planned": (
            "Retiring at {planned} gives you 90% confidence, and no age before that does.",
            "No age before {planned} gives you 90% confidence, so your plan is as early as it can be.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        require_spread(case)
        earliest = case.figure(Family.PLAN, Measure.EARLIEST_AGE)
        planned = case.figure(Family.PROFILE, Measure.RETIREMENT_AGE)
        if earliest.value == planned.value:
            return self.statement("as_planned", planned=planned, decided_by=(earliest.fact.id,))
        if earliest.value < planned.value:
            return self.statement("earlier", "good", earliest=earliest, planned=planned)
        if earliest.value > LATEST_RETIREMENT_AGE:
            raise CannotSay("implausible", "nobody can plan to retire that late")
        return self.statement("later", "bad", earliest=earliest, planned=planned)


class SavingNeeded(Claim):
    """What to save a year for 90% confidence."""

    name = "saving_needed"
    section = Section.RETIREMENT
    weights: ClassVar = {"more": 64, "start": 64, "enough": 35, "none_needed": 45}
    phrasings: ClassVar = {
        "more": (
            "Saving about {needed} instead of {now} would bring your goal to 90% confidence. That is about {month} a "
            "month more.",
            "About {month} a month more in saving would bring your goal to 90% confidence. That makes {needed} instead "
            "of {now}.",
        ),
        "start": (
            "Saving about {needed} would bring your goal to 90% confidence, which is about {month} a month.",
            "About {month} a month of saving would bring your goal to 90% confidence. That adds up to {needed}.",
        ),
        "enough": (
            "What you save now, {now} a year, is enough to reach your goal with 90% confidence.",
            "Saving {now} a year as you do now is enough to reach your goal with 90% confidence.",
        ),
        "none_needed": (
            "Your goal has 90% confidence even if you never save another dollar.",
            "Even without any new saving, you reach your goal with 90% confidence.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        require_spread(case)
        needed = case.figure(Family.PLAN, Measure.REQUIRED_SAVING)
        now = case.figure(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION, style="amount")
        extra = case.value(Family.PLAN, Measure.EXTRA_SAVING)
        if now.fact.kind == "assumption":
            raise CannotSay("assumed_target", "nobody has confirmed what this person saves")
        if needed.value < 1:
            return self.statement("none_needed", "good", decided_by=(needed.fact.id,))
        if not extra:
            return self.statement("enough", "good", now=now, decided_by=(needed.fact.id,))
        self._require_plausible(case, needed.value, now.value, extra)
        month = case.figure(Family.PLAN, Measure.EXTRA_SAVING_MONTH)
        if not now.value:
            return self.statement("start", "bad", needed=needed, month=month, decided_by=(now.fact.id,))
        return self.statement("more", "bad", needed=needed, now=now, month=month)

    @staticmethod
    def _require_plausible(case: ClaimCase, needed: Decimal, now: Decimal, extra: Decimal) -> None:
        if extra < MIN_INCOME_USD:
            raise CannotSay("small", "what is missing is too little to speak of")
        if needed > plausible_saving(now, case.value(Family.PROFILE, Measure.INCOME_GOAL)):
            raise CannotSay("implausible", "nobody could save that much")


class IfItFails(Claim):
    """How early the money runs out in the scenarios that fail."""

    name = "if_it_fails"
    section = Section.RETIREMENT
    weights: ClassVar = {"some": 34, "most": 52}
    phrasings: ClassVar = {
        "some": (
            "If it fails, your money typically runs out {years} early.",
            "In the scenarios that fail, your money typically runs out {years} early.",
        ),
        "most": (
            "Most scenarios fail, and in those your money typically runs out {years} early.",
            "Your money typically runs out {years} early in the scenarios that fail, and most of them do.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        years = case.figure(Family.PLAN, Measure.YEARS_SHORT, style="whole")
        success = case.fact(Family.PLAN, Measure.SUCCESS)
        most = case.value(Family.PLAN, Measure.SUCCESS) < MOST_FAIL_PERCENT
        return self.statement("most" if most else "some", "bad", years=years, decided_by=(success.id,))


KINDS: tuple[type[Claim], ...] = (OnTrack, OnePoint, GoalGap, Sustained, Earliest, SavingNeeded, IfItFails)
