"""Claims about taxes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase, members
from advisors.claims.claim import Claim, Section, require_member
from advisors.claims.names import name_of, owned
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    DISTRIBUTION_AMOUNT_AGE,
    DISTRIBUTION_HINT_AGE,
    MIN_GAIN_USD,
    MIN_MISPLACED_PERCENT,
    PENALTY_AGE,
    SPECULATIVE_PERCENT,
)
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.risk.tax_location import TaxLocationHint, find_tax_location_hints
from portfolios.valuation.value import ZERO

COINS = "coins"
PENALTY_KINDS = frozenset({"401k", "traditional_ira", "roth_ira"})
RMD_FROM = (
    "From age {age} on, the law requires you to withdraw from your traditional accounts every year.",
    "At {age} you must begin to take required minimum distributions from your traditional accounts.",
)
WASH_SALE = "Do not buy it within 30 days of the sale, or the loss does not count."


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
        keys = case.portfolio.fact_keys
        for hint in find_tax_location_hints(case.portfolio):
            yield cls(account=keys[hint.account.id], holding=keys[hint.instrument.id])

    def judge(self, case: ClaimCase) -> Statement:
        hint = self._find_hint(case)
        value = case.figure(Family.MISPLACED, Measure.VALUE, f"{self.account}_{self.holding}")
        if case.portfolio.share(value.value) < MIN_MISPLACED_PERCENT:
            raise CannotSay("small", "it is a small part of the money")
        return self.statement(
            "to_taxable" if hint.better == "taxable" else "to_shelter",
            value=value,
            holding=name_of(case, Family.HOLDING, self.holding),
            account=owned(name_of(case, Family.ACCOUNT, self.account)),
        )

    def _find_hint(self, case: ClaimCase) -> TaxLocationHint:
        keys = case.portfolio.fact_keys
        for hint in find_tax_location_hints(case.portfolio):
            if (keys[hint.account.id], keys[hint.instrument.id]) == (self.account, self.holding):
                return hint
        raise CannotSay("no_member", "this holding is where it belongs")


class Gain(Claim):
    """What selling the largest company realizes: the part above our limit, or all of it."""

    name = "gain"
    section = Section.TAXES
    weights: ClassVar = {"of_excess": 74, "of_all": 52, "loss_of_excess": 45, "loss": 30}
    phrasings: ClassVar = {
        "of_excess": (
            "To reach our limit, you would sell {sold} of {company} in taxable accounts for a gain of about {gain}.",
            "Selling the {sold} of {company} we suggest in taxable accounts would realize a gain of about {gain}.",
        ),
        "loss_of_excess": (
            "To reach our limit, you would sell {sold} of {company} in taxable accounts for a loss of about {gain}.",
            "Selling the {sold} of {company} we suggest in taxable accounts would realize a loss of about {gain}.",
        ),
        "of_all": (
            "Your {company} holds a gain of {gain} that has not been taxed.",
            "There is a gain of {gain} in all your {company} that has not been taxed.",
        ),
        "loss": (
            "Your {company} is worth {gain} less than you paid in taxable accounts.",
            "You paid {gain} more for your {company} in taxable accounts than it is worth.",
        ),
    }
    company: str
    part: Literal["excess", "all"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Gain"]:
        for member in members(case.facts.members(Family.COMPANY, Measure.SHARE)):
            yield cls(company=member, part="excess")
            yield cls(company=member, part="all")

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.company, members(case.facts.members(Family.COMPANY, Measure.SHARE)), "company")
        company = name_of(case, Family.COMPANY, self.company)
        if self.part == "all":
            gain = case.figure(Family.COMPANY, Measure.GAIN, self.company, style="size")
            _require_gain(gain.value)
            is_gain = gain.value > 0
            return self.statement("of_all" if is_gain else "loss", company=company, gain=gain)
        sold = case.figure(Family.COMPANY, Measure.TAXED, self.company)
        gain = case.figure(Family.COMPANY, Measure.GAIN_OF_EXCESS, self.company, style="size")
        if not sold.value or not gain.value:
            raise CannotSay("none", "no sale in a taxable account is suggested")
        verdict = "of_excess" if gain.value > 0 else "loss_of_excess"
        return self.statement(verdict, "bad" if gain.value > 0 else "neutral", company=company, sold=sold, gain=gain)


def _require_gain(gain: Decimal) -> None:
    if abs(gain) < MIN_GAIN_USD:
        raise CannotSay("small", "the gain or loss is small")


class GainOf(Claim):
    """The untaxed gain of an account with several holdings, or of all coins."""

    name = "gain_of"
    section = Section.TAXES
    weights: ClassVar = {"account": 38, "account_loss": 25, "coins": 64, "coins_loss": 40}
    phrasings: ClassVar = {
        "account": (
            "{account_first} holds a gain of {gain} that has not been taxed.",
            "There is a gain of {gain} in {account} that has not been taxed.",
        ),
        "account_loss": (
            "{account_first} is worth {gain} less than you paid for what it holds.",
            "You paid {gain} more for what {account} holds than it is worth.",
        ),
        "coins": (
            "Your coins hold a gain of {gain} that has not been taxed.",
            "There is a gain of {gain} in your coins that has not been taxed.",
        ),
        "coins_loss": (
            "Your coins are worth {gain} less than you paid in taxable accounts.",
            "You paid {gain} more for your coins in taxable accounts than they are worth.",
        ),
    }
    of: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["GainOf"]:
        yield cls(of=COINS)
        for member in members(case.facts.members(Family.ACCOUNT, Measure.GAIN)):
            yield cls(of=member)

    def judge(self, case: ClaimCase) -> Statement:
        if self.of == COINS:
            gain = case.figure(Family.COINS, Measure.GAIN, style="size")
            _require_gain(gain.value)
            return self.statement("coins" if gain.value > 0 else "coins_loss", gain=gain)
        require_member(self.of, members(case.facts.members(Family.ACCOUNT, Measure.GAIN)), "account")
        gain = case.figure(Family.ACCOUNT, Measure.GAIN, self.of, style="size")
        _require_gain(gain.value)
        if sum(case.portfolio.fact_keys[p.account_id] == self.of for p in case.portfolio.snapshot.positions) == 1:
            raise CannotSay("none", "it has one holding only")
        account = owned(name_of(case, Family.ACCOUNT, self.of))
        verdict = "account" if gain.value > 0 else "account_loss"
        return self.statement(verdict, account=account, account_first=account.capitalized, gain=gain)


class OffsetLoss(Claim):
    """A loss that cancels part of a gain which our advice realizes."""

    name = "offset_loss"
    section = Section.TAXES
    weights: ClassVar = {"part": 60, "all": 60}
    phrasings: ClassVar = {
        "part": (
            f"Selling your {{holding}} at a loss of {{loss}} cancels that much of your gain on {{source}}. {WASH_SALE}",
            f"Your {{holding}} has a loss of {{loss}}. If sold, it cancels that much of your gain on {{source}}. "
            f"{WASH_SALE}",
        ),
        "all": (
            f"Selling your {{holding}} at a loss of {{loss}} cancels all of your gain on {{source}}. {WASH_SALE}",
            f"Your {{holding}} has a loss of {{loss}}. If sold, it cancels all of your gain on {{source}}. {WASH_SALE}",
        ),
    }
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["OffsetLoss"]:
        for member in members(case.facts.members(Family.HOLDING, Measure.GAIN)):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, members(case.facts.members(Family.HOLDING, Measure.GAIN)), "gain")
        loss = case.figure(Family.HOLDING, Measure.GAIN, self.holding, style="size")
        if loss.value > -MIN_GAIN_USD:
            raise CannotSay("small", "it has no loss to speak of")
        gain = _advised_gain(case)
        return self.statement(
            "part" if -loss.value < (gain.value or ZERO) else "all",
            "good",
            holding=name_of(case, Family.HOLDING, self.holding),
            loss=loss,
            source=Name("your coins") if gain.family == Family.COINS else name_of(case, Family.COMPANY, gain.of),
            decided_by=(gain.id,),
        )


def _advised_gain(case: ClaimCase) -> Fact:
    """Return the gain of a sale that we advise. Raises CannotSay without one."""
    companies = case.facts.members(Family.COMPANY, Measure.GAIN_OF_EXCESS)
    coins = case.facts.one(Family.COINS, Measure.GAIN)
    advised = list(companies)
    if coins and case.facts.value(Family.COINS, Measure.SHARE) >= SPECULATIVE_PERCENT:
        advised.append(coins)
    found = [fact for fact in advised if fact.value and fact.value > 0]
    if not found:
        raise CannotSay("none", "no sale with a gain is advised")
    return max(found, key=lambda fact: fact.value or ZERO)


class Rmd(Claim):
    """When the law requires withdrawals from traditional accounts."""

    name = "rmd"
    section = Section.TAXES
    weights: ClassVar = {"later": 25, "from": 58, "now": 66}
    phrasings: ClassVar = {
        "later": RMD_FROM,
        "from": RMD_FROM,
        "now": (
            "You must take required minimum distributions from your traditional accounts every year, as you are past "
            "age {age}.",
            "The law requires you to withdraw from your traditional accounts every year, as you are past age {age}.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        age = case.figure(Family.RMD, Measure.AGE)
        own_age = case.fact(Family.PROFILE, Measure.AGE)
        if case.profile.age < DISTRIBUTION_HINT_AGE:
            raise CannotSay("small", "it is many years away")
        verdict = "from" if case.profile.age >= DISTRIBUTION_AMOUNT_AGE else "later"
        if case.profile.age > age.value:
            verdict = "now"
        return self.statement(verdict, age=age, decided_by=(own_age.id,))


class RmdAmount(Claim):
    """What the first required withdrawal would be at today's balance, against what is drawn now."""

    name = "rmd_amount"
    section = Section.TAXES
    weights: ClassVar = {"below_draw": 56, "above_draw": 70, "amount": 45}
    phrasings: ClassVar = {
        "below_draw": (
            "On today's balance, the first required withdrawal from {account} would be about {amount}, less than you "
            "draw now.",
            "The first withdrawal that the law requires from {account} would be about {amount}, less than you draw "
            "now.",
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
        for member in members(case.facts.members(Family.RMD, Measure.AMOUNT)):
            yield cls(account=member)

    def judge(self, case: ClaimCase) -> Statement:
        accounts = members(case.facts.members(Family.RMD, Measure.AMOUNT))
        require_member(self.account, accounts, "account with required withdrawals")
        if case.profile.age < DISTRIBUTION_AMOUNT_AGE:
            raise CannotSay("small", "it is many years away")
        amount = case.figure(Family.RMD, Measure.AMOUNT, self.account, style="amount")
        account = owned(name_of(case, Family.ACCOUNT, self.account))
        if not case.is_retired or not case.profile.target_retirement_income or len(accounts) > 1:
            return self.statement("amount", account=account, amount=amount)
        draw = case.profile.target_retirement_income - sum(
            (income.amount for income in case.profile.income if income.start_age <= case.profile.age), ZERO
        )
        is_below = amount.value <= draw
        goal = case.fact(Family.PROFILE, Measure.INCOME_GOAL)
        return self.statement(
            "below_draw" if is_below else "above_draw", "neutral" if is_below else "bad", account=account,
            amount=amount, decided_by=(goal.id,),
        )  # fmt: skip


class EarlyAccess(Claim):
    """That retirement begins before the money in retirement accounts is free of the penalty."""

    name = "early_access"
    section = Section.TAXES
    weights: ClassVar = {"plans": 62, "close": 50, "retired": 62}
    phrasings: ClassVar = {
        "plans": (
            "You plan to retire before 59 and a half. Most 401(k) and IRA money then costs a 10% penalty, which we do "
            "not model.",
            "Most 401(k) and IRA money costs a 10% penalty before 59 and a half. You plan to retire before that, and "
            "we do not model the penalty.",
        ),
        "close": (
            "You plan to retire at about 59. Most 401(k) and IRA money costs a 10% penalty before 59 and a half, which "
            "we do not model.",
            "Most 401(k) and IRA money costs a 10% penalty before 59 and a half. You plan to retire at about 59, and "
            "we do not model the penalty.",
        ),
        "retired": (
            "You are retired and younger than 59 and a half. Most 401(k) and IRA money costs a 10% penalty until then, "
            "which we do not model.",
            "Most 401(k) and IRA money costs a 10% penalty before 59 and a half. You are retired and younger than "
            "that, and we do not model the penalty.",
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
        return self.statement(verdict, "bad", decided_by=(age.id,))


KINDS: tuple[type[Claim], ...] = (
    Misplaced, Gain, GainOf, OffsetLoss, Rmd, RmdAmount, EarlyAccess,
)  # fmt: skip
