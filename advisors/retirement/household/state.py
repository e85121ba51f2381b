"""Simulate a household year by year on all paths: growth, saving, retirement and deaths."""

import numpy as np

from advisors.retirement.household.books import Books
from advisors.retirement.household.lives import MEANS_STREAM, own_stream
from advisors.retirement.household.opening import Ledger
from advisors.retirement.household.retired_year import RetiredYear
from advisors.retirement.household.rules import HouseholdRules
from advisors.retirement.household.solving.roots import Index
from advisors.retirement.household.streams import HouseholdStreams
from advisors.retirement.household.working_year import pass_working_year
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, HistoryReturns, LognormalReturns
from advisors.retirement.markets.elementary import exponential
from advisors.retirement.markets.market import MarketYear
from advisors.retirement.tax_law.schedules import Array

BOND_CLASSES, SAFE_CLASSES = ("us_aggregate_bonds", "us_tips"), ("cash",)
BOND_EXPOSURE = 0.5
"""The part of the uncertainty of the mean that bonds have."""


def household_width(plan: Plan, width: int) -> int:
    """Return the number of paths: those of the market, or the plan's where only lives or the mean differ."""
    assert plan.household is not None
    differs = plan.household.lives.simulated or plan.household.mean_sd > 0
    return plan.paths if differs and width == 1 and not isinstance(plan.returns, HistoryReturns) else width


def mean_exposure(plan: Plan, year: int) -> float:
    """Return how much of the uncertainty of the mean the portfolio of a year has: bonds half, cash none."""
    returns = plan.returns
    if not isinstance(returns, ClassReturns):
        return 1.0 if isinstance(returns, LognormalReturns) else 0.0
    end, done = returns.weights_end or returns.weights, (year - 1) / max(plan.horizon - 1, 1)
    exposure = 0.0
    for name in {*returns.weights, *end}:
        weight = (1 - done) * returns.weights.get(name, 0.0) + done * end.get(name, 0.0)
        part = BOND_EXPOSURE if name in BOND_CLASSES else 1.0
        exposure += weight * (0.0 if name in SAFE_CLASSES else part)
    return exposure


class HouseholdState:
    """The household of a plan on `width` paths, after the years passed so far; money in today's dollars.

    `ledger` has the figures of the last year. `spending`: what each path spends a year, in place of the plan's.
    `paths`: the numbers of the paths, if not the first ones.
    """

    def __init__(self, plan: Plan, width: int, spending: Array | None = None, paths: Index | None = None) -> None:
        assert plan.household is not None
        self._plan, self._household = plan, plan.household
        paths = np.arange(width) if paths is None else paths
        self.width = paths.size
        self.rules = HouseholdRules(plan, paths, spending)
        self.books = Books.open(plan.household, self.width)
        self.price = np.ones(1)
        self.ledger: Ledger = {}
        self._streams = HouseholdStreams(plan.household.income)
        self._elapsed = np.ones(1)
        self._ended: Array | None = None
        self._required: dict[int, Array] = {}
        self._mean_shock: Array | None = None
        if plan.household.mean_sd > 0:
            self._mean_shock = own_stream(plan.seed, MEANS_STREAM).standard_normal(int(paths.max()) + 1)[paths]

    def advance_year(self, year: int, market: MarketYear) -> None:
        """Advance by one year: the deaths of last year, then flows and growth in the order of the plan's timing."""
        self.apply_deaths(year - 1)
        self.set_required(year)
        if self._plan.timing == "begin":
            self.apply_flows(year)
            self.apply_growth(year, market)
        else:
            self.apply_growth(year, market)
            self._required = {person: amount / market.inflation for person, amount in self._required.items()}
            self.apply_flows(year)

    def set_required(self, year: int) -> None:
        """Compute required distributions from the balances at the end of last year."""
        self._required = {}
        for person in range(len(self._household.people)):
            factor = self.rules.required_factor(person, year)
            if factor is not None and year > self._plan.years_to_retirement:
                self._required[person] = self.books.money[f"traditional{person}"] / factor

    def apply_growth(self, year: int, market: MarketYear) -> None:
        """Apply the market's return less the fee, the uncertainty of its mean, and inflation."""
        factor = market.real * (1 - self._plan.fee)
        if self._mean_shock is not None:
            sd = self._household.mean_sd * mean_exposure(self._plan, year)
            factor = factor * exponential((sd * self._mean_shock - sd * sd / 2).astype(np.float32))
        if self._ended is not None:
            factor = np.where(self._ended, 1.0, factor)
        self.books.grow(factor, market.inflation)
        self.price = self.price * market.inflation
        self._elapsed = market.inflation

    def apply_flows(self, year: int) -> None:
        """Pass the year for each group of paths on which the same people live."""
        self._streams.pass_year(self._elapsed)
        self.ledger = {}
        for group in self.rules.groups(year):
            books = self.books if group.index is None else self.books.take(group.index)
            if year <= self._plan.years_to_retirement:
                ledger = pass_working_year(self.rules, group, books, self.price, self._streams)
            else:
                required = {person: group.pick(amount) for person, amount in self._required.items()}
                ledger = RetiredYear(self.rules, group, books, self.price).run(self._streams, required)
            if group.index is None:
                self.ledger = ledger
                return
            self.books.put(group.index, books)
            for name, values in ledger.items():
                whole = self.ledger.setdefault(name, np.zeros(self.width))
                whole[group.index] = values  # type: ignore[index]

    def apply_deaths(self, year: int) -> None:
        """Pass on what those leave who die at the end of a year; the money of an ended household grows no more."""
        if not any((years == year).any() for years in self.rules.deaths):
            return
        deaths = [np.broadcast_to(years, (self.width,)) for years in self.rules.deaths]
        ended = np.logical_and.reduce([years <= year for years in deaths])
        if len(deaths) == 2:
            for dead in (0, 1):
                index = np.flatnonzero((deaths[dead] == year) & (deaths[1 - dead] > year))
                if index.size:
                    self.books.pass_on(dead, 1 - dead, self._household.lives.step_up, index)
        if ended.any():
            self._ended = ended
