"""Claims about taxes on accounts and withdrawals."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import name_of, owned
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    DISTRIBUTION_AMOUNT_AGE,
    DISTRIBUTION_HINT_AGE,
    MIN_MISPLACED_PERCENT,
    PENALTY_AGE,
)
from portfolios.facts.families import Family, Measure
from portfolios.risk.tax_location import TaxLocationHint, find_tax_location_hints
from portfolios.valuation.value import ZERO

PENALTY_KINDS = frozenset({"401k", "traditional_ira", "roth_ira"})

RMD_FROM = (
    "From age {age} on, the law requires you to withdraw from your traditional accounts every year.",
    "At {age} you must begin to take required minimum distributions from your traditional accounts.",
)


def misplaced_holdings(case: ClaimCase) -> dict[tuple[str, str], TaxLocationHint]:
    """Return the misplaced holdings by account and holding, as facts name them."""
    keys = case.portfolio.fact_keys
    found: dict[tuple[str, str], TaxLocationHint] = {}
    for hint in find_tax_location_hints(case.portfolio):
        found.setdefault((keys[hint.account.id], keys[hint.instrument.id]), hint)
    return found


class Misplaced(Claim):
    """A holding that tax treats better in the other kind of account."""

    name = "misplaced"
    section = Section.TAXES
    weights: ClassVar = {"to_shelter": 26, "to_taxable": 14}
    phrasings: ClassVar = {
        "to_shelter": (
            "Your {value} of {holding} in {account} would fit better in a tax-advantaged account. Check the tax before "
            "you sell.",
            "A tax-advantaged account would suit your {value} of {holding} in {account} better. Check the tax before "
            "you sell.",
        ),
        "to_taxable": (
            "Your {value} of {holding} in {account} would fit better in a taxable account.",
            "A taxable account would suit your {value} of {holding} in {account} better.",
        ),
    }
    account: str
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Misplaced"]:
        for account, holding in case.once(misplaced_holdings):
            yield cls(account=account, holding=holding)

    def judge(self, case: ClaimCase) -> Statement:
        hint = case.once(misplaced_holdings).get((self.account, self.holding))
        if hint is None:
            raise CannotSay("no_member", "this holding is where it belongs")
        value = case.figure(Family.MISPLACED, Measure.VALUE, f"{self.account}_{self.holding}")
        if case.portfolio.share(value.value) < MIN_MISPLACED_PERCENT:
            raise CannotSay("small", "it is a small part of the money")
        return self.statement(
            "to_taxable" if hint.better == "taxable" else "to_shelter",
            value=value,
            holding=name_of(case, Family.HOLDING, self.holding),
            account=owned(name_of(case, Family.ACCOUNT, self.account)),
        )


class Rmd(Claim):
    """When the law requires withdrawals from traditional accounts."""

    name = "rmd"
    section = Section.TAXES
    weights: ClassVar = {"later": 25, "from": 58, "now": 66}
    phrasings: ClassVar = {
        "later": RMD_FROM,
        "from": RMD_FROM,
        "now": (
            "You must take required minimum distributions from your traditional accounts every year.",
            "The law requires you to withdraw from your traditional accounts every year.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        age = case.figure(Family.RMD, Measure.AGE)
        own_age = case.fact(Family.PROFILE, Measure.AGE)
        if case.profile.age < DISTRIBUTION_HINT_AGE:
            raise CannotSay("small", "it is many years away")
        verdict = "from" if case.profile.age >= DISTRIBUTION_AMOUNT_AGE else "later"
        if case.profile.age > age.value:
            return self.statement("now", decided_by=(own_age.id, age.fact.id))
        return self.statement(verdict, age=age, decided_by=(own_age.id,))


class RmdAmount(Claim):
    """What the first required withdrawal would be at today's balance, against what is drawn now."""

    name = "rmd_amount"
    section = Section.TAXES
    weights: ClassVar = {"below_draw": 56, "above_draw": 70, "amount": 45}
    phrasings: ClassVar = {
        "below_draw": (
            "On today's balance, the first required withdrawal from {account} would be about {amount}, less than you "
            "draw now. So it changes where your money comes from, not how much you spend.",
            "The first withdrawal that the law requires from {account} would be about {amount}, less than you draw "
            "now. So it changes where your money comes from, not how much you spend.",
        ),
        "above_draw": (
            "On today's balance, the first required withdrawal from {account} would be about {amount}, more than you "
            "draw now. Plan where the rest goes.",
            "The first withdrawal that the law requires from {account} would be about {amount}. That is more than you "
            "draw now, so plan where the rest goes.",
        ),
        "amount": (
            "On today's balance, the first required withdrawal from {account} would be about {amount}.",
            "The first withdrawal that the law requires from {account} would be about {amount} on today's balance.",
        ),
    }
    account: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["RmdAmount"]:
        for member in case.facts.by_member(Family.RMD, Measure.AMOUNT):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        accounts = case.facts.by_member(Family.RMD, Measure.AMOUNT)
        require_member(self.account, accounts, "account with required withdrawals")
        if case.profile.age < DISTRIBUTION_AMOUNT_AGE:
            raise CannotSay("small", "it is many years away")
        amount = case.figure(Family.RMD, Measure.AMOUNT, self.account, style="amount")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        if not case.is_retired or not case.profile.target_retirement_income or len(accounts) > 1:
            return self.statement("amount", account=account, amount=amount)
        draw = case.facts.one(Family.PLAN, Measure.DRAW)
        if draw is None:
            return self.statement("amount", account=account, amount=amount)
        is_below = amount.value <= (draw.value or ZERO)
        return self.statement(
            "below_draw" if is_below else "above_draw", "neutral" if is_below else "bad", account=account,
            amount=amount, decided_by=(draw.id,),
        )  # fmt: skip


