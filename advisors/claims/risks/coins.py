"""Claims about holdings that nobody can model."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import name_of
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Part, Statement, join_parts
from advisors.claims.thresholds import (
    COMPANY_LIMIT_PERCENT,
    ON_TARGET_POINTS,
    OWN_SWINGS_PERCENT,
    SPECULATIVE_PERCENT,
    UNMODELLED_PERCENT,
)
from portfolios.facts.families import Family, Measure
from portfolios.risk.coins import find_coins
from portfolios.valuation.snapshot import InstrumentValue

COINS = "coins"
"""The argument that stands for all coins and funds of coins together."""

MAX_LISTED_COINS = 4

COMPANY_HALVES = (
    "If {company} lost half its value, you would have {loss} less.",
    "A fall by half in {company} would take {loss} of your money.",
)

COINS_HALVE = (
    "If your coins lost half their value, you would have {loss} less.",
    "A fall by half in your coins would take {loss} of your money.",
)

NOBODY_CAN_SAY = (
    "{holding} is {share} of your money, and nobody can say what it should return. Treat it as money you could lose.",
    "Nobody can say what {holding} should return. It is {share} of your money, so treat that as money you could lose.",
)


def coin_members(case: ClaimCase) -> tuple[str, ...]:
    return tuple(case.portfolio.fact_keys[instrument.id] for instrument, _ in find_coins(case.portfolio))


def name_coin(instrument: InstrumentValue) -> Name:
    """Return what people call it: Bitcoin, but IBIT for a fund."""
    return Name(instrument.name if instrument.instrument_type == "other" else instrument.symbol)


def coins_slot(case: ClaimCase) -> tuple[Part, ...]:
    """Return the names of all coins, or one name for them if they are many, and the verb."""
    coins = [instrument for instrument, _ in find_coins(case.portfolio)]
    if len(coins) > MAX_LISTED_COINS:
        return (Name("Your coins and funds of coins"), " are")
    names = join_parts([(name_coin(instrument),) for instrument in coins])
    return (*names, " is" if len(coins) == 1 else " are")


class Speculative(Claim):
    """One coin or fund of coins that is a large part of the money."""

    name = "speculative"
    section = Section.RISK
    weights: ClassVar = {"large": 83, "one_of_several": 30}
    phrasings: ClassVar = {"large": NOBODY_CAN_SAY, "one_of_several": NOBODY_CAN_SAY}
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Speculative"]:
        for member in coin_members(case):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, coin_members(case), "coin")
        share = case.figure(Family.HOLDING, Measure.SHARE, self.holding)
        if share.value < SPECULATIVE_PERCENT:
            raise CannotSay("small", "it is a small part of the money")
        coins = [instrument for instrument, _ in find_coins(case.portfolio)]
        coin = next(instrument for instrument in coins if case.portfolio.fact_keys[instrument.id] == self.holding)
        return self.statement(
            "large" if len(coins) == 1 else "one_of_several", "bad", holding=name_coin(coin), share=share
        )


class SpeculativeGroup(Claim):
    """All coins and funds of coins as one subject: too much to project anything, and against the confirmed target."""

    name = "speculative_group"
    section = Section.RISK
    weights: ClassVar = {"unmodelled": 94, "above_target": 82, "within": 25}
    phrasings: ClassVar = {
        "unmodelled": (
            "{coins_are} {value}, or {share} of your money. Nobody can say what that part should return, so treat it "
            "as money you could lose.",
            "Nobody can say what most of your money should return, so treat it as money you could lose. {coins_are} "
            "{value}, or {share} of it.",
        ),
        "above_target": (
            "Your own target for alternatives is {target}, but coins alone are {share} of your money.",
            "You set out to hold {target} in alternatives, but coins alone are {share} of your money.",
        ),
        "within": (
            "Coins are {share} of your money, within your own target of {target} for alternatives.",
            "You hold {share} of your money in coins, which fits your own target of {target} for alternatives.",
        ),
    }
    against: Literal["return", "target"]

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["SpeculativeGroup"]:
        if find_coins(case.portfolio):
            yield cls(against="return")
            yield cls(against="target")

    def judge(self, case: ClaimCase) -> Statement:
        share = case.figure(Family.COINS, Measure.SHARE)
        if self.against == "target":
            if "asset_class_targets" in case.profile.assumed:
                raise CannotSay("assumed_target", "the target mix is assumed")
            target = case.figure(Family.ASSET_CLASS, Measure.TARGET, "alternatives")
            if share.value > target.value + ON_TARGET_POINTS:
                return self.statement("above_target", "bad", share=share, target=target)
            return self.statement("within", "good", share=share, target=target)
        if share.value < UNMODELLED_PERCENT:
            raise CannotSay("small", "coins are less than half of the money")
        value = case.figure(Family.COINS, Measure.VALUE)
        return self.statement("unmodelled", "bad", coins_are=coins_slot(case), value=value, share=share)


class Halves(Claim):
    """What a fall by half of the largest company, or of all coins, takes. Arithmetic, no forecast."""

    name = "halves"
    section = Section.RISK
    weights: ClassVar = {"company": 40, "large_company": 76, "coins": 45, "large_coins": 80}
    phrasings: ClassVar = {
        "company": COMPANY_HALVES,
        "large_company": COMPANY_HALVES,
        "coins": COINS_HALVE,
        "large_coins": COINS_HALVE,
    }
    of: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Halves"]:
        yield cls(of=COINS)
        for member in case.facts.by_member(Family.COMPANY, Measure.SHARE):
            yield cls(of=member)

    def judge(self, case: ClaimCase) -> Statement:
        companies = case.facts.by_member(Family.COMPANY, Measure.SHARE)
        require_member(self.of, (*companies, COINS), "company")
        family, of = (Family.COINS, "") if self.of == COINS else (Family.COMPANY, self.of)
        share = case.figure(family, Measure.SHARE, of)
        if share.value < COMPANY_LIMIT_PERCENT:
            raise CannotSay("small", "it is a small part of the money")
        size = "large_" if share.value > OWN_SWINGS_PERCENT else ""
        loss = case.figure(family, Measure.HALF_LOSS, of)
        if self.of == COINS:
            return self.statement(f"{size}coins", "bad", loss=loss, decided_by=(share.fact.id,))
        company = name_of(case, Family.COMPANY, self.of)
        return self.statement(f"{size}company", "bad", company=company, loss=loss, decided_by=(share.fact.id,))


KINDS: tuple[type[Claim], ...] = (
    Speculative,
    SpeculativeGroup,
    Halves,
)
