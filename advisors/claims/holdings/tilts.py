"""Claims about money that leans one way."""

from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Statement
from advisors.claims.thresholds import (
    CASH_EXCESS_POINTS,
    FAR_OFF_POINTS,
    HOME_BIAS_PERCENT,
    MOSTLY_CASH_PERCENT,
    PRINTED_AS_ALL_PERCENT,
)
from portfolios.facts.families import Family, Measure


class MostlyCash(Claim):
    """That most of the money is cash, far more than the target and the reserve."""

    name = "mostly_cash"
    section = Section.MIX
    weights: ClassVar = {"most": 80, "all": 80}
    phrasings: ClassVar = {
        "most": (
            "Cash makes up {share} of your money. It is steady from day to day, but inflation can outrun its interest.",
            "You keep {share} of your money in cash. It is safe from day to day, but inflation can outrun it.",
        ),
        "all": (
            "All of your money is cash. It is steady from day to day, but inflation can outrun its interest.",
            "You keep all of your money in cash. It is safe from day to day, but inflation can outrun it.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        share = case.figure(Family.ASSET_CLASS, Measure.SHARE, "cash")
        total, cash = case.value(Family.PORTFOLIO, Measure.VALUE), case.value(Family.ASSET_CLASS, Measure.VALUE, "cash")
        reserve = case.facts.value(Family.RESERVE, Measure.TARGET)
        beyond_reserve = 100 * (cash - reserve) / total
        target = case.facts.value(Family.ASSET_CLASS, Measure.TARGET, "cash")
        if beyond_reserve < MOSTLY_CASH_PERCENT or beyond_reserve - target < CASH_EXCESS_POINTS:
            raise CannotSay("small", "the cash beyond the reserve is not most of the money")
        ids = ("asset_class.cash.value", "portfolio.value")
        if share.value >= PRINTED_AS_ALL_PERCENT:
            return self.statement("all", "bad", decided_by=(share.fact.id, *ids))
        return self.statement("most", "bad", share=share, decided_by=ids)


class HomeBias(Claim):
    """How much of the stocks is in North America, against the world's markets."""

    name = "home_bias"
    section = Section.MIX
    weights: ClassVar = {"all": 54, "high": 52, "near": 22, "low": 40}
    phrasings: ClassVar = {
        "all": (
            "All of your stocks are in North America, while the world's markets have {world} there.",
            "You lean on one economy, with all of your stocks in North America against {world} of the world's.",
        ),
        "high": (
            "{share} of your stocks are in North America, while the world's markets have {world} there.",
            "You lean on one economy, with {share} of your stocks in North America against {world} of the world's.",
        ),
        "near": (
            "{share} of your stocks are in North America, not far from the {world} of the world's markets.",
            "You hold {share} of your stocks in North America, close to the {world} of the world's markets.",
        ),
        "low": (
            "Only {share} of your stocks are in North America, while the world's markets have {world} there.",
            "You hold just {share} of your stocks in North America, against {world} of the world's markets.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        case.require_clear_mix()
        share = case.figure(Family.REGION_GROUP, Measure.SHARE_OF_EQUITY, "north_america")
        world = case.figure(Family.REGION_GROUP, Measure.WORLD_WEIGHT, "north_america")
        if share.value >= PRINTED_AS_ALL_PERCENT:
            return self.statement("all", "bad", world=world, decided_by=(share.fact.id,))
        if share.value >= HOME_BIAS_PERCENT:
            return self.statement("high", "bad", share=share, world=world)
        if share.value < world.value - FAR_OFF_POINTS:
            return self.statement("low", share=share, world=world)
        return self.statement("near", "good", share=share, world=world)


KINDS: tuple[type[Claim], ...] = (
    MostlyCash,
    HomeBias,
)