class EarlyAccess(Claim):
    """That retirement begins before the money in retirement accounts is free of the penalty."""

    name = "early_access"
    section = Section.TAXES
    weights: ClassVar = {"plans": 62, "close": 50, "retired": 62}
    phrasings: ClassVar = {
        "plans": (
            "You plan to retire before 59 and a half. Most 401(k) and IRA money then costs a 10% penalty, {counted}.",
            "Most 401(k) and IRA money costs a 10% penalty before 59 and a half, {counted}. You plan to retire before "
            "that.",
        ),
        "close": (
            "You plan to retire at about 59. Most 401(k) and IRA money costs a 10% penalty before 59 and a half, "
            "{counted}.",
            "Most 401(k) and IRA money costs a 10% penalty before 59 and a half, {counted}. You plan to retire at "
            "about 59.",
        ),
        "retired": (
            "You are retired and younger than 59 and a half. Most 401(k) and IRA money costs a 10% penalty until then, "
            "{counted}.",
            "Most 401(k) and IRA money costs a 10% penalty before 59 and a half, {counted}. You are retired and "
            "younger than that.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        age = case.fact(Family.PROFILE, Measure.RETIREMENT_AGE)
        stops = case.profile.retirement_age
        if stops > PENALTY_AGE or (case.is_retired and stops == PENALTY_AGE):
            raise CannotSay("none", "retirement begins after 59 and a half")
        accounts = case.portfolio.valuation.accounts
        if not any(worth.account.kind in PENALTY_KINDS and worth.total > 0 for worth in accounts):
            raise CannotSay("none", "no money is in an account with a penalty")
        verdict = "retired" if case.is_retired else "close" if stops == PENALTY_AGE else "plans"
        counted = "which our figures count" if case.is_after_tax else "which is in none of our figures"
        return self.statement(verdict, "bad", counted=Name(counted), decided_by=(age.id,))


KINDS: tuple[type[Claim], ...] = (
    Misplaced,
    Rmd,
    RmdAmount,
    EarlyAccess,
)
