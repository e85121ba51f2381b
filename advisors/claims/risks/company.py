"""Claims about single companies."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.names import name_of
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    COMPANY_LIMIT_PERCENT,
    OWN_SWINGS_PERCENT,
)
from portfolios.facts.families import Family, Measure


def largest_company(case: ClaimCase) -> str:
    """Return the member of the largest single company. Raises CannotSay if none is owned."""
    if not case.portfolio.companies:
        raise CannotSay("none", "this person owns no single company")
    return case.portfolio.fact_keys[case.portfolio.companies[0][0].id]


class Company(Claim):
    """The largest single company, against what we suggest at most."""

    name = "company"
    section = Section.RISK
    weights: ClassVar = {"over": 92, "within": 30}
    phrasings: ClassVar = {
        "over": (
            "{company} alone is {share} of your money. We suggest {limit} at most for one company.",
            "One company, {company}, is {share} of your money, and we suggest {limit} at most.",
            "We suggest {limit} at most for one company, but {company} alone is {share} of your money.",
        ),
        "within": (
            "No single company is too large. The largest you own, {company}, is {share} of your money.",
            "Your largest single company is {company}. At {share} of your money, it is not too large.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        member = largest_company(case)
        share = case.figure(Family.COMPANY, Measure.SHARE, member)
        company = name_of(case, Family.COMPANY, member)
        if share.value <= COMPANY_LIMIT_PERCENT:
            return self.statement("within", "good", company=company, share=share)
        limit = case.figure(Family.COMPANY, Measure.LIMIT)
        return self.statement("over", "bad", company=company, share=share, limit=limit)


class Companies(Claim):
    """How much of the money is in single companies."""

    name = "companies"
    section = Section.RISK
    weights: ClassVar = {"one": 20, "several": 25}
    phrasings: ClassVar = {
        "one": (
            "You own one single company, {company}, with {share} of your money.",
            "The only single company you own is {company}, with {share} of your money.",
        ),
        "several": (
            "You own {count} single companies, which are {share} of your money.",
            "Single companies make up {share} of your money, and you own {count} of them.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        member = largest_company(case)
        count = case.figure(Family.SPREAD, Measure.COUNT, "companies")
        share = case.figure(Family.SPREAD, Measure.SHARE, "companies")
        if count.value == 1:
            company = name_of(case, Family.COMPANY, member)
            return self.statement("one", company=company, share=share, decided_by=(count.fact.id,))
        return self.statement("several", count=count, share=share)


class EmployerStock(Claim):
    """That pay and savings may hang on one company. We do not know where a person works, so it is conditional."""

    name = "employer_stock"
    section = Section.RISK
    weights: ClassVar = {"conditional": 58}
    phrasings: ClassVar = {
        "conditional": (
            "If you also work at {company}, your paycheck and your savings could fall together.",
            "Your paycheck and your savings could fall together if you also work at {company}.",
        )
    }

    def judge(self, case: ClaimCase) -> Statement:
        member = largest_company(case)
        if case.is_retired:
            raise CannotSay("retired", "there is no paycheck")
        share = case.figure(Family.COMPANY, Measure.SHARE, member)
        if share.value <= OWN_SWINGS_PERCENT:
            raise CannotSay("small", "no single company is that large")
        company = name_of(case, Family.COMPANY, member)
        return self.statement("conditional", "bad", company=company, decided_by=(share.fact.id,))


KINDS: tuple[type[Claim], ...] = (
    Company,
    Companies,
    EmployerStock,
)
