"""Say what a household takes from where for each further dollar, and what of it is left after tax.

An order of withdrawal is a row of stages that are emptied one after the other. The stage `mix` takes a common share of
several kinds at once. Everything is piecewise linear in x, the dollars withdrawn beyond required distributions.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from advisors.retirement.household.roots import Index
from advisors.retirement.tax_law.federal import FederalTax, Filing
from advisors.retirement.tax_law.schedules import Array, Rate, add_up

StageKind = Literal["taxable", "traditional", "roth", "hsa", "mix"]


class Stage(NamedTuple):
    """One step of an order: dollars of a kind, up to `size`, once x is beyond `start`."""

    kind: StageKind
    start: Array | float
    size: Array


class YoungRoth(NamedTuple):
    """The Roth money of an owner below the age without penalty: the share of all such money, and its free parts.

    `free`: contributions and conversions old enough; `unripe`: younger conversions, penalized but not taxed.
    """

    share: Array
    free: Array
    unripe: Array


class Mix(NamedTuple):
    """The stage `mix`: what may be taken from taxable and Roth money, all traditional money and what it must pay."""

    taxable: Array
    roth: Array
    traditional: Array
    required: Array


@dataclass
class Outflow:
    """What is taken from each kind on each path, beyond required distributions, and how the next dollar is split."""

    taxable: Array | float = 0.0
    traditional: Array | float = 0.0
    roth: Array | float = 0.0
    hsa: Array | float = 0.0
    taxable_slope: Rate = 0.0
    traditional_slope: Rate = 0.0
    roth_slope: Rate = 0.0
    hsa_slope: Rate = 0.0

    def add(self, kind: str, amount: Array, slope: Rate) -> None:
        """Add an amount of a kind, and its part of the next dollar."""
        setattr(self, kind, getattr(self, kind) + amount)
        setattr(self, f"{kind}_slope", getattr(self, f"{kind}_slope") + slope)


@dataclass
class Solution:
    """What a withdrawal of x leads to; `gap` is the money left after taxes, premiums and spending."""

    gap: Array
    slope: Rate
    out: Outflow
    federal: FederalTax
    ordinary: Array
    preferred: Array | None
    penalty: Array | float
    state_tax: Array | float

    def put(self, index: Index, part: "Solution") -> None:
        """Replace the paths of an index by those of `part`."""
        put_fields(self, index, part, self.gap.size)


def put_fields(whole: object, index: Index, part: object, width: int) -> None:
    """Copy every array of `part` into the paths of `whole`; numbers that differ become arrays."""
    for field in fields(whole):  # type: ignore[arg-type]
        old, new = getattr(whole, field.name), getattr(part, field.name)
        if isinstance(old, Outflow | FederalTax):
            put_fields(old, index, new, width)
        elif isinstance(old, np.ndarray) and old.size == width:
            old[index] = new
        elif isinstance(new, np.ndarray) or (isinstance(old, float) and old != new):
            grown = np.array(np.broadcast_to(np.asarray(old, dtype=np.float64), (width,)))
            grown[index] = new
            setattr(whole, field.name, grown)


@dataclass
class Withdrawal:
    """The question of one year: how much to withdraw so that the gap is 0.

    `ordinary`, `preferred` and `interest` are the incomes without withdrawals, `cash` is the money that comes in less
    what has to be paid. `gain_share`: the part of each dollar of taxable money that is gain. `penalty_free`: the
    traditional money without penalty, taken first; None for all. `old_roth`: the Roth money of owners old enough, taken
    before that of `young_roth`.
    """

    filing: Filing
    ordinary: Array
    preferred: Array | None
    interest: Array
    cash: Array
    stages: list[Stage]
    mix: Mix | None
    gain_share: Array
    penalty_free: Array | None
    old_roth: Array
    young_roth: list[YoungRoth]
    penalty_rate: float
    hsa_penalty_rate: float
    state_rate: float
    state_taxes_benefits: bool

    @property
    def most(self) -> Array:
        """Return everything that can be withdrawn."""
        return add_up(stage.size for stage in self.stages) + np.zeros(self.cash.size)

    def take(self, index: Index) -> "Withdrawal":
        """Return the same question on some of the paths."""
        size = self.cash.size

        def pick(value: Any) -> Any:
            if isinstance(value, np.ndarray):
                return value[index] if value.size == size else value
            if isinstance(value, tuple) and hasattr(value, "_fields"):
                return type(value)(*map(pick, value))
            if isinstance(value, list):
                return [pick(item) for item in value]
            return value.take(index) if isinstance(value, Filing) else value

        return replace(self, **{field.name: pick(getattr(self, field.name)) for field in fields(self)})

    def split(self, x: Array) -> Outflow:
        """Return what each kind pays of x."""
        out = Outflow()
        for kind, start, size in self.stages:
            beyond = x - start
            inside = (beyond >= 0) & (beyond < size)
            amount = np.minimum(beyond, size)
            np.maximum(amount, 0.0, out=amount)
            if kind == "mix" and self.mix:
                self.split_mix(out, amount, inside)
            else:
                out.add(kind, amount, inside)
        return out

    def split_mix(self, out: Outflow, amount: Array, inside: Array) -> None:
        """Take one share of taxable and Roth money and of all traditional money, which pays at least what it must."""
        assert self.mix is not None
        taxable, roth, traditional, required = self.mix
        others = taxable + roth
        with np.errstate(divide="ignore", invalid="ignore"):
            without = np.where(others > 0, amount / others, np.inf)
            shared = np.where(others + traditional > 0, (amount + required) / (others + traditional), np.inf)
            is_shared = shared <= without
            share = np.minimum(np.where(is_shared, shared, without), 1.0)
            slope = inside / np.where(is_shared, others + traditional, others)
        slope = np.where(inside, slope, 0.0)
        out.add("taxable", share * taxable, slope * taxable)
        out.add("roth", share * roth, slope * roth)
        out.add("traditional", np.maximum(share * traditional - required, 0.0), slope * traditional * is_shared)

    def evaluate(self, x: Array) -> Solution:
        """Return what a withdrawal of x leads to."""
        out = self.split(x)
        earnings, penalty, earnings_slope, penalty_slope = self.penalize(out)
        ordinary = self.ordinary + out.traditional + out.hsa + earnings
        ordinary_slope = out.traditional_slope + out.hsa_slope + earnings_slope
        preferred = None if self.preferred is None else self.preferred + self.gain_share * out.taxable
        federal = self.filing.compute(ordinary, preferred, self.interest, slopes=True)
        assert federal.marginal is not None
        slope = 1 - penalty_slope - federal.marginal.ordinary * ordinary_slope
        gains_slope: Rate = 0.0
        if preferred is not None:
            gains_slope = self.gain_share * out.taxable_slope
            slope = slope - federal.marginal.preferred * gains_slope
        state, state_slope = self.tax_by_state(federal, ordinary_slope + gains_slope)
        gap = self.cash + x - (federal.tax + federal.surtax + penalty + state)
        return Solution(gap, slope - state_slope, out, federal, ordinary, preferred, penalty, state)

    def tax_by_state(self, federal: FederalTax, grown: Rate) -> tuple[Array | float, Rate]:
        """Return the state's flat tax, and what it takes of the next dollar that adds `grown` to other income."""
        if not self.state_rate:
            return 0.0, 0.0
        counted = federal.agi if self.state_taxes_benefits else federal.agi - federal.taxable_benefits
        base = counted - self.filing.deduction
        if self.state_taxes_benefits and federal.marginal:
            grown = grown * (1 + federal.marginal.benefits)
        return self.state_rate * np.maximum(base, 0.0), self.state_rate * (base >= 0) * grown

    def penalize(self, out: Outflow) -> tuple[Array | float, Array | float, Rate, Rate]:
        """Return the taxed earnings of Roth withdrawals, all penalties, and the slopes of both."""
        earnings, penalty, earnings_slope, penalty_slope = self.tax_roth(out)
        if self.penalty_free is not None:
            early = out.traditional - self.penalty_free
            penalty = penalty + self.penalty_rate * np.maximum(early, 0.0)
            penalty_slope = penalty_slope + self.penalty_rate * (early >= 0) * out.traditional_slope
        if self.hsa_penalty_rate:
            penalty = penalty + self.hsa_penalty_rate * out.hsa
            penalty_slope = penalty_slope + self.hsa_penalty_rate * out.hsa_slope
        return earnings, penalty, earnings_slope, penalty_slope

    def tax_roth(self, out: Outflow) -> tuple[Array | float, Array | float, Rate, Rate]:
        """Return the taxed earnings of Roth withdrawals and their penalty, and the slopes of both."""
        earnings: Array | float = 0.0
        penalty: Array | float = 0.0
        earnings_slope: Rate = 0.0
        penalty_slope: Rate = 0.0
        if self.young_roth:
            young = out.roth - self.old_roth
            next_dollar = out.roth_slope * (young >= 0)
            young = np.maximum(young, 0.0)
            for share, free, unripe in self.young_roth:
                drawn = share * young
                beyond = drawn - free
                taxed = beyond - unripe
                earnings = earnings + np.maximum(taxed, 0.0)
                penalty = penalty + self.penalty_rate * np.maximum(beyond, 0.0)
                earnings_slope = earnings_slope + share * (next_dollar * (taxed >= 0))
                penalty_slope = penalty_slope + self.penalty_rate * share * (next_dollar * (beyond >= 0))
        return earnings, penalty, earnings_slope, penalty_slope


@dataclass
class BracketGap:
    """How far a bracket's top is exceeded."""

    gap: Array
    slope: Rate

    def put(self, index: Index, part: "BracketGap") -> None:
        """Replace the paths of an index by those of `part`."""
        put_fields(self, index, part, self.gap.size)


@dataclass
class BracketRoom:
    """The question of how much more ordinary income reaches the top of a bracket.

    Ordinary taxable income is what is left of taxable income without gains and qualified dividends.
    """

    filing: Filing
    ordinary: Array
    preferred: Array | None
    top: float

    def take(self, index: Index) -> "BracketRoom":
        """Return the same question on some of the paths."""
        preferred = None if self.preferred is None else self.preferred[index]
        return BracketRoom(self.filing.take(index), self.ordinary[index], preferred, self.top)

    def evaluate(self, x: Array) -> BracketGap:
        """Return how far x more ordinary income exceeds the top."""
        federal = self.filing.compute(self.ordinary + x, self.preferred, slopes=True)
        assert federal.marginal is not None
        reached = federal.agi - (self.filing.deduction + federal.senior_deduction)
        if self.preferred is not None:
            reached = reached - self.preferred
        return BracketGap(reached - self.top, federal.marginal.taxable)
