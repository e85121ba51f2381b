"""Claims about risk: how spread out, how bumpy, what a bad year costs, and where the risk comes from."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section, require_member
from advisors.claims.names import name_of
from advisors.claims.printing import Figure
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    ABOUT_EQUAL_POINTS,
    CALM_RISK_SCORE,
    COMPANY_SWINGS_POINTS,
    CONCENTRATED_SCORE,
    DIVERSIFIED_NAMES,
    DIVERSIFIED_SCORE,
    MOSTLY_CASH_PERCENT,
    NEARLY_ALL_PERCENT,
    ONE_HOLDING_NAMES,
    OWN_SWINGS_PERCENT,
    RISK_PART_PERCENT,
    ROUGH_RISK_SCORE,
    WHOLE_PERCENT_FROM,
)
from portfolios.facts.families import Family, Measure

RECENT_CRASH = "2008"
"""The crash that people remember. Those before it are said only where somebody asks for them."""
FELL = (
    "In {year}, a mix like yours would have lost about {change}, or {dollars} of what you have now.",
    "A year like {year} would take about {dollars}, which is {change} of your money.",
)
FELL_RETIREMENT = (
    "In {year}, a mix like yours would have lost about {change}, or {dollars} of your retirement money.",
    "A year like {year} would take about {dollars}, which is {change} of your retirement money.",
)


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


class Crash(Claim):
    """What a mix like this did in one of the worst years of the past."""

    name = "crash"
    section = Section.RISK
    weights: ClassVar = {"fell": 66, "fell_retirement": 66, "earlier": 18, "earlier_retirement": 18, "rose": 30}
    phrasings: ClassVar = {
        "fell": FELL,
        "fell_retirement": FELL_RETIREMENT,
        "earlier": FELL,
        "earlier_retirement": FELL_RETIREMENT,
        "rose": (
            "In {year}, a mix like yours would have gained about {change} before inflation.",
            "A year like {year} would have brought you about {change} before inflation.",
        ),
    }
    year: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Crash"]:
        for member in members(case.facts.members(Family.CRASH, Measure.CHANGE)):
            yield cls(year=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.year, members(case.facts.members(Family.CRASH, Measure.CHANGE)), "crash")
        case.require_clear_mix()
        require_modelled(case)
        if any(case.portfolio.share(worth) > OWN_SWINGS_PERCENT for _, worth in case.portfolio.companies[:1]):
            raise CannotSay("implausible", "one company is too large for the past of whole markets")
        change = case.figure(Family.CRASH, Measure.CHANGE, self.year, style="size")
        if change.value >= 0:
            return self.statement("rose", "good", year=Name(self.year), change=change)
        dollars = case.figure(Family.CRASH, Measure.DOLLARS, self.year, style="size")
        all_counts = not case.facts.value(Family.DATA, Measure.NOT_FOR_RETIREMENT)
        verdict = "fell" if self.year == RECENT_CRASH else "earlier"
        return self.statement(
            verdict if all_counts else f"{verdict}_retirement",
            "bad",
            year=Name(self.year),
            change=change,
            dollars=dollars,
        )


class RiskSource(Claim):
    """One market class: its share of the mix against its share of the risk."""

    name = "risk_source"
    section = Section.RISK
    weights: ClassVar = {"more": 38, "less": 22, "same": 8}
    phrasings: ClassVar = {
        "more": (
            "{class_are} {share} of your mix but {risk} of its risk.",
            "You hold {share} of your mix in {class_name}, but that part makes up {risk} of its risk.",
        ),
        "less": (
            "{class_are} {share} of your mix and only {risk} of its risk.",
            "You hold {share} of your mix in {class_name}, and that part makes up only {risk} of its risk.",
        ),
        "same": (
            "{class_are} {share} of your mix and about as much of its risk, {risk}.",
            "You hold {share} of your mix in {class_name}, and that part makes up about as much of its risk, {risk}.",
        ),
    }
    of: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["RiskSource"]:
        for member in members(case.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)):
            yield cls(of=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.of, members(case.facts.members(Family.RISK_CLASS, Measure.RISK_SHARE)), "market class")
        require_modelled(case)
        share = case.figure(Family.RISK_CLASS, Measure.SHARE, self.of)
        risk = case.figure(Family.RISK_CLASS, Measure.RISK_SHARE, self.of)
        if max(share.value, risk.value) < RISK_PART_PERCENT or risk.value < 0:
            raise CannotSay("small", "it is a small part of the mix and of its risk")
        if share.value >= NEARLY_ALL_PERCENT:
            raise CannotSay("none", "there is one market class only")
        name = name_of(case, Family.RISK_CLASS, self.of)
        class_are = (name.capitalized, " are" if name.is_plural else " is")
        return self.statement(_compare_risk(share, risk), class_are=class_are, class_name=name, share=share, risk=risk)


def _compare_risk(share: Figure, risk: Figure) -> str:
    if abs(risk.value - share.value) <= ABOUT_EQUAL_POINTS:
        return "same"
    return "more" if risk.value > share.value else "less"


class Growth(Claim):
    """What growth we assume, and how much single companies add to the swings."""

    name = "growth"
    section = Section.RISK
    weights: ClassVar = {"plain": 20, "one_company": 30, "companies": 30}
    phrasings: ClassVar = {
        "plain": (
            "We assume your mix grows {growth} a year before inflation.",
            "Before inflation, we assume that your mix grows {growth} a year.",
        ),
        "one_company": (
            "We assume your mix grows {growth} a year before inflation. {company} raises its swings from {market} to "
            "{whole}.",
            "Before inflation, we assume that your mix grows {growth} a year. {company} raises its swings from "
            "{market} to {whole}.",
        ),
        "companies": (
            "We assume your mix grows {growth} a year before inflation. Your single stocks raise its swings from "
            "{market} to {whole}.",
            "Before inflation, we assume that your mix grows {growth} a year. Your single stocks raise its swings "
            "from {market} to {whole}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        require_modelled(case)
        growth = case.figure(Family.RISK, Measure.GROWTH)
        market = case.figure(Family.RISK, Measure.VOLATILITY)
        whole = case.figure(Family.RISK, Measure.WHOLE_VOLATILITY)
        companies = case.portfolio.companies
        has_alternatives = "alternatives" in case.portfolio.asset_classes
        if whole.value - market.value < COMPANY_SWINGS_POINTS or not companies or has_alternatives:
            return self.statement("plain", growth=growth, decided_by=(market.fact.id, whole.fact.id))
        if len(companies) == 1:
            company = Name(companies[0][0].symbol)
            return self.statement("one_company", growth=growth, market=market, whole=whole, company=company)
        return self.statement("companies", growth=growth, market=market, whole=whole)


KINDS: tuple[type[Claim], ...] = (Diversification, RiskLevel, BadYear, Crash, RiskSource, Growth)
