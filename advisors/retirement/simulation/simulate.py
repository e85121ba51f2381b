"""Simulate one plan on one market: all paths together, year by year, in today's dollars.

Timing "end": W = W (1 + r)(1 - fee) + flow. Timing "begin": W = (W + flow)(1 + r)(1 - fee). A year in retirement is
funded if wealth and income at the moment of withdrawal cover the spending (constant_real), or if spending reaches
`need` (flexible rules). A path succeeds if every year is funded (constant_real), or if the money does not run out
(flexible rules). Source: contracts, "Plan".
"""

from collections.abc import Iterator

import numpy as np

from advisors.retirement.household.solving.roots import Index
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import Array
from advisors.retirement.markets.market import Market, MarketYear
from advisors.retirement.simulation.fan import FanDetail, FanRecorder
from advisors.retirement.simulation.household_run import simulate_household, simulate_household_years
from advisors.retirement.simulation.income_streams import IncomeStreams
from advisors.retirement.simulation.outcome import SimulationOutcome, YearRecord
from advisors.retirement.simulation.sustainability import SustainabilityTracker
from advisors.retirement.simulation.withdrawals import WithdrawalContext, build_rule, spending_need

FUNDED_TOLERANCE = 1 - 1e-9


def simulate(plan: Plan, market: Market, detail: FanDetail = "both") -> SimulationOutcome:
    """Simulate a plan on every path of a market; `detail` chooses the fans to compute."""
    if plan.household is not None:
        return simulate_household(plan, market, detail)
    state = SimulationState(plan, market.width, with_limits=plan.rule == "constant_real")
    fan = FanRecorder(plan, market.width, detail)
    fan.record(0, state.wealth, state.price)
    for year, market_year in enumerate(market.years, start=1):
        state.advance_year(year, market_year)
        fan.record(year, state.wealth, state.price)
    return state.outcome(fan)


def simulate_years(plan: Plan, market: Market, paths: Index | None = None) -> Iterator[YearRecord]:
    """Simulate a plan and yield the record of each year.

    `paths`: the numbers of the market's paths, if not the first ones; lives are drawn by number.
    """
    if plan.household is not None:
        yield from simulate_household_years(plan, market, paths)
        return
    state = SimulationState(plan, market.width, with_limits=False)
    for year, market_year in enumerate(market.years, start=1):
        start = state.wealth.copy()
        state.advance_year(year, market_year)
        yield state.record(year, start, market_year)


