"""Find the most one can spend and the least one must save, for every path in one pass.

Let wealth go below zero. Then wealth under constant real spending w and first-year saving c is linear in both:
W(w, c) = E - (w - spending) B + (c - saving) D. E is the wealth of the plan itself, B the accumulated cost of
spending one dollar a year, D the accumulated value of saving (growing from) one dollar a year. All three grow with
the portfolio. A path can afford w if W is never below 0 at the moment of withdrawal: w* = spending + min E / B. This
is the min A / B of contracts, "Sustainable spending", with A = E + spending B. In the same way c* = saving - min E / D.
"""

import numpy as np

from advisors.retirement.markets.draws import Array


class SustainabilityTracker:
    """E, B and D of every path, updated year by year, in today's dollars."""

    def __init__(self, width: int, start_value: float, spending: float, saving: float) -> None:
        self._wealth = np.full(width, start_value)
        self._spent = np.zeros(width)
        self._saved = np.zeros(width)
        self._spending, self._saving = spending, saving
        self._any_spent = self._any_saved = False
        self._spare_spending = np.full(width, np.inf)
        self._spare_saving = np.full(width, np.inf)

    def grow(self, factor: Array) -> None:
        """Apply the growth of a year; `factor` is 1 + the real return after fees."""
        self._wealth *= factor
        if self._any_spent:
            self._spent *= factor
        if self._any_saved:
            self._saved *= factor

    def save(self, income: Array | float, share: float) -> None:
        """Apply the flows of a year before retirement.

        `income`: dollars. `share`: this year's saving as a multiple of the first year's.
        """
        self._wealth += income + self._saving * share
        self._saved += share
        self._any_saved = True

    def spend(self, income: Array | float) -> None:
        """Apply the flows of a year in retirement: `income` in dollars, less the plan's spending."""
        self._wealth += income - self._spending
        self._spent += 1
        self._any_spent = True
        np.minimum(self._spare_spending, self._wealth / self._spent, out=self._spare_spending)
        if self._any_saved:
            np.minimum(self._spare_saving, self._wealth / self._saved, out=self._spare_saving)

    @property
    def max_spending(self) -> Array | None:
        """Return the most that each path can spend a year, at least 0; None without a year in retirement."""
        return np.maximum(self._spending + self._spare_spending, 0.0) if self._any_spent else None

    @property
    def min_saving(self) -> Array | None:
        """Return the first-year saving that each path needs, at least 0; None without years of saving and spending."""
        if not (self._any_spent and self._any_saved):
            return None
        return np.maximum(self._saving - self._spare_saving, 0.0)
