"""Claims about the goal against what the plan sustains."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    LATEST_RETIREMENT_AGE,
    LEVEL_INCOME_USD,
    MANY_YEARS,
    SOUND_VERDICTS,
)
from portfolios.facts.families import Family, Measure


class GoalGap(Claim):
    """What can be spent with 90% confidence, against the goal."""

    name = "goal_gap"
    section = Section.RETIREMENT
    weights: ClassVar = {"short": 82, "room": 72}
    phrasings: ClassVar = {
        "short": (
            "With 90% confidence you can spend about {sustained} {terms}, about {gap} short of your goal.",
            "You can spend about {sustained} {terms} with 90% confidence. Your goal is about {gap} above that.",
        ),
        "room": (
            "With 90% confidence you can spend about {sustained} {terms}, about {gap} more than your goal.",
            "You can spend about {sustained} {terms} with 90% confidence, about {gap} more than your goal.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        gap = case.figure(Family.PLAN, Measure.GAP, style="amount")
        room = case.figure(Family.PLAN, Measure.ROOM, style="amount")
        if max(gap.value, room.value) <= case.near_amount(LEVEL_INCOME_USD):
            raise CannotSay("small", "the goal is what the plan sustains")
        sustained = case.figure(Family.PLAN, Measure.SUSTAINED_90)
        if gap.value > room.value:
            return self.statement("short", "bad", sustained=sustained, gap=gap, terms=case.terms)
        return self.statement("room", "good", sustained=sustained, gap=room, terms=case.terms)


class TimeLeft(Claim):
    """That many years are left to close a gap, where the plan is not sound yet."""

    name = "time_left"
    section = Section.RETIREMENT
    weights: ClassVar = {"many": 56}
    phrasings: ClassVar = {
        "many": (
            "You have {years} to close the gap before you retire.",
            "Before you retire, you have {years} to close the gap.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        years = case.figure(Family.PROFILE, Measure.YEARS_TO_RETIREMENT, style="whole")
        gap = case.fact(Family.PLAN, Measure.GAP)
        if years.value < MANY_YEARS:
            raise CannotSay("small", "retirement is near")
        if case.plan_verdict in SOUND_VERDICTS or case.value(Family.PLAN, Measure.GAP) <= case.near_amount(
            LEVEL_INCOME_USD
        ):
            raise CannotSay("none", "there is no gap to worry about")
        return self.statement("many", "good", years=years, decided_by=(gap.id,))


SUSTAINED_MEASURES = {"80": Measure.SUSTAINED_80, "90": Measure.SUSTAINED_90, "95": Measure.SUSTAINED_95}


class Sustained(Claim):
    """What can be spent with 80, 90 or 95% confidence."""

    name = "sustained"
    section = Section.RETIREMENT
    weights: ClassVar = {"80": 25, "90": 40, "95": 25, "90_without_goal": 85}
    phrasings: ClassVar = {
        "80": (
            "With 80% confidence you can spend about {spending} {terms}, in today's dollars.",
            "You can spend about {spending} {terms}, in today's dollars, with 80% confidence.",
        ),
        "90": (
            "With 90% confidence you can spend about {spending} {terms}, in today's dollars.",
            "You can spend about {spending} {terms}, in today's dollars, with 90% confidence.",
        ),
        "95": (
            "With 95% confidence you can spend about {spending} {terms}, in today's dollars.",
            "You can spend about {spending} {terms}, in today's dollars, with 95% confidence.",
        ),
        "90_without_goal": (
            "With 90% confidence your money lasts if you spend about {spending} {terms}, in today's dollars.",
            "You have set no goal. Spending about {spending} {terms} lasts to the end with 90% confidence.",
        ),
    }
    level: Literal["80", "90", "95"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Sustained"]:
        yield from (cls(level="80"), cls(level="90"), cls(level="95"))

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        levels = [case.value(Family.PLAN, measure) for measure in SUSTAINED_MEASURES.values()]
        if max(levels) - min(levels) <= case.near_amount(LEVEL_INCOME_USD):
            raise CannotSay("no_spread", "all scenarios end alike")
        verdict = "90_without_goal" if self.level == "90" and not case.has_goal else self.level
        spending = case.figure(Family.PLAN, SUSTAINED_MEASURES[self.level])
        return self.statement(verdict, spending=spending, terms=case.terms)


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
        earliest = case.figure(Family.PLAN, Measure.EARLIEST_AGE)
        planned = case.figure(Family.PROFILE, Measure.RETIREMENT_AGE)
        if earliest.value == planned.value:
            return self.statement("as_planned", planned=planned, decided_by=(earliest.fact.id,))
        if earliest.value < planned.value:
            return self.statement("earlier", "good", earliest=earliest, planned=planned)
        if earliest.value > LATEST_RETIREMENT_AGE:
            raise CannotSay("implausible", "nobody can plan to retire that late")
        return self.statement("later", "bad", earliest=earliest, planned=planned)


KINDS: tuple[type[Claim], ...] = (
    GoalGap,
    TimeLeft,
    Sustained,
    Earliest,
)
