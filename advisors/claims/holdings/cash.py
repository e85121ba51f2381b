"""Claims about cash and the reserve."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import find_account, name_of, owned
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import MIN_IDLE_PERCENT, MIN_IDLE_USD
from portfolios.facts.families import Family, Measure
from portfolios.valuation.purposes import RESERVE_MONTHS, has_mixed_purpose, is_reserve
from portfolios.valuation.value import ZERO


class Reserve(Claim):
    """Whether the cash that can be reached without a penalty covers some months of spending."""

    name = "reserve"
    section = Section.OWN
    weights: ClassVar = {"enough": 58, "partly": 58, "short": 68, "none": 74}
    phrasings: ClassVar = {
        "enough": (
            "Your cash reserve of {cash} covers about {covered} months of your goal, which is enough.",
            "You can reach {cash} in cash, enough for about {covered} months of your goal.",
        ),
        "partly": (
            "Your cash reserve covers about {covered} months of your goal, {gap} short of {months} months.",
            "You can reach cash for about {covered} months of your goal, {gap} short of {months} months.",
        ),
        "short": (
            "A reserve of {months} months of your goal would be {needed}, so you are {gap} short.",
            "You are {gap} short of a reserve of {needed}, which is {months} months of your goal.",
        ),
        "none": (
            "You have no cash reserve, and {months} months of your goal would be {needed}.",
            "There is no cash you could reach in an emergency. A reserve of {months} months would be {needed}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        if case.is_retired:
            raise CannotSay("retired", "in retirement the cash is there to spend")
        if case.profile.target_retirement_income is None:
            raise CannotSay("no_goal", "this person has set no income goal")
        if case.situation.is_empty:
            raise CannotSay("none", "nothing is recorded yet")
        cash, gap = case.figure(Family.RESERVE, Measure.VALUE), case.figure(Family.RESERVE, Measure.GAP)
        covered = case.figure(Family.RESERVE, Measure.COVERED, style="whole")
        if gap.value <= 0:
            return self.statement("enough", "good", cash=cash, covered=covered, decided_by=(gap.fact.id,))
        months, needed = case.figure(Family.RESERVE, Measure.MONTHS), case.figure(Family.RESERVE, Measure.TARGET)
        if cash.value <= 0:
            return self.statement("none", "bad", months=months, needed=needed, decided_by=(cash.fact.id,))
        if covered.value >= RESERVE_MONTHS:
            return self.statement("partly", covered=covered, gap=gap, months=months)
        return self.statement("short", "bad", gap=gap, months=months, needed=needed, decided_by=(cash.fact.id,))


class ReserveAccount(Claim):
    """Which account is the reserve, by the name and purpose its owner gave it."""

    name = "reserve_account"
    section = Section.OWN
    weights: ClassVar = {"is": 57, "counted": 58}
    phrasings: ClassVar = {
        "is": (
            "{account_first} is your emergency reserve and holds {value}.",
            "You keep {value} in {account} as your emergency reserve.",
        ),
        "counted": (
            "We count the {value} in {account} for retirement, although it is your emergency reserve.",
            "{account_first} is your emergency reserve, but this plan also counts its {value} for retirement.",
        ),
    }
    account: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["ReserveAccount"]:
        for member in case.facts.by_member(Family.ACCOUNT, Measure.VALUE):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        row = find_account(case, self.account)
        value = case.figure(Family.ACCOUNT, Measure.VALUE, self.account)
        if not is_reserve(row) or has_mixed_purpose(f"{row.name} {row.purpose}") or value.value <= 0:
            raise CannotSay("none", "it is not a reserve alone")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        verdict = "counted" if row.counts_for_retirement and case.has_projection else "is"
        return self.statement(verdict, account=account, account_first=account.capitalized, value=value)


class IdleCash(Claim):
    """How much cash earns no interest."""

    name = "idle_cash"
    section = Section.OWN
    weights: ClassVar = {"one_account": 48, "several": 48}
    phrasings: ClassVar = {
        "one_account": (
            "The {idle} of cash in {account} earns no interest.",
            "{account_first} holds {idle} of cash that earns nothing.",
        ),
        "several": ("{idle} of your cash earns no interest.", "You hold {idle} of cash that earns nothing."),
    }

    def judge(self, case: ClaimCase) -> Statement:
        idle, total = case.figure(Family.DATA, Measure.IDLE_CASH), case.value(Family.PORTFOLIO, Measure.VALUE)
        if idle.value < max(case.near_amount(MIN_IDLE_USD), total * MIN_IDLE_PERCENT / 100):
            raise CannotSay("small", "little or no cash earns nothing")
        decided_by = ("portfolio.value",)
        rows = [a for a in case.portfolio.snapshot.accounts if a.cash_interest == ZERO and a.cash_balance]
        if len(rows) > 1:
            return self.statement("several", "bad", idle=idle, decided_by=decided_by)
        account = owned(name_of(case, Family.ACCOUNT, case.portfolio.fact_keys[rows[0].id]))
        return self.statement(
            "one_account", "bad", idle=idle, account=account, account_first=account.capitalized, decided_by=decided_by
        )


class UninsuredCash(Claim):
    """That an account holds more cash than deposit insurance covers at one bank."""

    name = "uninsured_cash"
    section = Section.OWN
    weights: ClassVar = {"over": 72}
    phrasings: ClassVar = {
        "over": (
            "{account_first} holds {cash} in cash, more than the {limit} that deposit insurance covers at one bank.",
            "Deposit insurance covers {limit} at one bank, and {account} holds {cash} in cash.",
        )
    }
    account: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["UninsuredCash"]:
        for member in case.facts.by_member(Family.ACCOUNT, Measure.CASH):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.account, case.facts.by_member(Family.ACCOUNT, Measure.CASH), "account")
        cash = case.figure(Family.ACCOUNT, Measure.CASH, self.account)
        limit = case.figure(Family.DATA, Measure.INSURED_LIMIT)
        if cash.value <= limit.value:
            raise CannotSay("small", "deposit insurance covers all of its cash")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        return self.statement("over", "bad", account=account, account_first=account.capitalized, cash=cash, limit=limit)


KINDS: tuple[type[Claim], ...] = (
    Reserve,
    ReserveAccount,
    IdleCash,
    UninsuredCash,
)
