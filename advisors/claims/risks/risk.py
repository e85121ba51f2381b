"""Claims about how bumpy the ride is."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.printing import Figure
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    CALM_RISK_SCORE,
    CONCENTRATED_SCORE,
    DIVERSIFIED_NAMES,
    DIVERSIFIED_SCORE,
    MOSTLY_CASH_PERCENT,
    ONE_HOLDING_NAMES,
    OWN_SWINGS_PERCENT,
    ROUGH_RISK_SCORE,
    WHOLE_PERCENT_FROM,
)
from portfolios.facts.families import Family, Measure


def require_modelled(case: ClaimCase) -> None:
    """Raise CannotSay if so much is in coins that no assumption describes the mix."""
    if case.facts.value(Family.COINS, Measure.SHARE) > OWN_SWINGS_PERCENT:
        raise CannotSay("implausible", "too much is in coins, which no assumption describes")


class Diversification(Claim):
    """How spread out the money is, seen through the funds."""

    name = "diversification"
    section = Section.RISK
    weights: ClassVar = {"well": 40, "partly": 48, "poorly": 62, "single": 62}
    phrasings: ClassVar = {
        "well": (
            "You are well diversified: {score} of 100. Seen through your funds, that is as spread out as {names} "
            "equal holdings.",
            "Your money is spread widely, with a diversification score of {score} of 100. It is like {names} equal "
            "holdings.",
        ),
        "partly": (
            "You are only partly diversified: {score} of 100. Seen through your funds, that is as spread out as "
            "{names} equal holdings.",
            "Your diversification score is {score} of 100, so you are only partly diversified. It is like {names} "
            "equal holdings.",
        ),
        "poorly": (
            "Your money is concentrated, with a diversification score of {score} of 100. It is as spread out as "
            "{names} equal holdings.",
            "You are concentrated: {score} of 100 for diversification, which is like {names} equal holdings.",
        ),
        "single": (
            "Your money is concentrated, with a diversification score of {score} of 100. Nearly all you invest is in "
            "one holding.",
            "You are concentrated: {score} of 100 for diversification, with nearly all you invest in one holding.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_clear_mix()
        score = case.figure(Family.SPREAD, Measure.SCORE)
        names = case.figure(Family.SPREAD, Measure.EFFECTIVE, "names", style="whole")
        cash = case.facts.value(Family.ASSET_CLASS, Measure.SHARE, "cash")
        if cash >= MOSTLY_CASH_PERCENT:
            raise CannotSay("small", "half of the money is in cash")
        if score.value >= DIVERSIFIED_SCORE and names.value >= DIVERSIFIED_NAMES:
            return self.statement("well", "good", score=score, names=names)
        if score.value >= CONCENTRATED_SCORE:
            return self.statement("partly", score=score, names=names)
        if names.value < ONE_HOLDING_NAMES:
            return self.statement("single", "bad", score=score, decided_by=(names.fact.id,))
        return self.statement("poorly", "bad", score=score, names=names)


class RiskLevel(Claim):
    """How bumpy the ride is, on our scale."""

    name = "risk_level"
    section = Section.RISK
    weights: ClassVar = {"calm": 35, "middling": 40, "rough": 52}
    phrasings: ClassVar = {
        "calm": (
            "Your risk is {score} on a scale of 1 to 10. Expect a fairly calm ride.",
            "Expect a fairly calm ride: your risk is {score} on a scale of 1 to 10.",
        ),
        "middling": (
            "Your risk is {score} on a scale of 1 to 10. Expect some ups and downs.",
            "Expect some ups and downs: your risk is {score} on a scale of 1 to 10.",
        ),
        "rough": (
            "Your risk is {score} on a scale of 1 to 10. Expect a bumpy ride.",
            "Expect a bumpy ride: your risk is {score} on a scale of 1 to 10.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        require_modelled(case)
        score = case.figure(Family.RISK, Measure.SCORE)
        if score.value <= CALM_RISK_SCORE:
            return self.statement("calm", score=score)
        return self.statement("rough" if score.value >= ROUGH_RISK_SCORE else "middling", score=score)


class BadYear(Claim):
    """What one year in ten costs, or more."""

    name = "bad_year"
    section = Section.RISK
    weights: ClassVar = {"loses": 60, "none": 35}
    phrasings: ClassVar = {
        "loses": (
            "One year in ten, expect to lose about {loss} ({fall}) or more.",
            "Expect to lose about {loss} ({fall}) or more in one year of ten.",
        ),
        "none": (
            "Even a bad year, one in ten, should not cost you money before inflation.",
            "You should not lose money before inflation, even in the worst year of ten.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        require_modelled(case)
        fall = case.figure(Family.RISK, Measure.BAD_YEAR_FALL)
        if not fall.value:
            return self.statement("none", "good", decided_by=(fall.fact.id,))
        if fall.value >= WHOLE_PERCENT_FROM:
            fall = Figure(fall.fact, "whole")
        loss = case.figure(Family.RISK, Measure.BAD_YEAR_LOSS)
        return self.statement("loses", "bad", loss=loss, fall=fall)


KINDS: tuple[type[Claim], ...] = (
    Diversification,
    RiskLevel,
    BadYear,
)
