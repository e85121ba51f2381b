"""Say what a household takes from where for each further dollar, and what of it is left after tax.

An order of withdrawal is a row of stages that are emptied one after the other. The stage `mix` takes a common share of
several kinds at once. Everything is piecewise linear in x, the dollars withdrawn beyond required distributions.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from advisors.retirement.household.solving.roots import Index
from advisors.retirement.household.solving.solutions import Mix, Outflow, Solution, Stage, YoungRoth
from advisors.retirement.tax_law.federal import FederalTax, Filing
from advisors.retirement.tax_law.schedules import Array, Rate, add_up


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
    state_deduction: float

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
            if isinstance(value, float | str | None):
                return value
            if isinstance(value, Filing):
                return value.take(index)
            if isinstance(value, list):
                return [pick(item) for item in value]
            return type(value)(*map(pick, value)) if isinstance(value, tuple) else value

        part = object.__new__(Withdrawal)
        part.__dict__.update({name: pick(value) for name, value in self.__dict__.items()})
        return part

    def split(self, x: Array) -> Outflow:
        """Return what each kind pays of x; of Roth money only where it matters to the tax."""
        out = Outflow()
        for kind, start, size in self.stages:
            if kind == "roth" and not self.young_roth:
                continue
            beyond = x - start
            inside = np.where((beyond >= 0) & (beyond < size), 1.0, 0.0)
            np.minimum(beyond, size, out=beyond)
            np.maximum(beyond, 0.0, out=beyond)
            if kind == "mix" and self.mix:
                self.split_mix(out, beyond, inside)
            else:
                out.add(kind, beyond, inside)
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
        slope = np.where(inside > 0, slope, 0.0)
        out.add("taxable", share * taxable, slope * taxable)
        out.add("roth", share * roth, slope * roth)
        out.add(
            "traditional",
            np.maximum(share * traditional - required, 0.0),
            np.where(is_shared, slope * traditional, 0.0),
        )

    def evaluate(self, x: Array) -> Solution:
        """Return what a withdrawal of x leads to."""
        out = self.split(x)
        earnings, penalty, earnings_slope, penalty_slope = self.penalize(out)
        ordinary = add_up((self.ordinary, out.traditional, out.hsa, earnings))
        ordinary_slope = add_up((out.traditional_slope, out.hsa_slope, earnings_slope))
        preferred: Array | None = None
        gains_slope: Rate = 0.0
        if self.preferred is not None:
            preferred = self.preferred + self.gain_share * out.taxable
            gains_slope = self.gain_share * out.taxable_slope
        federal = self.filing.compute(ordinary, preferred, self.interest, split=(ordinary_slope, gains_slope))
        state, state_slope = self.tax_by_state(federal, ordinary_slope, gains_slope)
        taxes = add_up((federal.tax, federal.surtax, penalty, state))
        slope = 1 - add_up((federal.slope, state_slope, penalty_slope))
        return Solution(self.cash + x - taxes, slope, out, federal, ordinary, preferred, penalty, state)

    def tax_by_state(self, federal: FederalTax, ordinary: Rate, gained: Rate) -> tuple[Array | float, Rate]:
        """Return the state's flat tax, and what it takes of the next dollar; `ordinary` and `gained` are its parts."""
        if not self.state_rate:
            return 0.0, 0.0
        counted = federal.agi if self.state_taxes_benefits else federal.agi - federal.taxable_benefits
        base = counted - self.state_deduction
        grown = self.state_rate * add_up((ordinary, gained))
        if self.state_taxes_benefits:
            grown = grown * federal.income_slope
        return self.state_rate * np.maximum(base, 0.0), np.where(base >= 0, grown, 0.0)

    def penalize(self, out: Outflow) -> tuple[Array | float, Array | float, Rate, Rate]:
        """Return the taxed earnings of Roth withdrawals, all penalties, and the slopes of both."""
        earnings, penalty, earnings_slope, penalty_slope = self.tax_roth(out)
        if self.penalty_free is not None:
            early = out.traditional - self.penalty_free
            penalty = penalty + self.penalty_rate * np.maximum(early, 0.0)
            penalty_slope = penalty_slope + np.where(early >= 0, self.penalty_rate * out.traditional_slope, 0.0)
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
            next_dollar = np.where(young >= 0, out.roth_slope, 0.0)
            young = np.maximum(young, 0.0)
            for share, free, unripe in self.young_roth:
                drawn = share * young
                beyond = drawn - free
                taxed = beyond - unripe
                earnings = earnings + np.maximum(taxed, 0.0)
                penalty = penalty + self.penalty_rate * np.maximum(beyond, 0.0)
                earnings_slope = earnings_slope + np.where(taxed >= 0, share * next_dollar, 0.0)
                penalty_slope = penalty_slope + np.where(beyond >= 0, self.penalty_rate * share * next_dollar, 0.0)
        return earnings, penalty, earnings_slope, penalty_slope
