"""Compute income outside the portfolio, in today's dollars, and the Social Security claiming factor."""

from collections.abc import Sequence

import numpy as np

from advisors.retirement.inputs.plan import Income
from advisors.retirement.markets.draws import Array

FULL_RETIREMENT_MONTHS = 804
LATEST_CLAIM_MONTHS = 840


class IncomeStreams:
    """All income streams of a plan; call `income_in_year` once for each year, in order.

    The first payment is the amount in today's dollars. After that the nominal value rises by cola x inflation, so
    the real value changes by (1 + cola pi) / (1 + pi) from one payment to the next.
    """

    def __init__(self, streams: Sequence[Income]) -> None:
        self._streams = streams
        self._values: list[Array | float] = [stream.amount for stream in streams]

    def income_in_year(self, year: int, elapsed: Array) -> Array | float:
        """Return the real income of `year` (from 1); `elapsed` is 1 + inflation since last year's payment."""
        total: Array | float = 0.0
        for number, stream in enumerate(self._streams):
            if year > stream.from_year and stream.cola != 1:
                eroded = (1 + stream.cola * (elapsed - 1)) / elapsed
                self._values[number] = self._values[number] * eroded
            if stream.from_year <= year <= (stream.to_year or year):
                total = total + self._values[number]
        return total


def claiming_factor(age_months: int) -> float:
    """Return the fraction of the full Social Security benefit that is paid when claimed at `age_months`.

    Full retirement age is 67 (born 1960 or later). Each of the first 36 months before it costs 5/9%, each earlier
    month 5/12%; each month after it adds 2/3%, up to age 70. Source: Social Security Administration.
    Raises ValueError below age 62.
    """
    if age_months < 62 * 12:
        raise ValueError("Social Security cannot be claimed before age 62")
    late = min(age_months, LATEST_CLAIM_MONTHS) - FULL_RETIREMENT_MONTHS
    if late >= 0:
        return 1 + late * 2 / 300
    return 1 - min(-late, 36) * 5 / 900 - max(-late - 36, 0) * 5 / 1200


def constant_real_income(streams: Sequence[Income], year: int) -> float:
    """Return the income of `year` in today's dollars as if every stream kept up with inflation."""
    indexed = IncomeStreams([stream.model_copy(update={"cola": 1.0}) for stream in streams])
    return float(np.max(indexed.income_in_year(year, np.ones(1))))
