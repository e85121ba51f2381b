"""Claims about money that is safe in the next years: cash and short Treasuries, and all bonds and cash."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Mood, Statement
from advisors.claims.thresholds import NEAR_MONEY_YEARS, NEAR_RETIREMENT_YEARS
from portfolios.facts.families import Family, Measure


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
    weights: ClassVar = {"gross": 44, "both": 44, "taxed": 44}
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
        "taxed": (
            "Your bonds and cash would cover {gross} of all your spending, or {net} with taxes and premiums on top.",
            "Bonds and cash would pay for {gross} of all your spending. With taxes and premiums they pay for {net}.",
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
        return self.statement("both" if Figure(net).value > gross.value else "taxed", gross=gross, net=Figure(net))


KINDS: tuple[type[Claim], ...] = (
    NearMoney,
    SafeYears,
)
