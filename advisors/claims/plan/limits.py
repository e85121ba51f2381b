"""Claims about what the projection leaves out."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, Section
from advisors.claims.names import name_of
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    COMPANY_DECIDES_PERCENT,
    COMPANY_LEFT_OUT_PERCENT,
)
from advisors.retirement.scenarios.baseline import retirement_accounts
from portfolios.facts.families import Family, Measure


class CompanyLeftOut(Claim):
    """That the projection treats one company like a market."""

    name = "company_left_out"
    section = Section.RETIREMENT
    weights: ClassVar = {"some": 62, "decides": 97}
    phrasings: ClassVar = {
        "some": (
            "The projection treats {company} like a broad stock market. One company swings far more, so the odds are "
            "less sure than they look.",
            "We project {company} as if it were a broad stock market. One company swings far more, so the odds are "
            "less sure than they look.",
        ),
        "decides": (
            "The projection treats {company} like a broad stock market, and {share} of your money is in it. One "
            "company swings far more, so do not rely on these odds.",
            "We project {company} as if it were a broad stock market, and it is {share} of your money. One company "
            "swings far more, so do not rely on these odds.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        shares = case.facts.members(Family.COMPANY, Measure.SHARE)
        if not shares:
            raise CannotSay("none", "no single company is held")
        share = case.figure(Family.COMPANY, Measure.SHARE, shares[0].of)
        company = name_of(case, Family.COMPANY, share.fact.of)
        if share.value < COMPANY_LEFT_OUT_PERCENT:
            raise CannotSay("small", f"{company.text} is too small to matter")
        is_projected = any(
            case.portfolio.fact_keys[worth.instrument.id] == share.fact.of
            and worth.value
            and worth.instrument.asset_class
            for account in retirement_accounts(case.portfolio)
            for worth in account.positions
        )
        if not is_projected:
            raise CannotSay("none", f"{company.text} does not count for retirement, or nobody knows what it is")
        if share.value >= COMPANY_DECIDES_PERCENT:
            return self.statement("decides", "bad", company=company, share=share)
        return self.statement("some", "bad", company=company, decided_by=(share.fact.id,))


class NotCounted(Claim):
    """What is set aside for other goals than retirement."""

    name = "not_counted"
    section = Section.RETIREMENT
    weights: ClassVar = {"is": 68}
    phrasings: ClassVar = {
        "is": (
            "{dollars} of your money is set aside for other goals and is not in this plan.",
            "This plan leaves out {dollars} of your money that is set aside for other goals.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_projection()
        dollars = case.figure(Family.DATA, Measure.NOT_FOR_RETIREMENT)
        if dollars.value < 1:
            raise CannotSay("none", "everything counts for retirement")
        return self.statement("is", dollars=dollars)


KINDS: tuple[type[Claim], ...] = (
    CompanyLeftOut,
    NotCounted,
)
