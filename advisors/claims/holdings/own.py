"""Claims about what a person owns."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import name_of, owned
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement, join_parts
from portfolios.facts.families import Family, Measure

MAX_LISTED = 3


class Worth(Claim):
    """The total value, and the number of accounts."""

    name = "worth"
    section = Section.OWN
    weights: ClassVar = {"one_account": 95, "accounts": 95}
    phrasings: ClassVar = {
        "one_account": ("You have {total} in one account.", "Your account holds {total}."),
        "accounts": ("You have {total} in {accounts} accounts.", "Your {accounts} accounts add up to {total}."),
    }

    def judge(self, case: ClaimCase) -> Statement:
        total = case.figure(Family.PORTFOLIO, Measure.VALUE)
        accounts = case.figure(Family.PORTFOLIO, Measure.ACCOUNTS)
        if total.value <= 0:
            raise CannotSay("none", "nothing has a value yet")
        if accounts.value == 1:
            return self.statement("one_account", total=total, decided_by=(accounts.fact.id,))
        return self.statement("accounts", total=total, accounts=accounts)


class Empty(Claim):
    """That nothing has been recorded yet."""

    name = "empty"
    section = Section.OWN
    weights: ClassVar = {"empty": 100}
    phrasings: ClassVar = {"empty": ("You have not recorded anything yet.", "There is nothing in your accounts yet.")}

    def judge(self, case: ClaimCase) -> Statement:
        if not case.situation.is_empty:
            raise CannotSay("none", "something is recorded")
        return self.statement("empty", "bad", decided_by=("portfolio.value",))


class AccountWorth(Claim):
    """The value of one account and its share of the portfolio."""

    name = "account_worth"
    section = Section.OWN
    weights: ClassVar = {"is": 15}
    phrasings: ClassVar = {
        "is": (
            "{account_first} holds {value}, {share} of your money.",
            "You keep {value} in {account}, which is {share} of your money.",
        )
    }
    account: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["AccountWorth"]:
        for member in case.facts.by_member(Family.ACCOUNT, Measure.VALUE):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.account, case.facts.by_member(Family.ACCOUNT, Measure.VALUE), "account")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        return self.statement(
            "is",
            account=account,
            account_first=account.capitalized,
            value=case.figure(Family.ACCOUNT, Measure.VALUE, self.account),
            share=case.figure(Family.ACCOUNT, Measure.SHARE, self.account),
        )


class HoldingWorth(Claim):
    """The value of one holding and its share of the portfolio."""

    name = "holding_worth"
    section = Section.OWN
    weights: ClassVar = {"is": 10}
    phrasings: ClassVar = {
        "is": (
            "You own {value} of {holding}, which is {share} of your money.",
            "Your {holding} is worth {value}, or {share} of your money.",
        )
    }
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["HoldingWorth"]:
        for member in case.facts.by_member(Family.HOLDING, Measure.VALUE):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, case.facts.by_member(Family.HOLDING, Measure.VALUE), "holding")
        return self.statement(
            "is",
            holding=name_of(case, Family.HOLDING, self.holding),
            value=case.figure(Family.HOLDING, Measure.VALUE, self.holding),
            share=case.figure(Family.HOLDING, Measure.SHARE, self.holding),
        )


class LeftOut(Claim):
    """Which holdings no total includes, because they have no price in dollars."""

    name = "left_out"
    section = Section.OWN
    weights: ClassVar = {"one": 68, "several": 70, "many": 72}
    phrasings: ClassVar = {
        "one": (
            "{names} has no price in dollars, so no total includes it.",
            "We leave {names} out, because it has no price in dollars.",
        ),
        "several": (
            "{names} have no price in dollars, so no total includes them.",
            "We leave {names} out, because they have no price in dollars.",
        ),
        "many": (
            "{count} of your holdings have no price in dollars, so no total includes them.",
            "No total includes {count} of your holdings, because they have no price in dollars.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        count = case.figure(Family.DATA, Measure.UNPRICED)
        symbols = sorted(instrument.symbol for instrument in case.portfolio.unpriced)
        if not symbols:
            raise CannotSay("none", "everything has a price")
        if len(symbols) > MAX_LISTED:
            return self.statement("many", "bad", count=count)
        names = join_parts([(Name(symbol),) for symbol in symbols])
        return self.statement(
            "one" if len(symbols) == 1 else "several", "bad", names=names, decided_by=(count.fact.id,)
        )


class CashLeftOut(Claim):
    """Which accounts have cash in another currency that no total includes, because its exchange rate is not known."""

    name = "cash_left_out"
    section = Section.OWN
    weights: ClassVar = {"no_rate": 70}
    phrasings: ClassVar = {
        "no_rate": (
            "No total includes the cash in {accounts}, because we know no exchange rate for its currency.",
            "We leave out the cash in {accounts}, because we know no exchange rate for its currency.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        lost = sorted(account.name for account in case.portfolio.snapshot.accounts if account.lacks_rate)
        if not lost:
            raise CannotSay("none", "all cash is in dollars or has an exchange rate")
        listed = [*lost[:MAX_LISTED], *(["other accounts"] if len(lost) > MAX_LISTED else [])]
        names = join_parts([(Name(name),) for name in listed])
        return self.statement("no_rate", "bad", accounts=names, decided_by=("data.not_converted",))


KINDS: tuple[type[Claim], ...] = (
    Worth,
    Empty,
    AccountWorth,
    HoldingWorth,
    LeftOut,
    CashLeftOut,
)
