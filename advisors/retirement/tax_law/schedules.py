"""Evaluate piecewise linear schedules, such as tax brackets, on many incomes at once."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.law_parts import Brackets

Array = npt.NDArray[Any]
"""Numbers in float64, or flags, one for each path or one for all."""
Rate = Array | float
"""A rate for each amount, or one for all."""


def add_up(amounts: Iterable[Array | float]) -> Array:
    """Return the sum of arrays and numbers, 0 for none; an array alone is returned as it is."""
    total: Array | None = None
    number = 0.0
    for amount in amounts:
        if not isinstance(amount, np.ndarray):
            number += amount
        else:
            total = amount if total is None else total + amount
    if total is None:
        return np.array([number])
    return total + number if number else total


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

    def evaluate(self, amounts: Array) -> tuple[Array, Array]:
        """Return the tax on each amount, and the rate of its next dollar; both are 0 below an amount of 0."""
        brackets = np.zeros(amounts.shape, dtype=np.int8)
        for threshold in self.thresholds:
            brackets += (amounts >= threshold).view(np.int8)
        places = brackets.astype(np.intp)
        rates, intercepts = self.columns
        rate = rates.take(places)
        tax = rate * amounts
        tax += intercepts.take(places)
        return tax, rate

    @cached_property
    def columns(self) -> tuple[Array, Array]:
        """Return the rate of each bracket, and what its straight line is at an amount of 0; the first is below 0."""
        rates = np.array(self.rates)
        lines = np.array(self.taxes) - rates * np.array(self.thresholds)
        return np.concatenate(([0.0], rates)), np.concatenate(([0.0], lines))
