"""Record the fan of a projection: percentiles of wealth, year by year."""

from typing import Literal

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import Array
from advisors.retirement.simulation.percentiles import PERCENTILES, Percentiles

FanDetail = Literal["both", "real", "balances", "none"]
"""Both fans, only the one in today's dollars, or neither, which is faster. A household's figures of each year are kept
with both fans; with "balances" only what is left of each kind of money."""


class FanRecorder:
    """Percentiles of wealth today and at each year's end, real and nominal; NaN where `detail` leaves them out.

    The real ones at retirement and at the end are always computed.
    """

    def __init__(self, plan: Plan, width: int, detail: FanDetail) -> None:
        self._percentiles = Percentiles(width)
        self._detail = detail
        self._required_years = {plan.years_to_retirement, plan.horizon}
        self.real = np.full((plan.horizon + 1, len(PERCENTILES)), np.nan)
        self.nominal = np.full((plan.horizon + 1, len(PERCENTILES)), np.nan)

    def record(self, year: int, wealth: Array, price: Array) -> None:
        """Record the wealth at a year's end, in real dollars; `price` is the price level (today: 1)."""
        if self._detail in ("none", "balances") and year not in self._required_years:
            return
        self.real[year] = self._percentiles.compute(wealth)
        if self._detail == "both" and price.size == 1:
            self.nominal[year] = self.real[year] * price
        elif self._detail == "both":
            self.nominal[year] = self._percentiles.compute(wealth * price)
