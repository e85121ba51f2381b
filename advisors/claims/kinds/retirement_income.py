"""Claims about income beside the portfolio, and about the money that pays for the next years."""

from collections.abc import Iterator
from typing import Any, ClassVar

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section, require_member
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Mood, Name, Statement, join_parts
from advisors.claims.thresholds import LAST_SOCIAL_SECURITY_AGE, NEAR_MONEY_YEARS, NEAR_RETIREMENT_YEARS
from portfolios.facts.families import Family, Measure

SOCIAL_SECURITY = "social security"


class IncomeStream(Claim):
    """One income beside the portfolio, and when it is paid."""

    name = "income"
    section = Section.RETIREMENT
    weights: ClassVar = dict.fromkeys(("starts", "starts_and_ends", "runs", "runs_and_ends"), 58)
    phrasings: ClassVar = {
        "starts": (
            "From {start} we count {amount} of {name}.",
            "We count {amount} of {name} from age {start}.",
        ),
        "starts_and_ends": (
            "From {start} to {end} we count {amount} of {name}.",
            "We count {amount} of {name} from age {start} to age {end}.",
        ),
        "runs": (
            "You receive {amount} of {name}, and your plan counts it.",
            "Your plan counts the {amount} of {name} that you receive.",
        ),
        "runs_and_ends": (
            "You receive {amount} of {name}, and your plan counts it to age {end}.",
            "Your plan counts the {amount} of {name} that you receive, to age {end}.",
        ),
    }
    stream: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["IncomeStream"]:
        for member in members(case.facts.members(Family.INCOME, Measure.AMOUNT)):
            yield cls(stream=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.stream, members(case.facts.members(Family.INCOME, Measure.AMOUNT)), "income")
        case.require_projection()
        amount = case.figure(Family.INCOME, Measure.AMOUNT, self.stream)
        start = case.figure(Family.INCOME, Measure.START_AGE, self.stream)
        ends = case.facts.one(Family.INCOME, Measure.END_AGE, self.stream)
        age = case.value(Family.PROFILE, Measure.AGE)
        if start.value >= case.profile.plan_to_age or (ends and ends.value is not None and ends.value < age):
            raise CannotSay("none", "it is not paid in the years of this plan")
        verdict = "runs" if start.value <= age else "starts"
        slots: dict[str, Any] = {"amount": amount, "name": Name(amount.fact.subject[0])}
        if verdict == "starts":
            slots["start"] = start
        if ends is not None:
            slots["end"] = Figure(ends)
        return self.statement(f"{verdict}_and_ends" if ends else verdict, decided_by=(start.fact.id,), **slots)


