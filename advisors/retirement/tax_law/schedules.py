"""Evaluate piecewise linear schedules, such as tax brackets, on many incomes at once."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.law import Brackets

Array = npt.NDArray[Any]
"""Numbers in float64, or flags, one for each path or one for all."""
Rate = Array | float
"""A rate for each amount, or one for all."""


def add_up(amounts: Iterable[Array | float]) -> Array:
    """Return the sum of arrays and numbers, 0 for none."""
    total: Array = np.zeros(1)
    for amount in amounts:
        total = total + amount
    return total


@dataclass(frozen=True)
class Schedule:
    """The tax on an amount: 0 at 0, and from each threshold on the rate of that bracket. Thresholds rise from 0."""

    thresholds: tuple[float, ...]
    rates: tuple[float, ...]
    taxes: tuple[float, ...]
    """The tax at each threshold."""

    @classmethod
    def from_rates(cls, thresholds: Sequence[float], rates: Sequence[float]) -> "Schedule":
        """Return the schedule with these thresholds in dollars and rates."""
        taxes = [0.0]
        for number in range(1, len(thresholds)):
            taxes.append(taxes[-1] + rates[number - 1] * (thresholds[number] - thresholds[number - 1]))
        return cls(tuple(map(float, thresholds)), tuple(map(float, rates)), tuple(taxes))

    @classmethod
    def from_brackets(cls, brackets: Brackets) -> "Schedule":
        """Return the schedule of a law's brackets."""
        return cls.from_rates(brackets.thresholds, brackets.rates)

    def minus(self, other: "Schedule") -> "Schedule":
        """Return the schedule whose tax is this one's less the other's."""
        thresholds = sorted({*self.thresholds, *other.thresholds})
        return Schedule.from_rates(thresholds, [self.rate_at(t) - other.rate_at(t) for t in thresholds])

    def rate_at(self, amount: float) -> float:
        """Return the rate of the next dollar above an amount."""
        return self.rates[max(bisect_right(self.thresholds, amount) - 1, 0)]

    def evaluate(self, amounts: Array) -> tuple[Array, Rate]:
        """Return the tax on each amount (at least 0), and the rate of its next dollar (one number if all are alike)."""
        low, high = float(amounts.min(initial=np.inf)), float(amounts.max(initial=0.0))
        first = max(bisect_right(self.thresholds, low) - 1, 0) if amounts.size else 0
        tax = self.rates[first] * (amounts - self.thresholds[first]) + self.taxes[first]
        rate: Rate = self.rates[first]
        for number in range(first + 1, len(self.thresholds)):
            if self.thresholds[number] > high:
                break
            step = self.rates[number] - self.rates[number - 1]
            above = amounts - self.thresholds[number]
            rate = rate + step * (above >= 0)
            np.maximum(above, 0.0, out=above)
            above *= step
            tax += above
        return tax, rate
