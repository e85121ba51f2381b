"""Claims about single companies in the projection, and about what it leaves out."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.names import name_of
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    COMPANY_SWINGS_PERCENT,
)
from portfolios.facts.families import Family, Measure


class CompanySwings(Claim):
    """That the scenarios count the swings of one company on top of those of its market."""

    name = "company_swings"
    section = Section.RETIREMENT
    weights: ClassVar = {"some": 58, "large": 88}
    phrasings: ClassVar = {
        "some": (
            "We assume that {company} swings {volatility} a year, far more than its market.",
            "In these scenarios, {company} swings {volatility} a year, far more than its market.",
        ),
        "large": (
            "So much of your money is in {company} that its own swings decide the outcome. We assume {volatility} a "
            "year, far more than the market it belongs to.",
            "The outcome hangs on {company}, which swings {volatility} a year on our assumptions. That is far more "
            "than the market it belongs to.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        assert case.baseline is not None
        shares = case.facts.members(Family.COMPANY, Measure.SHARE)
        if not shares:
            raise CannotSay("none", "no single company is held")
        share = case.figure(Family.COMPANY, Measure.SHARE, shares[0].of)
        company = name_of(case, Family.COMPANY, share.fact.of)
        if share.value < COMPANY_SWINGS_PERCENT:
            raise CannotSay("small", f"{company.text} is too small to matter")
        if share.fact.of not in {one.name for one in case.baseline.companies}:
            raise CannotSay("none", f"{company.text} does not count for retirement, or nobody knows what it is")
        volatility = case.figure(Family.COMPANY, Measure.VOLATILITY, style="whole")
        verdict = "large" if case.has_dominant_company else "some"
        return self.statement(verdict, "bad", company=company, volatility=volatility, decided_by=(share.fact.id,))


class NotCounted(Claim):
    """What is set aside for other goals than retirement."""

    name = "not_counted"
    section = Section.RETIREMENT
    weights: ClassVar = {"is": 68}
    phrasings: ClassVar = {
        "is": (
            "{dollars} is set aside for other goals and is not in this plan.",
            "This plan leaves out {dollars} that is set aside for other goals.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        dollars = case.figure(Family.DATA, Measure.NOT_FOR_RETIREMENT)
        if dollars.value < 1:
            raise CannotSay("none", "everything counts for retirement")
        return self.statement("is", dollars=dollars)


KINDS: tuple[type[Claim], ...] = (
    CompanySwings,
    NotCounted,
)
