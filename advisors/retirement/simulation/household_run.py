"""Simulate a household on all paths of a market, and find what it can spend after tax."""

import numpy as np

from advisors.retirement.household.recorder import HouseholdRecorder
from advisors.retirement.household.state import HouseholdState, household_width
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.market import Market
from advisors.retirement.simulation.fan import FanDetail, FanRecorder
from advisors.retirement.simulation.outcome import SimulationOutcome

BISECTIONS = 14
"""Halvings of the range of spending: to a ten-thousandth of it."""


def simulate_household(plan: Plan, market: Market, detail: FanDetail = "both") -> SimulationOutcome:
    """Simulate a household on every path; `detail` chooses the fans, and yearly figures unless it is "none".

    A path succeeds if every year's spending is paid after taxes and premiums while anybody lives.
    """
    state = HouseholdState(plan, household_width(plan, market.width))
    fan = FanRecorder(plan, state.width, detail)
    recorder = HouseholdRecorder(plan, state, with_bands=detail != "none")
    short_years, funded_years = np.zeros(state.width, np.int16), np.full(state.width, plan.retirement_years, np.int16)
    ran_out, wealth = np.zeros(state.width, dtype=bool), state.books.total
    worst_share, lowest = np.ones(state.width), np.full(state.width, np.inf)
    at_retirement = wealth.copy()
    fan.record(0, wealth, state.price)
    for year, market_year in enumerate(market.years, start=1):
        state.advance_year(year, market_year)
        recorder.record()
        wealth = state.books.total
        fan.record(year, wealth, state.price)
        if year == plan.years_to_retirement:
            at_retirement = wealth
        if year > plan.years_to_retirement:
            spent, short = state.ledger.get("spending", np.zeros(1)), state.ledger.get("short", np.zeros(1))
            lowest = np.where(spent + short > 0, np.minimum(lowest, spent), lowest)
            if np.any(short):
                failed = np.asarray(short) > 0
                funded_years[failed & (short_years == 0)] = year - plan.years_to_retirement - 1
                short_years += failed
                worst_share = np.where(failed, np.minimum(worst_share, spent / (spent + short)), worst_share)
            if year < plan.horizon:
                ran_out |= wealth <= 0
    return SimulationOutcome(
        width=state.width, success=short_years == 0, years_short=short_years, years_funded=funded_years,
        at_retirement=at_retirement, terminal=wealth, lifetime_spending=recorder.total("spending"),
        worst_cut=1 - worst_share, lowest_spending=np.where(np.isfinite(lowest), lowest, 0.0), ran_out=ran_out,
        below_need=short_years > 0, max_spending=None, min_saving=None, fan_real=fan.real, fan_nominal=fan.nominal,
        household=recorder.result(),
    )  # fmt: skip