class IncomeMissing(Claim):
    """That no Social Security is recorded."""

    name = "income_missing"
    section = Section.RETIREMENT
    weights: ClassVar = {"missing": 68}
    phrasings: ClassVar = {
        "missing": (
            "You have recorded no Social Security, so we count none.",
            "We count no Social Security, because you have recorded none. Enter your estimate to see the difference.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        if any(SOCIAL_SECURITY in stream.name.casefold() for stream in case.profile.income):
            raise CannotSay("none", "Social Security is recorded")
        if case.profile.age >= LAST_SOCIAL_SECURITY_AGE:
            raise CannotSay("none", "at that age it would have begun")
        return self.statement("missing", "bad", decided_by=("profile.age",))


class Draw(Claim):
    """What a retired person draws from the portfolio a year."""

    name = "draw"
    section = Section.RETIREMENT
    weights: ClassVar = {"all": 62, "one_income": 72, "incomes": 72, "covered": 72}
    phrasings: ClassVar = {
        "all": (
            "You draw all of the {goal} you spend from your money.",
            "Your money pays for all of the {goal} you spend.",
        ),
        "one_income": (
            "Of the {goal} you spend, {names} pays {income}, so you draw {draw} from your money.",
            "You draw {draw} from your money, because {names} pays {income} of the {goal} you spend.",
        ),
        "incomes": (
            "Of the {goal} you spend, {names} pay {income}, so you draw {draw} from your money.",
            "You draw {draw} from your money, because {names} pay {income} of the {goal} you spend.",
        ),
        "covered": (
            "Your other income of {income} covers the {goal} you spend, so you draw nothing from your money.",
            "You draw nothing from your money, because your other income of {income} covers the {goal} you spend.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        if not case.is_retired:
            raise CannotSay("none", "this person is not retired")
        goal = case.figure(Family.PROFILE, Measure.INCOME_GOAL)
        income = case.figure(Family.PLAN, Measure.OTHER_INCOME, style="amount")
        draw = case.figure(Family.PLAN, Measure.DRAW, style="amount")
        if not income.value:
            return self.statement("all", goal=goal, decided_by=(draw.fact.id,))
        if not draw.value:
            return self.statement("covered", "good", goal=goal, income=income, decided_by=(draw.fact.id,))
        age = case.profile.age
        paid = [s for s in case.profile.income if s.start_age <= age and (s.end_age is None or s.end_age >= age)]
        names = join_parts([(Name(stream.name),) for stream in paid])
        verdict = "one_income" if len(paid) == 1 else "incomes"
        return self.statement(verdict, goal=goal, income=income, draw=draw, names=names)


class NearMoney(Claim):
    """How long cash and short Treasuries pay for a retired person."""

    name = "near_money"
    section = Section.RETIREMENT
    weights: ClassVar = {"covered": 60, "thin": 76, "covered_alone": 60, "thin_alone": 76, "none": 78}
    phrasings: ClassVar = {
        "covered": (
            "Cash and short Treasuries cover {gross} of all your spending, which is {net} of what you draw.",
            "Your cash and short Treasuries pay for {gross} of all your spending, or {net} of what you draw.",
        ),
        "thin": (
            "Cash and short Treasuries cover only {gross} of all your spending, which is {net} of what you draw.",
            "Your cash and short Treasuries pay for only {gross} of all your spending, or {net} of what you draw.",
        ),
        "covered_alone": (
            "Cash and short Treasuries cover {gross} of your spending.",
            "Your cash and short Treasuries pay for {gross} of your spending.",
        ),
        "thin_alone": (
            "Cash and short Treasuries cover only {gross} of your spending.",
            "Your cash and short Treasuries pay for only {gross} of your spending.",
        ),
        "none": (
            "You hold next to no cash and short Treasuries to pay for the next years.",
            "Next to nothing of your money is in cash and short Treasuries to pay for the next years.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        if not case.is_retired:
            raise CannotSay("none", "this person is not retired")
        gross = case.figure(Family.PLAN, Measure.NEAR_YEARS_GROSS)
        net = case.figure(Family.PLAN, Measure.NEAR_YEARS_NET)
        if not gross.value:
            return self.statement("none", "bad", decided_by=(gross.fact.id,))
        verdict = "covered" if net.value >= NEAR_MONEY_YEARS else "thin"
        mood: Mood = "good" if verdict == "covered" else "bad"
        if gross.value == net.value:
            return self.statement(f"{verdict}_alone", mood, gross=gross, decided_by=(net.fact.id,))
        return self.statement(verdict, mood, gross=gross, net=net)


class SafeYears(Claim):
    """How many years of spending bonds and cash would pay for."""

    name = "safe_years"
    section = Section.RETIREMENT
    weights: ClassVar = {"gross": 44, "both": 44}
    phrasings: ClassVar = {
        "gross": (
            "Your bonds and cash would cover {gross} of all your spending.",
            "Bonds and cash would pay for {gross} of all your spending.",
        ),
        "both": (
            "Your bonds and cash would cover {gross} of all your spending. After other income, they cover {net} of "
            "what you draw.",
            "Bonds and cash would pay for {gross} of all your spending, or {net} of what you draw after other income.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_goal()
        if case.profile.years_until_retirement > NEAR_RETIREMENT_YEARS:
            raise CannotSay("none", "retirement is too far away")
        gross = case.figure(Family.PLAN, Measure.SAFE_YEARS_GROSS)
        net = case.facts.one(Family.PLAN, Measure.SAFE_YEARS_NET)
        if net is None or net.value == gross.value:
            return self.statement("gross", gross=gross)
        return self.statement("both", gross=gross, net=Figure(net))


KINDS: tuple[type[Claim], ...] = (IncomeStream, IncomeMissing, Draw, NearMoney, SafeYears)
