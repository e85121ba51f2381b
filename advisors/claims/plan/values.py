"""Claims about values at retirement and at the end."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    BARELY_GROWS_POINTS,
    SLOWLY_GROWS_POINTS,
)
from portfolios.facts.families import Family, Measure


class AtRetirement(Claim):
    """What the money may be worth at retirement."""

    name = "at_retirement"
    section = Section.RETIREMENT
    weights: ClassVar = {"is": 42}
    phrasings: ClassVar = {
        "is": (
            "Half of the scenarios give you more than {median} at retirement, in today's dollars, and one in ten gives "
            "less than {low}.",
            "In today's dollars, half of the scenarios give you more than {median} at retirement. One in ten gives "
            "less than {low}.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        if case.is_retired:
            raise CannotSay("retired", "this person is retired")
        median = case.figure(Family.PLAN, Measure.AT_RETIREMENT_MEDIAN)
        low = case.figure(Family.PLAN, Measure.AT_RETIREMENT_LOW)
        if low.value >= median.value:
            raise CannotSay("no_spread", "all scenarios are alike")
        return self.statement("is", median=median, low=low)


class AtEnd(Claim):
    """What the scenarios leave at the end of the plan."""

    name = "at_end"
    section = Section.RETIREMENT
    weights: ClassVar = {"leaves": 32, "one_in_ten_empty": 32, "half_empty": 38}
    phrasings: ClassVar = {
        "leaves": (
            "If you spend your goal, half of the scenarios leave more than {median} at the end, and one in ten leaves "
            "less than {low}.",
            "Half of the scenarios leave more than {median} at the end if you spend your goal. One in ten leaves less "
            "than {low}.",
        ),
        "one_in_ten_empty": (
            "Half of the scenarios leave more than {median} at the end, but at least one in ten leaves nothing.",
            "At the end, half of the scenarios leave more than {median}. At least one in ten leaves nothing.",
        ),
        "half_empty": (
            "At least half of the scenarios leave nothing at the end.",
            "Nothing is left at the end of at least half of the scenarios.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        median = case.figure(Family.PLAN, Measure.AT_END_MEDIAN)
        low = case.figure(Family.PLAN, Measure.AT_END_LOW)
        if median.value < 1:
            return self.statement("half_empty", "bad", decided_by=(median.fact.id,))
        if low.value < 1:
            return self.statement("one_in_ten_empty", median=median, decided_by=(low.fact.id,))
        return self.statement("leaves", "good", median=median, low=low)


class Scenarios(Claim):
    """How many scenarios the projection has."""

    name = "scenarios"
    section = Section.RETIREMENT
    weights: ClassVar = {"is": 12}
    phrasings: ClassVar = {
        "is": ("We ran {paths} scenarios of your plan.", "Each chance comes from {paths} scenarios of your plan.")
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        return self.statement("is", paths=case.figure(Family.PLAN, Measure.PATHS))


class RealGrowth(Claim):
    """How the assumed growth compares with inflation."""

    name = "real_growth"
    section = Section.RETIREMENT
    weights: ClassVar = {"shrinks": 66, "barely": 62, "slowly": 20, "well": 14}
    phrasings: ClassVar = {
        "shrinks": (
            "Your money loses buying power, because we assume {growth} a year while prices rise {inflation}.",
            "We assume {growth} a year while prices rise {inflation}, so your money loses buying power.",
        ),
        "barely": (
            "Your money barely grows, because we assume {growth} a year while prices rise {inflation}.",
            "We assume {growth} a year while prices rise {inflation}, so your money barely grows.",
        ),
        "slowly": (
            "Your money grows slowly after inflation, because we assume {growth} a year while prices rise {inflation}.",
            "We assume {growth} a year while prices rise {inflation}, so your money grows slowly after inflation.",
        ),
        "well": (
            "Your money outgrows inflation, because we assume {growth} a year while prices rise {inflation}.",
            "We assume {growth} a year while prices rise {inflation}, so your money outgrows inflation.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        if case.has_dominant_company:
            raise CannotSay("implausible", "one company makes the growth, and nobody can foresee that")
        growth = case.figure(Family.PLAN, Measure.GROWTH)
        inflation = case.figure(Family.PLAN, Measure.INFLATION)
        if growth.value <= inflation.value:
            return self.statement("shrinks", "bad", growth=growth, inflation=inflation)
        real = growth.value - inflation.value
        if real < BARELY_GROWS_POINTS:
            return self.statement("barely", "bad", growth=growth, inflation=inflation)
        return self.statement("slowly" if real < SLOWLY_GROWS_POINTS else "well", growth=growth, inflation=inflation)


KINDS: tuple[type[Claim], ...] = (
    AtRetirement,
    AtEnd,
    Scenarios,
    RealGrowth,
)
