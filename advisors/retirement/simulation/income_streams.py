"""Compute income outside the portfolio, in today's dollars."""

from collections.abc import Sequence

import numpy as np

from advisors.retirement.inputs.plan import Income
from advisors.retirement.markets.draws import Array


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


def constant_real_income(streams: Sequence[Income], year: int) -> float:
    """Return the income of `year` in today's dollars as if every stream kept up with inflation."""
    indexed = IncomeStreams([stream.model_copy(update={"cola": 1.0}) for stream in streams])
    return float(np.max(indexed.income_in_year(year, np.ones(1))))
