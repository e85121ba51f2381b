"""Claims about accounts whose withdrawals are taxed as income."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import find_account, name_of, owned
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import MIN_TAXED_ACCOUNT_PERCENT, NEAR_RETIREMENT_YEARS
from portfolios.facts.families import Family, Measure

TAXED_KIND = "traditional_ira"
"""A 401(k) may hold Roth money, so nothing is said of it."""


class TaxedAccount(Claim):
    """That what comes out of a large traditional IRA is taxed, said of the retired and of those who soon will be."""

    name = "taxed_account"
    section = Section.TAXES
    weights: ClassVar = {"is": 50}
    phrasings: ClassVar = {
        "is": (
            "{account_first} holds {value}, and what you take from it is taxed as income.",
            "What you take from {account} is taxed as income, and it holds {value}.",
        )
    }
    account: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["TaxedAccount"]:
        for member in case.facts.by_member(Family.ACCOUNT, Measure.VALUE):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.account, case.facts.by_member(Family.ACCOUNT, Measure.VALUE), "account")
        if find_account(case, self.account).kind != TAXED_KIND:
            raise CannotSay("none", "nothing is known about the tax on what this account pays")
        if case.profile.years_until_retirement > NEAR_RETIREMENT_YEARS:
            raise CannotSay("small", "it is many years away")
        share = case.figure(Family.ACCOUNT, Measure.SHARE, self.account)
        if share.value < MIN_TAXED_ACCOUNT_PERCENT:
            raise CannotSay("small", "it is a small part of the money")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        return self.statement(
            "is", account=account, account_first=account.capitalized, decided_by=(share.fact.id,),
            value=case.figure(Family.ACCOUNT, Measure.VALUE, self.account),
        )  # fmt: skip


KINDS: tuple[type[Claim], ...] = (TaxedAccount,)
