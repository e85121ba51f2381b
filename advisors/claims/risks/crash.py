"""Claims about crashes, and where risk comes from."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import name_of
from advisors.claims.risks.risk import require_modelled
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    ABOUT_EQUAL_POINTS,
    COMPANY_SWINGS_POINTS,
    NEARLY_ALL_PERCENT,
    RISK_PART_PERCENT,
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
        for member in case.facts.by_member(Family.CRASH, Measure.CHANGE):
            yield cls(year=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.year, case.facts.by_member(Family.CRASH, Measure.CHANGE), "crash")
        case.require_clear_mix()
        require_modelled(case)
        if case.has_dominant_company:
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
        for member in case.facts.by_member(Family.RISK_CLASS, Measure.RISK_SHARE):
            yield cls(of=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.of, case.facts.by_member(Family.RISK_CLASS, Measure.RISK_SHARE), "market class")
        require_modelled(case)
        share = case.figure(Family.RISK_CLASS, Measure.SHARE, self.of)
        risk = case.figure(Family.RISK_CLASS, Measure.RISK_SHARE, self.of)
        if max(share.value, risk.value) < RISK_PART_PERCENT or risk.value < 0:
            raise CannotSay("small", "it is a small part of the mix and of its risk")
        if share.value >= NEARLY_ALL_PERCENT:
            raise CannotSay("none", "there is one market class only")
        name = name_of(case, Family.RISK_CLASS, self.of)
        class_are = (name.capitalized, " are" if name.is_plural else " is")
        verdict = "more" if risk.value > share.value else "less"
        if abs(risk.value - share.value) <= ABOUT_EQUAL_POINTS:
            verdict = "same"
        return self.statement(verdict, class_are=class_are, class_name=name, share=share, risk=risk)


class Growth(Claim):
    """What growth we assume, and how much single companies add to the swings."""

    name = "growth"
    section = Section.RISK
    weights: ClassVar = {"plain": 20, "one_company": 30, "companies": 30, "dominant": 56}
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
        "dominant": (
            "{company} raises the swings of your mix from {market} to {whole} a year. Such swings leave a typical "
            "growth of {growth} a year before inflation.",
            "Your mix swings {whole} a year, not {market}, because of {company}. Such swings leave a typical growth of "
            "{growth} a year before inflation.",
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
        company = Name(companies[0][0].symbol)
        if case.has_dominant_company:
            return self.statement("dominant", "bad", growth=growth, market=market, whole=whole, company=company)
        if len(companies) == 1:
            return self.statement("one_company", growth=growth, market=market, whole=whole, company=company)
        return self.statement("companies", growth=growth, market=market, whole=whole)


KINDS: tuple[type[Claim], ...] = (
    Crash,
    RiskSource,
    Growth,
)
