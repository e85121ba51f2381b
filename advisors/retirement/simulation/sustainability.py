"""The most one can spend and the least one must save, for every path in one pass.

Wealth under constant real spending w and first-year saving c, never mind whether it is enough, is linear in both:
W(w, c) = E - (w - spending) B + (c - saving) D, where E is the wealth of the plan itself, B what spending one dollar
a year has cost by now, D what saving (growing from) one dollar a year has brought; all three grow with the portfolio.
A path bears w if W never falls below 0 at the moment of withdrawal: w* = spending + min E / B, which is the
min A / B of contracts, "Sustainable spending", with A = E + spending B. In the same way c* = saving - min E / D.
"""

import numpy as np

from advisors.retirement.markets.draws import Array


class SustainabilityTracker:
    """E, B and D of every path, carried year by year; amounts in today's dollars."""

    def __init__(self, width: int, start_value: float, spending: float, saving: float) -> None:
        self._wealth = np.full(width, start_value)
        self._spent = np.zeros(width)
        self._saved = np.zeros(width)
        self._spending, self._saving = spending, saving
        self._any_spent = self._any_saved = False
        self._spare_spending = np.full(width, np.inf)
        self._spare_saving = np.full(width, np.inf)

    def grow(self, factor: Array) -> None:
        """Let a year pass; `factor`: 1 + the real return after fees."""
        self._wealth *= factor
        if self._any_spent:
            self._spent *= factor
        if self._any_saved:
            self._saved *= factor

    def save(self, income: Array | float, share: float) -> None:
        """Take a year before retirement: its income, and `share`, the saving of one who starts with 1."""
        self._wealth += income + self._saving * share
        self._saved += share
        self._any_saved = True

    def spend(self, income: Array | float) -> None:
        """Take a year in retirement: its income, less the plan's spending."""
        self._wealth += income - self._spending
        self._spent += 1
        self._any_spent = True
        np.minimum(self._spare_spending, self._wealth / self._spent, out=self._spare_spending)
        if self._any_saved:
            np.minimum(self._spare_saving, self._wealth / self._saved, out=self._spare_saving)

    @property
    def most(self) -> Array | None:
        """The most each path bears a year, at least 0; None without a year in retirement."""
        return np.maximum(self._spending + self._spare_spending, 0.0) if self._any_spent else None

    @property
    def least(self) -> Array | None:
        """The first-year saving each path needs, at least 0; None without years of saving and of spending."""
        if not (self._any_spent and self._any_saved):
            return None
        return np.maximum(self._saving - self._spare_saving, 0.0)
