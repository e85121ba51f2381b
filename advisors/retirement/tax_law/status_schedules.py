"""The schedules of a filing status, as the arithmetic of the tax needs them."""

from functools import cache
from typing import NamedTuple

import numpy as np

from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.law_parts import FilingStatus
from advisors.retirement.tax_law.schedules import Schedule


class StatusSchedules(NamedTuple):
    """The schedules of a filing status: ordinary, gains, ordinary less gains, and where gains cost more than income."""

    ordinary: Schedule
    gains: Schedule
    difference: Schedule
    dearer_from: float
    dearer_to: float


@cache
def status_schedules(year: int, status: FilingStatus) -> StatusSchedules:
    """Return the schedules of a year's law for a filing status.

    Between `dearer_from` and `dearer_to` the rate on gains is above the ordinary rate; 0 and 0 if nowhere.
    """
    law = load_law(year)
    ordinary = Schedule.from_brackets(law.ordinary.of(status))
    gains = Schedule.from_brackets(law.gains.of(status))
    difference = ordinary.minus(gains)
    ends = (*difference.thresholds[1:], np.inf)
    dearer = [
        (low, high)
        for low, high, rate in zip(difference.thresholds, ends, difference.rates, strict=True)
        if rate < -1e-12
    ]
    return StatusSchedules(ordinary, gains, difference, *((dearer[0][0], dearer[-1][1]) if dearer else (0.0, 0.0)))
