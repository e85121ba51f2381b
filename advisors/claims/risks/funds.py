"""Claims about funds that cost more than others."""

from collections.abc import Iterator
from typing import ClassVar

from advisors.claims.case import ClaimCase
from advisors.claims.claim import Claim, require_member
from advisors.claims.names import name_of
from advisors.claims.printing import Figure
from advisors.claims.risks.fees import known_costs
from advisors.claims.sections import Section
from advisors.claims.statement import CannotSay, Name, Statement
from advisors.claims.thresholds import (
    DEAR_PERCENT,
    HIGH_COST_PERCENT,
    LARGE_HOLDING_PERCENT,
    MIN_SWAP_USD,
)
from portfolios.facts.costs import list_cheaper_funds, swap_key
from portfolios.facts.families import Family, Measure
from portfolios.risk.costs import CheaperFund
from portfolios.valuation.portfolio import FUND_TYPES


class Dearest(Claim):
    """The fund with the highest expense ratio."""

    name = "dearest"
    section = Section.COSTS
    weights: ClassVar = {"some": 16, "high": 45}
    phrasings: ClassVar = {
        "some": (
            "Your most expensive fund is {fund}, at {ratio} ({yearly}).",
            "{fund} costs you the most per dollar: {ratio}, or {yearly}.",
        ),
        "high": (
            "Your most expensive fund is {fund}, at {ratio} ({yearly}). That is a high price for a fund.",
            "{fund} costs you the most per dollar: {ratio}, or {yearly}. That is a high price for a fund.",
        ),
    }

    def judge(self, case: ClaimCase) -> Statement:
        known = known_costs(case)
        found = case.facts.members(Family.FUND_COST, Measure.RATIO)
        if not found:
            raise CannotSay("none", "no fund has a known cost")
        ratio = Figure(found[0])
        yearly = case.figure(Family.FUND_COST, Measure.YEARLY, ratio.fact.of)
        if ratio.value < DEAR_PERCENT or yearly.value < case.near_amount(MIN_SWAP_USD):
            raise CannotSay("small", "no fund is expensive")
        if sum(100 * (i.expense_ratio or 0) == ratio.value for i, _ in case.portfolio.holdings) > 1:
            raise CannotSay("tie", "two funds cost the same")
        return self.statement(
            "high" if ratio.value >= HIGH_COST_PERCENT else "some",
            "bad" if ratio.value >= HIGH_COST_PERCENT else "neutral",
            fund=name_of(case, Family.HOLDING, ratio.fact.of),
            ratio=ratio,
            yearly=yearly,
            decided_by=(known.fact.id,),
        )


def cheaper_funds(case: ClaimCase) -> dict[str, CheaperFund]:
    """Return the cheaper funds by the member that their facts are about."""
    return {swap_key(case.portfolio, one): one for one in list_cheaper_funds(case.portfolio)}


class Cheaper(Claim):
    """A fund of the same market that costs less."""

    name = "cheaper"
    section = Section.COSTS
    weights: ClassVar = {"saves": 24, "saves_but_taxed": 20}
    phrasings: ClassVar = {
        "saves": (
            "{other} tracks the same market as {held} for {then} instead of {now}, which saves you {saving}.",
            "Holding {other} instead of {held} costs {then} instead of {now}, which saves you {saving}.",
        ),
        "saves_but_taxed": (
            "{other} tracks the same market as {held} for {then} instead of {now}, which saves you {saving}. Check the "
            "tax before you sell.",
            "Holding {other} instead of {held} costs {then} instead of {now}, which saves you {saving}. Check the tax "
            "before you sell.",
        ),
    }
    swap: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["Cheaper"]:
        for member in case.facts.by_member(Family.SWAP, Measure.SAVING):
            yield cls(swap=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.swap, case.facts.by_member(Family.SWAP, Measure.SAVING), "swap")
        saving = case.figure(Family.SWAP, Measure.SAVING, self.swap)
        if saving.value < case.near_amount(MIN_SWAP_USD):
            raise CannotSay("small", "it saves less than a dollar")
        found = case.once(cheaper_funds)[self.swap]
        taxable = case.fact(Family.SWAP, Measure.TAXABLE, self.swap)
        return self.statement(
            "saves_but_taxed" if taxable.value else "saves",
            held=Name(found.held.symbol),
            other=Name(found.alternative.symbol),
            now=case.figure(Family.SWAP, Measure.NOW, self.swap),
            then=case.figure(Family.SWAP, Measure.THEN, self.swap),
            saving=saving,
            decided_by=(taxable.id,),
        )


class CostUnknown(Claim):
    """A large fund whose cost is not known."""

    name = "cost_unknown"
    section = Section.COSTS
    weights: ClassVar = {"unknown": 57}
    phrasings: ClassVar = {
        "unknown": (
            "We do not know what {holding} charges, and the cost of a fund adds up over the years.",
            "What {holding} charges is not recorded, and the cost of a fund adds up over the years.",
        )
    }
    holding: str

    @classmethod
    def options(cls, case: ClaimCase) -> Iterator["CostUnknown"]:
        for member in _funds_of_unknown_cost(case):
            yield cls(holding=member)

    def judge(self, case: ClaimCase) -> Statement:
        require_member(self.holding, _funds_of_unknown_cost(case), "fund of unknown cost")
        share = case.figure(Family.HOLDING, Measure.SHARE, self.holding)
        if share.value < LARGE_HOLDING_PERCENT:
            raise CannotSay("small", "it is a small part of the money")
        holding = name_of(case, Family.HOLDING, self.holding)
        return self.statement("unknown", "bad", holding=holding, decided_by=(share.fact.id,))


def _funds_of_unknown_cost(case: ClaimCase) -> tuple[str, ...]:
    return tuple(
        case.portfolio.fact_keys[instrument.id]
        for instrument, _ in case.portfolio.holdings
        if instrument.expense_ratio is None and instrument.instrument_type in FUND_TYPES
    )


KINDS: tuple[type[Claim], ...] = (
    Dearest,
    Cheaper,
    CostUnknown,
)
