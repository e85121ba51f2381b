"""Income outside the portfolio, in today's dollars, and the Social Security claiming factor."""

from collections.abc import Sequence

import numpy as np

from advisors.retirement.inputs.plan import Income
from advisors.retirement.markets.draws import Array

FULL_RETIREMENT_MONTHS = 804
LATEST_CLAIM_MONTHS = 840


class IncomeStreams:
    """All income streams of a plan, to be asked year after year.

    A stream pays its amount in today's dollars at its first payment; from then on its nominal value rises by
    cola x inflation, so its real value changes by (1 + cola pi) / (1 + pi) from one payment to the next.
    """

    def __init__(self, streams: Sequence[Income]) -> None:
        self._streams = streams
        self._values: list[Array | float] = [stream.amount for stream in streams]

    def income_in_year(self, year: int, elapsed: Array) -> Array | float:
        """Give the income of `year` (from 1), real; `elapsed`: 1 + inflation since last year's payment."""
        total: Array | float = 0.0
        for number, stream in enumerate(self._streams):
            if year > stream.from_year and stream.cola != 1:
                eroded = (1 + stream.cola * (elapsed - 1)) / elapsed
                self._values[number] = self._values[number] * eroded
            if stream.from_year <= year <= (stream.to_year or year):
                total = total + self._values[number]
        return total


def claiming_factor(age_months: int) -> float:
    """Give the share of the full Social Security benefit paid when it is claimed at `age_months`.

    Full retirement age 67 (born 1960 or later): 5/9% less a month for the first 36 months early, 5/12% for
    each month before; 2/3% more a month after, to age 70. Source: Social Security Administration.
    Raises ValueError below age 62.
    """
    if age_months < 62 * 12:
        raise ValueError("Social Security cannot be claimed before age 62")
    late = min(age_months, LATEST_CLAIM_MONTHS) - FULL_RETIREMENT_MONTHS
    if late >= 0:
        return 1 + late * 2 / 300
    return 1 - min(-late, 36) * 5 / 900 - max(-late - 36, 0) * 5 / 1200


def constant_real_income(streams: Sequence[Income], year: int) -> float:
    """Give the income of `year` in today's dollars as if every stream kept up with inflation."""
    paid = IncomeStreams([stream.model_copy(update={"cola": 1.0}) for stream in streams])
    return float(np.max(paid.income_in_year(year, np.ones(1))))