class SimulationState:
    """The state of all paths in one simulation."""

    def __init__(self, plan: Plan, width: int, *, with_limits: bool) -> None:
        self._plan, self._width = plan, width
        self._net_of_fee = 1 - plan.fee
        self._is_flexible, self._need = plan.rule != "constant_real", spending_need(plan)
        self._rule = build_rule(plan)
        self._incomes = IncomeStreams(plan.income)
        self._limits = (
            SustainabilityTracker(width, plan.start_value, plan.spending, plan.contribution) if with_limits else None
        )
        self.wealth = np.full(width, plan.start_value)
        self.price = np.ones(1)
        self._opening = self.wealth
        self._elapsed = self._nominal = np.ones(1)
        self._at_retirement = self.wealth.copy()
        self._short = np.zeros(width, dtype=np.int16)
        self._funded_years = np.full(width, plan.retirement_years, dtype=np.int16)
        self._lifetime = np.zeros(width)
        self._ran_out, self._below_need = np.zeros(width, dtype=bool), np.zeros(width, dtype=bool)
        self._first_spent = self._lowest_spent = np.zeros(1)
        self._income: Array | float = 0.0
        self._spent = np.zeros(1)
        self._funded = np.ones(1, dtype=bool)

    def advance_year(self, year: int, market: MarketYear) -> None:
        """Advance by one year: flows and growth in the order of the plan's timing."""
        self._opening = self.wealth.copy() if self._plan.rule == "rmd" else self.wealth
        if self._plan.timing == "begin":
            self._apply_cash_flow(year)
            self._apply_growth(market)
        else:
            self._apply_growth(market)
            self._apply_cash_flow(year)
        if year == self._plan.years_to_retirement:
            self._at_retirement = self.wealth.copy()

    def _apply_growth(self, market: MarketYear) -> None:
        factor = market.real * self._net_of_fee if self._net_of_fee != 1 else market.real
        self.wealth *= factor
        if self._limits:
            self._limits.grow(factor)
        self.price = self.price * market.inflation
        self._elapsed = market.inflation
        if self._plan.rule == "guardrails":
            self._nominal = market.real * market.inflation

    def _apply_cash_flow(self, year: int) -> None:
        plan = self._plan
        self._income = self._incomes.income_in_year(year, self._elapsed)
        if year > plan.years_to_retirement:
            self._withdraw(year - plan.years_to_retirement)
            return
        share = (1 + plan.contribution_growth) ** (year - 1)
        self.wealth += self._income + plan.contribution * share
        if self._limits:
            self._limits.save(self._income, share)

    def _withdraw(self, number: int) -> None:
        if self._limits:
            self._limits.spend(self._income)
        left = self._plan.retirement_years - number + 1
        wanted = self._rule.spend(
            WithdrawalContext(number, left, self.wealth, self._opening, self._income, self._elapsed, self._nominal)
        )
        self.wealth += self._income
        spent = np.minimum(wanted, self.wealth)
        if self._is_flexible:
            self._funded = np.maximum(spent, self._income) >= self._need * FUNDED_TOLERANCE
        else:
            self._funded = self.wealth >= wanted * FUNDED_TOLERANCE
        self.wealth -= spent
        if left > 1:
            self._ran_out |= self.wealth <= 0
        if not self._funded.all():
            short = np.flatnonzero(~self._funded)
            first_failures = short[self._short[short] == 0]
            self._funded_years[first_failures] = number - 1
            self._short[short] += 1
            self._below_need |= np.maximum(spent, self._income) < self._need * FUNDED_TOLERANCE
        self._lifetime += spent
        if number == 1:
            self._first_spent = self._lowest_spent = spent
        elif self._is_flexible or not self._funded.all():
            self._lowest_spent = np.minimum(self._lowest_spent, spent)
        self._spent = spent

    def record(self, year: int, start: Array, market: MarketYear) -> YearRecord:
        """Return the record of the year that `advance_year` has just simulated."""
        retired = year > self._plan.years_to_retirement
        saved = 0.0 if retired else self._plan.contribution * (1 + self._plan.contribution_growth) ** (year - 1)
        return YearRecord(
            year=year,
            growth=market.real,
            inflation=market.inflation,
            start=start,
            saved=saved,
            income=np.atleast_1d(np.asarray(self._income, dtype=np.float64)),
            spent=self._spent if retired else np.zeros(1),
            funded=self._funded,
            end=self.wealth.copy(),
            price=self.price,
            reasons=self._rule.reasons if retired else None,
        )

    def outcome(self, fan: FanRecorder) -> SimulationOutcome:
        """Return the outcome after the last year."""
        with np.errstate(invalid="ignore", divide="ignore"):
            cut = 1 - self._lowest_spent / self._first_spent
        return SimulationOutcome(
            width=self._width,
            success=~self._ran_out if self._is_flexible else self._short == 0,
            years_short=self._short,
            years_funded=self._funded_years,
            at_retirement=self._at_retirement,
            terminal=self.wealth,
            lifetime_spending=self._lifetime,
            worst_cut=np.where(self._first_spent > 0, cut, 0.0),
            lowest_spending=np.broadcast_to(self._lowest_spent, self._width),
            ran_out=self._ran_out,
            below_need=self._below_need,
            max_spending=self._limits.max_spending if self._limits else None,
            min_saving=self._limits.min_saving if self._limits else None,
            fan_real=fan.real,
            fan_nominal=fan.nominal,
        )
