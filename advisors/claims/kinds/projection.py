"""Claims about what the projection covers, what it shows, and what it leaves out."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, Section
from advisors.claims.kinds.retirement import require_spread
from advisors.claims.names import name_of
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    BARELY_GROWS_POINTS,
    COMPANY_DECIDES_PERCENT,
    COMPANY_LEFT_OUT_PERCENT,
    SLOWLY_GROWS_POINTS,
)
from advisors.retirement.scenarios.baseline import retirement_accounts
from portfolios.facts.families import Family, Measure


class When(Claim):
    """The ages of the plan: today, at retirement, and at its end."""

    name = "when"
    section = Section.RETIREMENT
    weights: ClassVar = {"plans": 92, "retired": 92, "assumed": 92, "assumed_age": 92}
    phrasings: ClassVar = {
        "plans": (
            "You are {age}, want to retire at {retirement}, and we plan to age {end}.",
            "You want to retire at {retirement}. You are {age} now, and we plan to age {end}.",
        ),
        "retired": (
            "You are {age} and retired, and we plan to age {end}.",
            "At {age} you are retired, and we plan to age {end}.",
        ),
        "assumed": (
            "You are {age} and have not told us when you want to retire. We assume {retirement} and plan to age {end}.",
            "We assume you retire at {retirement}, because you have not told us. You are {age}, and we plan to age "
            "{end}.",
        ),
        "assumed_age": (
            "You have not told us your age. We assume {age}, retirement at {retirement}, and a plan to age {end}.",
            "We do not know your age. We assume {age}, retirement at {retirement}, and a plan to age {end}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        age = case.figure(Family.PROFILE, Measure.AGE)
        retirement = case.figure(Family.PROFILE, Measure.RETIREMENT_AGE)
        end = case.figure(Family.PROFILE, Measure.PLAN_TO_AGE)
        if age.fact.kind == "assumption":
            return self.statement("assumed_age", "bad", age=age, retirement=retirement, end=end)
        if case.is_retired:
            return self.statement("retired", age=age, end=end, decided_by=(retirement.fact.id,))
        verdict = "assumed" if retirement.fact.kind == "assumption" else "plans"
        return self.statement(verdict, age=age, retirement=retirement, end=end)


class NoProjection(Claim):
    """Why there is no projection."""

    name = "no_projection"
    section = Section.RETIREMENT
    weights: ClassVar = {"blind": 96, "ages": 96, "nothing": 90, "unknown": 96}
    phrasings: ClassVar = {
        "blind": (
            "We show no projection, because at least half of your money is in holdings we know nothing about.",
            "A projection would be a guess, because we do not know what at least half of your money is in.",
        ),
        "ages": (
            "We show no projection, because your ages leave no year of retirement to plan for.",
            "Your ages leave no year of retirement to plan for, so we show no projection.",
        ),
        "nothing": (
            "We show no projection, because you have no money for retirement yet.",
            "There is nothing to project, because you have no money for retirement yet.",
        ),
        "unknown": (
            "We show no projection, because we do not know what your retirement money is in.",
            "Your retirement money is in holdings we know nothing about, so we show no projection.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        if case.has_projection:
            raise CannotSay("none", "there is a projection")
        unclassified = "data.unclassified"
        if case.is_blind:
            return self.statement("blind", "bad", decided_by=(unclassified,))
        if case.profile.retirement_years < 1:
            return self.statement("ages", "bad", decided_by=("profile.retirement_age", "profile.plan_to_age"))
        has_money = any(account.total > 0 for account in retirement_accounts(case.portfolio))
        return self.statement("unknown" if has_money else "nothing", "bad", decided_by=(unclassified,))


class GoalMultiple(Claim):
    """How many years of the goal a person owns. Said only where there is no projection."""

    name = "goal_multiple"
    section = Section.RETIREMENT
    weights: ClassVar = {"years": 66, "under_a_year": 50}
    phrasings: ClassVar = {
        "years": (
            "What you own today equals {years} of your goal of {goal}.",
            "Your goal is {goal}, and what you own today equals {years} of it.",
        ),
        "under_a_year": (
            "Your goal of {goal} is more than you own today.",
            "You own less today than one year of your goal of {goal}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        if case.has_projection:
            raise CannotSay("none", "the projection says more")
        years = case.figure(Family.PROFILE, Measure.GOAL_YEARS)
        goal = case.figure(Family.PROFILE, Measure.INCOME_GOAL)
        if years.value < 1:
            return self.statement("under_a_year", goal=goal, decided_by=(years.fact.id,))
        return self.statement("years", years=years, goal=goal)


class CompanyLeftOut(Claim):
    """That the projection treats one company like a market."""

    name = "company_left_out"
    section = Section.RETIREMENT
    weights: ClassVar = {"some": 62, "decides": 97}
    phrasings: ClassVar = {
        "some": (
            "The projection treats {company} like a broad stock market. One company swings far more, so the odds are "
            "less sure than they look.",
            "We project {company} as if it were a broad stock market. One company swings far more, so the odds are "
            "less sure than they look.",
        ),
        "decides": (
            "The projection treats {company} like a broad stock market, and {share} of your money is in it. One "
            "company swings far more, so do not rely on these odds.",
            "We project {company} as if it were a broad stock market, and it is {share} of your money. One company "
            "swings far more, so do not rely on these odds.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        shares = case.facts.members(Family.COMPANY, Measure.SHARE)
        if not shares:
            raise CannotSay("none", "no single company is held")
        share = case.figure(Family.COMPANY, Measure.SHARE, shares[0].of)
        company = name_of(case, Family.COMPANY, share.fact.of)
        if share.value < COMPANY_LEFT_OUT_PERCENT:
            raise CannotSay("small", f"{company.text} is too small to matter")
        if not self._is_projected(case, share.fact.of):
            raise CannotSay("none", f"{company.text} does not count for retirement, or nobody knows what it is")
        if share.value >= COMPANY_DECIDES_PERCENT:
            return self.statement("decides", "bad", company=company, share=share)
        return self.statement("some", "bad", company=company, decided_by=(share.fact.id,))

    @staticmethod
    def _is_projected(case: ClaimCase, member: str) -> bool:
        """Return whether the company is classified and in an account that counts for retirement."""
        return any(
            case.portfolio.fact_keys[worth.instrument.id] == member and worth.value and worth.instrument.asset_class
            for account in retirement_accounts(case.portfolio)
            for worth in account.positions
        )


class NotCounted(Claim):
    """What is set aside for other goals than retirement."""

    name = "not_counted"
    section = Section.RETIREMENT
    weights: ClassVar = {"is": 68}
    phrasings: ClassVar = {
        "is": (
            "{dollars} of your money is set aside for other goals and is not in this plan.",
            "This plan leaves out {dollars} of your money that is set aside for other goals.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        dollars = case.figure(Family.DATA, Measure.NOT_FOR_RETIREMENT)
        if dollars.value < 1:
            raise CannotSay("none", "everything counts for retirement")
        return self.statement("is", dollars=dollars)


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
        require_spread(case)
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
            "Half of the scenarios leave more than {median} at the end, and one in ten leaves less than {low}.",
            "At the end, half of the scenarios leave more than {median}. One in ten leaves less than {low}.",
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
        require_spread(case)
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
        growth = case.figure(Family.PLAN, Measure.GROWTH)
        inflation = case.figure(Family.PLAN, Measure.INFLATION)
        if growth.value <= inflation.value:
            return self.statement("shrinks", "bad", growth=growth, inflation=inflation)
        real = growth.value - inflation.value
        if real < BARELY_GROWS_POINTS:
            return self.statement("barely", "bad", growth=growth, inflation=inflation)
        return self.statement("slowly" if real < SLOWLY_GROWS_POINTS else "well", growth=growth, inflation=inflation)


KINDS: tuple[type[Claim], ...] = (
    When, NoProjection, GoalMultiple, CompanyLeftOut, NotCounted, AtRetirement, AtEnd, Scenarios, RealGrowth,
)  # fmt: skip
