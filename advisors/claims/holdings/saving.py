"""Claims about saving beside what is owned."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import ALL_PERCENT, HALF_PERCENT, SAVING_LEADS_PERCENT
from portfolios.facts.families import Family, Measure


class SavingWeight(Claim):
    """That saving matters more than markets, because it is large beside what is owned."""

    name = "saving_weight"
    section = Section.OWN
    weights: ClassVar = {"over_all": 66, "over_half": 64, "over_quarter": 60}
    phrasings: ClassVar = {
        verdict: (
            f"You save {{saving}}, {words} what you own today. For now, what you save matters more than markets do.",
            f"Your saving of {{saving}} is {words} what you own, so for now it matters more than markets do.",
        )
        for verdict, words in (
            ("over_all", "at least as much as"),
            ("over_half", "more than half of"),
            ("over_quarter", "at least a quarter of"),
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        share = case.fact(Family.PROFILE, Measure.SAVING_SHARE)
        if "annual_contribution" in case.profile.assumed:
            raise CannotSay("assumed_target", "nobody has confirmed what this person saves")
        percent = case.value(Family.PROFILE, Measure.SAVING_SHARE)
        if percent < SAVING_LEADS_PERCENT:
            raise CannotSay("small", "saving is small beside what is owned")
        over_half = "over_half" if percent > HALF_PERCENT else "over_quarter"
        return self.statement(
            "over_all" if percent >= ALL_PERCENT else over_half,
            saving=case.figure(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION),
            decided_by=(share.id,),
        )


class SavingTotal(Claim):
    """How much new money goes in until retirement."""

    name = "saving_total"
    section = Section.OWN
    weights: ClassVar = {"adds": 35}
    phrasings: ClassVar = {
        "adds": (
            "From now to age {age} you will put in {total} of your own money, before any growth.",
            "Your saving until {age} adds up to {total}, before any growth.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        total = case.figure(Family.PROFILE, Measure.SAVING_TOTAL)
        fields = {"annual_contribution", "years_until_retirement", "birth_year"}
        if not fields.isdisjoint(case.profile.assumed):
            raise CannotSay("assumed_target", "nobody has confirmed the saving or the year of retirement")
        return self.statement("adds", total=total, age=case.figure(Family.PROFILE, Measure.RETIREMENT_AGE))


KINDS: tuple[type[Claim], ...] = (
    SavingWeight,
    SavingTotal,
)
