"""Claims about the frame of the plan."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import UNMODELLED_PERCENT
from advisors.retirement.from_snapshot.plan import retirement_accounts
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
    weights: ClassVar = {"blind": 96, "unmodelled": 96, "ages": 96, "nothing": 90, "unknown": 96}
    phrasings: ClassVar = {
        "blind": (
            "We cannot say yet whether you are on track, because we do not know what at least half of your money is "
            "in.",
            "A projection would be a guess, because we do not know what at least half of your money is in.",
        ),
        "unmodelled": (
            "We show no projection, because most of your money is in coins.",
            "Most of your money is in coins, so we show no projection.",
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
            coins = case.facts.one(Family.COINS, Measure.SHARE)
            if coins and coins.value is not None and coins.value >= UNMODELLED_PERCENT:
                return self.statement("unmodelled", "bad", decided_by=(unclassified, coins.id))
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


KINDS: tuple[type[Claim], ...] = (
    When,
    NoProjection,
    GoalMultiple,
)
