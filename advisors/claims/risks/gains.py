"""Claims about gains and losses that are not taxed yet."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import name_of, owned
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    MIN_GAIN_USD,
    SPECULATIVE_PERCENT,
)
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

COINS = "coins"

WASH_SALE = "unless you rebuy it within 30 days"


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
        for member in case.facts.by_member(Family.COMPANY, Measure.SHARE):
            yield cls(company=member, part="excess")
            yield cls(company=member, part="all")

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.company, case.facts.by_member(Family.COMPANY, Measure.SHARE), "company")
        company = name_of(case, Family.COMPANY, self.company)
        if self.part == "all":
            gain = case.figure(Family.COMPANY, Measure.GAIN, self.company, style="size")
            _require_gain(gain.value, case)
            is_gain = gain.value > 0
            return self.statement("of_all" if is_gain else "loss", company=company, gain=gain)
        sold = case.figure(Family.COMPANY, Measure.TAXED, self.company)
        gain = case.figure(Family.COMPANY, Measure.GAIN_OF_EXCESS, self.company, style="size")
        if not sold.value or not gain.value:
            raise CannotSay("none", "no sale in a taxable account is suggested")
        verdict = "of_excess" if gain.value > 0 else "loss_of_excess"
        return self.statement(verdict, "bad" if gain.value > 0 else "neutral", company=company, sold=sold, gain=gain)


def _require_gain(gain: Decimal, case: ClaimCase) -> None:
    if abs(gain) < case.near_amount(MIN_GAIN_USD):
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
        for member in case.facts.by_member(Family.ACCOUNT, Measure.GAIN):
            yield cls(of=member)

    def judge(self, case: ClaimCase) -> Statement:
        if self.of == COINS:
            gain = case.figure(Family.COINS, Measure.GAIN, style="size")
            _require_gain(gain.value, case)
            return self.statement("coins" if gain.value > 0 else "coins_loss", gain=gain)
        require_member(self.of, case.facts.by_member(Family.ACCOUNT, Measure.GAIN), "account")
        gain = case.figure(Family.ACCOUNT, Measure.GAIN, self.of, style="size")
        _require_gain(gain.value, case)
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
            f"Selling your {{holding}} at a loss of {{loss}} cancels that much of your gain on {{source}}, "
            f"{WASH_SALE}.",
            f"Your {{holding}} has a loss of {{loss}}. If sold, it cancels that much of your gain on {{source}}, "
            f"{WASH_SALE}.",
        ),
        "all": (
            f"Selling your {{holding}} at a loss of {{loss}} cancels all of your gain on {{source}}, {WASH_SALE}.",
            f"Your {{holding}} has a loss of {{loss}}. If sold, it cancels all of your gain on {{source}}, "
            f"{WASH_SALE}.",
        ),
    }
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["OffsetLoss"]:
        for member in case.facts.by_member(Family.HOLDING, Measure.GAIN):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, case.facts.by_member(Family.HOLDING, Measure.GAIN), "gain")
        loss = case.figure(Family.HOLDING, Measure.GAIN, self.holding, style="size")
        if loss.value > -case.near_amount(MIN_GAIN_USD):
            raise CannotSay("small", "it has no loss to speak of")
        advised = list(case.facts.members(Family.COMPANY, Measure.GAIN_OF_EXCESS))
        coins = case.facts.one(Family.COINS, Measure.GAIN)
        if coins and case.facts.value(Family.COINS, Measure.SHARE) >= SPECULATIVE_PERCENT:
            advised.append(coins)
        gains = [fact for fact in advised if fact.value and fact.value > 0]
        if not gains:
            raise CannotSay("none", "no sale with a gain is advised")
        gain = max(gains, key=lambda fact: fact.value or ZERO)
        return self.statement(
            "part" if -loss.value < (gain.value or ZERO) else "all",
            "good",
            holding=name_of(case, Family.HOLDING, self.holding),
            loss=loss,
            source=Name("your coins") if gain.family == Family.COINS else name_of(case, Family.COMPANY, gain.of),
            decided_by=(gain.id,),
        )


KINDS: tuple[type[Claim], ...] = (
    Gain,
    GainOf,
    OffsetLoss,
)
