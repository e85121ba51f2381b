"""Claims about what a retired person draws."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Mood, Name, Statement, join_parts
from advisors.claims.thresholds import NEAR_MONEY_YEARS, NEAR_RETIREMENT_YEARS
from portfolios.facts.families import Family, Measure


class Draw(Claim):
    """What a retired person draws from the portfolio a year."""

    name = "draw"
    section = Section.RETIREMENT
    weights: ClassVar = {
        "all": 62, "one_income": 72, "incomes": 72, "one_income_taxed": 72, "incomes_taxed": 72, "covered": 72,
    }  # fmt: skip
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
        "one_income_taxed": (
            "Of the {goal} you spend, {names} pays {income}. With taxes and premiums, you draw {draw} from your money.",
            "You draw {draw} from your money: {names} pays {income} of the {goal} you spend, and taxes and premiums "
            "come on top.",
        ),
        "incomes_taxed": (
            "Of the {goal} you spend, {names} pay {income}. With taxes and premiums, you draw {draw} from your money.",
            "You draw {draw} from your money: {names} pay {income} of the {goal} you spend, and taxes and premiums "
            "come on top.",
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
        if draw.value - (goal.value - income.value) >= 1:
            verdict = f"{verdict}_taxed"
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


KINDS: tuple[type[Claim], ...] = (
    Draw,
    NearMoney,
    SafeYears,
)
