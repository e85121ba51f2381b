"""The fan of a projection, filled while the years pass."""

from typing import Literal

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import Array
from advisors.retirement.simulation.percentiles import PERCENTILES, Percentiles

FanDetail = Literal["both", "real", "none"]
"""Both fans, the one in today's dollars only, or neither: what-ifs need not pay for what nobody looks at."""


class FanRecorder:
    """The percentiles of wealth, today and at each year's end, real and nominal; NaN where not asked for.

    The real ones at retirement and at the end are always there.
    """

    def __init__(self, plan: Plan, width: int, detail: FanDetail) -> None:
        self._percentiles = Percentiles(width)
        self._detail = detail
        self._required_years = {plan.years_to_retirement, plan.horizon}
        self.real = np.full((plan.horizon + 1, len(PERCENTILES)), np.nan)
        self.nominal = np.full((plan.horizon + 1, len(PERCENTILES)), np.nan)

    def note(self, year: int, wealth: Array, price: Array) -> None:
        """Take the wealth of a year's end, real, and the price level (today: 1)."""
        if self._detail == "none" and year not in self._required_years:
            return
        self.real[year] = self._percentiles.of(wealth)
        if self._detail == "both" and price.size == 1:
            self.nominal[year] = self.real[year] * price
        elif self._detail == "both":
            self.nominal[year] = self._percentiles.of(wealth * price)
