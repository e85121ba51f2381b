"""Rates of return: time-weighted and money-weighted.

A rate that does not exist is a `Rate` without a value and with the reason, never zero.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from itertools import pairwise

from portfolios.valuation.growth import RecordedDay
from portfolios.valuation.value import EXACT_CONTEXT

DAYS_PER_YEAR = 365
MAX_EXPONENT = 40.0
"""The search for a rate ends where money grows or shrinks by e to this power over the whole period."""
SCAN_STEPS = 800
BISECTIONS = 200


@dataclass(frozen=True)
class Rate:
    """value: a fraction, 0.05 is 5%; None if it cannot be computed, and `reason` says why."""

    value: Decimal | None
    reason: str = ""

    def yearly(self, days: int) -> "Rate":
        """Return the rate of a number of days as a yearly one of 365 days."""
        if self.value is None:
            return self
        with localcontext(EXACT_CONTEXT):
            return Rate((1 + self.value) ** (Decimal(DAYS_PER_YEAR) / days) - 1)


def time_weighted_return(days: Sequence[RecordedDay]) -> Rate:
    """Chain the returns between the records of a period, so that the time and size of deposits do not matter.

    Money added on a day counts as added at its end: it is recorded at that day's prices.
    """
    factor = Decimal(1)
    with localcontext(EXACT_CONTEXT):
        for before, day in pairwise(days):
            kept = day.total - day.added
            if before.total == 0 == kept:
                continue  # nothing was invested, so nothing grew
            if before.total <= 0:
                return Rate(None, f"Nothing was invested on {before.date:%Y-%m-%d}.")
            if kept < 0:
                return Rate(None, f"More was withdrawn on {day.date:%Y-%m-%d} than there was.")
            factor *= kept / before.total
    if not any(day.total for day in days[:-1]):
        return Rate(None, "Nothing was invested.")
    return Rate(factor - 1)


def money_weighted_return(days: Sequence[RecordedDay]) -> Rate:
    """Return the rate over the period at which what was there and what was added became what is there (XIRR)."""
    first, last = days[0], days[-1]
    return solve_growth(
        [(first.date, -first.total), *((day.date, -day.added) for day in days[1:]), (last.date, last.total)]
    )


def solve_yearly_rate(flows: Sequence[tuple[date, Decimal]]) -> Rate:
    """Return the yearly rate of dated flows, what spreadsheets call XIRR: years have 365 days."""
    days = [day for day, amount in flows if amount]
    return solve_growth(flows).yearly((max(days) - min(days)).days) if days else solve_growth(flows)


def solve_growth(flows: Iterable[tuple[date, Decimal]]) -> Rate:
    """Return the rate over the whole time at which dated flows have no present value.

    Money paid in is negative, money taken out and what is left are positive. By Descartes' rule for powers, one change
    of sign means one rate; with more changes there may be none or several, and then there is no answer.
    """
    sums: dict[date, Decimal] = defaultdict(Decimal)
    for day, amount in flows:
        sums[day] += amount
    series = sorted((day, float(amount)) for day, amount in sums.items() if amount)
    if len({amount > 0 for _, amount in series}) < 2:
        return Rate(None, "Money went only one way, and nothing is left to compare it with.")
    start, end = series[0][0], series[-1][0]
    roots = find_roots([((day - start).days / (end - start).days, amount) for day, amount in series])
    if not roots:
        return Rate(None, "No rate of return explains these deposits and withdrawals.")
    if len(roots) > 1:
        return Rate(None, "More than one rate of return explains these deposits and withdrawals.")
    return Rate(Decimal(str(math.expm1(roots[0]))))


def find_roots(timed: Sequence[tuple[float, float]]) -> list[float]:
    """Return the growths x over the whole period with sum(amount * exp(-x t)) = 0; t runs from 0 to 1.

    If what is invested at such a rate never falls below zero before the end, it is the only one (Soper 1959).
    """

    def value(growth: float) -> float:
        return math.fsum(amount * math.exp(-growth * time) for time, amount in timed)

    def bisect(low: float, high: float) -> float:
        is_low_positive = value(low) > 0
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            if middle in (low, high):
                break
            low, high = (middle, high) if (value(middle) > 0) == is_low_positive else (low, middle)
        return (low + high) / 2

    width = 0.01
    while width < MAX_EXPONENT:
        if (value(-width) > 0) != (value(width) > 0):
            root = bisect(-width, width)
            if stays_invested(timed, root):
                return [root]
            break
        width *= 2
    points = [MAX_EXPONENT * (2 * step / SCAN_STEPS - 1) for step in range(SCAN_STEPS + 1)]
    positive = [value(point) > 0 for point in points]
    return [
        bisect(points[place], points[place + 1])
        for place, (before, after) in enumerate(pairwise(positive))
        if before != after
    ]


def stays_invested(timed: Sequence[tuple[float, float]], growth: float) -> bool:
    """Return whether the balance at a growth stays above zero until the end."""
    balance, before = 0.0, 0.0
    for time, amount in timed[:-1]:
        balance = balance * math.exp(growth * (time - before)) - amount
        before = time
        if balance <= 0:
            return False
    return True
