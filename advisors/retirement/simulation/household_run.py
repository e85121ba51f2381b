"""Simulate a household on all paths of a market."""

from collections.abc import Iterator

import numpy as np

from advisors.retirement.household.recorder import BALANCES, FLOWS, SUMS, HouseholdRecorder
from advisors.retirement.household.solving.roots import Index
from advisors.retirement.household.state import HouseholdState, household_width
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.market import Market
from advisors.retirement.simulation.fan import FanDetail, FanRecorder
from advisors.retirement.simulation.outcome import SimulationOutcome, YearRecord
from advisors.retirement.tax_law.schedules import add_up

SAVED = ("to_traditional", "match", "to_roth", "to_taxable", "to_hsa")
INCOMES = ("social_security", "wages", "pension", "untaxed")
WEALTH_TOTALS = ("spending",)
"""The lifetime totals of a run that only shows the fan in today's dollars: the one that its outcome needs."""


def simulate_household(plan: Plan, market: Market, detail: FanDetail = "both") -> SimulationOutcome:
    """Simulate a household on every path; `detail` chooses the fans, yearly figures and lifetime totals.

    A path succeeds if every year's spending is paid after taxes and premiums while anybody lives.
    """
    state = HouseholdState(plan, household_width(plan, market.width))
    fan = FanRecorder(plan, state.width, detail)
    recorder = open_recorder(plan, state, detail)
    short_years, funded_years = np.zeros(state.width, np.int16), np.full(state.width, plan.retirement_years, np.int16)
    ran_out, wealth = np.zeros(state.width, dtype=bool), state.books.total
    worst_share, lowest, at_retirement = np.ones(state.width), np.full(state.width, np.inf), wealth
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
                share = spent / np.where(failed, spent + short, 1.0)
                worst_share = np.where(failed, np.minimum(worst_share, share), worst_share)
            if year < plan.horizon:
                ran_out |= wealth <= 0
    return SimulationOutcome(
        width=state.width, success=short_years == 0, years_short=short_years, years_funded=funded_years,
        at_retirement=at_retirement, terminal=wealth, lifetime_spending=recorder.total("spending"),
        worst_cut=1 - worst_share, lowest_spending=np.where(np.isfinite(lowest), lowest, 0.0), ran_out=ran_out,
        below_need=short_years > 0, max_spending=None, min_saving=None, fan_real=fan.real, fan_nominal=fan.nominal,
        household=recorder.result(),
    )  # fmt: skip


def open_recorder(plan: Plan, state: HouseholdState, detail: FanDetail) -> HouseholdRecorder:
    """Return a recorder of what the detail shows."""
    figures = {"both": (*FLOWS, *BALANCES), "balances": BALANCES}.get(detail, ())
    return HouseholdRecorder(plan, state, figures, WEALTH_TOTALS if detail == "real" else tuple(SUMS))


def simulate_household_years(plan: Plan, market: Market, paths: Index | None) -> Iterator[YearRecord]:
    """Simulate a household and yield the record of each year; `paths`: the numbers of the market's paths."""
    state = HouseholdState(plan, market.width, paths=paths)
    for year, market_year in enumerate(market.years, start=1):
        start = state.books.total
        state.advance_year(year, market_year)
        ledger = state.ledger
        saved = add_up(ledger.get(name, 0.0) for name in SAVED) if year <= plan.years_to_retirement else np.zeros(1)
        income = add_up(ledger.get(name, 0.0) for name in INCOMES)
        yield YearRecord(
            year=year, growth=market_year.real, inflation=market_year.inflation, start=start,
            saved=float(np.max(saved)), income=np.asarray(income), spent=np.atleast_1d(ledger.get("spending", 0.0)),
            funded=np.atleast_1d(ledger.get("short", 0.0)) <= 0, end=state.books.total, price=state.price, reasons=None,
        )  # fmt: skip
