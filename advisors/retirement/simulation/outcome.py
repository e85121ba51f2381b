"""The outcome of a simulation: one number for each path, and the record of a single year."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from advisors.retirement.household.results import HouseholdResult
from advisors.retirement.markets.draws import Array
from advisors.retirement.simulation.withdrawals import ReasonCodes


class YearRecord(NamedTuple):
    """One simulated year on every path, in real dollars; shapes (paths,) or (1,).

    `growth`: 1 + the real return before fees; `inflation`: 1 + inflation; `price`: the price level (today: 1).
    """

    year: int
    growth: Array
    inflation: Array
    start: Array
    saved: float
    income: Array
    spent: Array
    funded: npt.NDArray[np.bool_]
    end: Array
    price: Array
    reasons: ReasonCodes | None


@dataclass(frozen=True)
class SimulationOutcome:
    """The outcome of a simulation: arrays of shape (width,), money in real dollars unless it says nominal.

    `max_spending` and `min_saving` are the most that each path can spend and the least that it must save a year;
    None if they have no meaning. `ran_out`: the portfolio was empty before the last year. `below_need`: a year with
    less spending than `need`. `lowest_spending`: that of the lowest year. `fan_real` and `fan_nominal`: shape
    (years + 1, 7), the percentiles today and at each year's end. `household`: what a
    household pays, None without one.
    """

    width: int
    success: npt.NDArray[np.bool_]
    years_short: npt.NDArray[np.int16]
    years_funded: npt.NDArray[np.int16]
    at_retirement: Array
    terminal: Array
    lifetime_spending: Array
    worst_cut: Array
    lowest_spending: Array
    ran_out: npt.NDArray[np.bool_]
    below_need: npt.NDArray[np.bool_]
    max_spending: Array | None
    min_saving: Array | None
    fan_real: Array
    fan_nominal: Array
    household: HouseholdResult | None = None
