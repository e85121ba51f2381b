"""Claims about what closes the gap, and what failing means."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    MIN_INCOME_USD,
    MOST_FAIL_PERCENT,
    plausible_saving,
)
from portfolios.facts.families import Family, Measure


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
        needed = case.figure(Family.PLAN, Measure.REQUIRED_SAVING)
        now = case.figure(Family.PROFILE, Measure.ANNUAL_CONTRIBUTION, style="amount")
        extra = case.value(Family.PLAN, Measure.EXTRA_SAVING)
        if now.fact.kind == "assumption":
            raise CannotSay("assumed_target", "nobody has confirmed what this person saves")
        if needed.value < 1:
            return self.statement("none_needed", "good", decided_by=(needed.fact.id,))
        if not extra:
            return self.statement("enough", "good", now=now, decided_by=(needed.fact.id,))
        if extra < case.near_amount(MIN_INCOME_USD):
            raise CannotSay("small", "what is missing is too little to speak of")
        if needed.value > plausible_saving(now.value, case.value(Family.PROFILE, Measure.INCOME_GOAL)):
            raise CannotSay("implausible", "nobody could save that much")
        month = case.figure(Family.PLAN, Measure.EXTRA_SAVING_MONTH)
        if not now.value:
            return self.statement("start", "bad", needed=needed, month=month, decided_by=(now.fact.id,))
        return self.statement("more", "bad", needed=needed, now=now, month=month)


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


KINDS: tuple[type[Claim], ...] = (
    SavingNeeded,
    IfItFails,
)
