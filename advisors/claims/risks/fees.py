"""Claims about what the funds cost."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.printing import Figure
from advisors.claims.risks.risk import require_modelled
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Mood, Statement
from advisors.claims.thresholds import (
    ALL_COSTS_KNOWN_PERCENT,
    HIGH_COST_PERCENT,
    LOW_COST_PERCENT,
    MIN_COSTS_KNOWN_PERCENT,
    MIN_DRAG_PERCENT,
    VERY_LOW_COST_PERCENT,
)
from portfolios.facts.families import Family, Measure

KNOWN_COSTS = "We know the costs of {known} of your money."


def known_costs(case: ClaimCase) -> Figure:
    """Return the share of the money whose costs are known. Raises CannotSay if it is less than half."""
    known = case.figure(Family.FEES, Measure.KNOWN_SHARE)
    if known.value < MIN_COSTS_KNOWN_PERCENT:
        raise CannotSay("blurred", "the costs of less than half of the money are known")
    return known


class Fees(Claim):
    """What the funds cost a year."""

    name = "fees"
    section = Section.COSTS
    weights: ClassVar = {"none": 15, "very_low": 25, "low": 30, "average": 42, "high": 68}
    phrasings: ClassVar = {
        "none": ("You pay no yearly fund fees.", "Nothing you own charges a yearly fund fee."),
        "very_low": (
            "Your funds cost you {yearly} ({ratio}). That is very low.",
            "You pay {yearly} in fund fees, or {ratio}. That is very low.",
        ),
        "low": (
            "Your funds cost you {yearly} ({ratio}). That is low for funds.",
            "You pay {yearly} in fund fees, or {ratio}. That is low for funds.",
        ),
        "average": (
            "Your funds cost you {yearly} ({ratio}). That is about average.",
            "You pay {yearly} in fund fees, or {ratio}. That is about average.",
        ),
        "high": (
            "Your funds cost you {yearly} ({ratio}). That is high for funds.",
            "You pay {yearly} in fund fees, or {ratio}. That is high for funds.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        yearly = case.figure(Family.FEES, Measure.YEARLY)
        ratio = case.figure(Family.FEES, Measure.RATIO)
        known = known_costs(case)
        if not case.portfolio.valuation.total:
            raise CannotSay("none", "nothing has a value yet")
        is_all_known = known.value >= ALL_COSTS_KNOWN_PERCENT
        if not ratio.value and not is_all_known:
            raise CannotSay("blurred", "some costs are not known")
        tail = "" if is_all_known else KNOWN_COSTS
        if ratio.value >= HIGH_COST_PERCENT:
            verdict = "high"
        elif ratio.value > LOW_COST_PERCENT:
            verdict = "average"
        elif ratio.value > VERY_LOW_COST_PERCENT:
            verdict = "low"
        else:
            verdict = "very_low" if ratio.value else "none"
        mood: Mood = "bad" if verdict == "high" else "neutral" if verdict == "average" else "good"
        return self.statement(verdict, mood, tail=tail, yearly=yearly, ratio=ratio, known=known)


class FeeDrag(Claim):
    """What the fees take over the years."""

    name = "fee_drag"
    section = Section.COSTS
    weights: ClassVar = {"takes": 28}
    phrasings: ClassVar = {
        "takes": (
            "Over {years}, fees like these take about {drag}, which is {share} of the final amount.",
            "Fees like these cost you about {drag} over {years}, which is {share} of the final amount.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        known = known_costs(case)
        require_modelled(case)
        share = case.figure(Family.FEES, Measure.DRAG_SHARE)
        if share.value < MIN_DRAG_PERCENT:
            raise CannotSay("small", "fees take very little")
        return self.statement(
            "takes",
            years=case.figure(Family.FEES, Measure.YEARS, style="whole"),
            drag=case.figure(Family.FEES, Measure.DRAG),
            share=share,
            decided_by=(known.fact.id,),
        )


KINDS: tuple[type[Claim], ...] = (
    Fees,
    FeeDrag,
)
