"""Replay a plan on past years, once for each start year whose whole horizon is in the data.

Source of the stored series: A. Damodaran, 1928-2024 (data/us_annual_real_returns_1928_2024.csv): calendar-year
returns after inflation, and inflation, as decimal fractions. Another CSV of the same shape works too: comment lines
start with #, the header has `year`, `inflation` and a column for each asset, and the years are consecutive.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Array
from advisors.retirement.markets.market import Market, MarketYear
from advisors.retirement.projection.projection_result import Projection, StartYearResult, Success
from advisors.retirement.projection.projection_summary import build_projection
from advisors.retirement.simulation.simulate import simulate

STORED_SERIES = {"us_1928_2024": Path(__file__).parents[1] / "data" / "us_annual_real_returns_1928_2024.csv"}
NOTABLE_START_YEARS = {
    1929: "the crash of 1929 and the Great Depression",
    1966: "the high inflation of the late 1960s and 1970s",
    1973: "the oil crisis of 1973",
    2000: "the end of the dot-com boom",
}


class HistoryError(ValueError):
    """Past returns cannot be replayed; `field` is the key of the plan that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True)
class ReturnHistory:
    """Annual returns as a table: `columns` of shape (years,), decimal fractions, consecutive years from `first`."""

    first: int
    columns: dict[str, Array]

    @property
    def count(self) -> int:
        """Return the number of years."""
        return len(self.columns["inflation"])


def replay_plan(plan: Plan) -> Projection:
    """Project a plan with returns of kind history; standard error and interval are None, because windows overlap.

    The plan's own inflation, paths and seed are ignored. Raises HistoryError if no window is long enough.
    """
    windows, starts = build_historical_market(plan)
    outcome = simulate(plan, windows)
    successes = int(outcome.success.sum())
    success = Success(
        probability=successes / len(starts),
        standard_error=None,
        interval=None,
        successes=successes,
        periods=len(starts),
    )
    columns = (outcome.success.tolist(), outcome.years_funded.tolist(), outcome.terminal.tolist())
    results = [
        StartYearResult(start=start, success=ok, years_funded=funded, terminal=terminal)
        for start, ok, funded, terminal in zip(starts, *columns, strict=True)
    ]
    projection = build_projection(plan, outcome, success=success, paths=len(starts))
    return projection.model_copy(update={"by_start_year": results})


def worst_start_years(projection: Projection, count: int = 4) -> list[tuple[StartYearResult, str]]:
    """Return the worst start years of a replay, worst first, each with its description ("" if it has none).

    The worst have the fewest funded years, then the least money at the end.
    """
    ranked = sorted(projection.by_start_year or [], key=lambda run: (run.years_funded, run.terminal))
    return [(run, NOTABLE_START_YEARS.get(run.start, "")) for run in ranked[:count]]


def notable_start_years(projection: Projection) -> list[tuple[StartYearResult, str]]:
    """Return the replays that start in 1929, 1966, 1973 or 2000, each with its description, if the data allow."""
    runs = {run.start: run for run in projection.by_start_year or []}
    return [(runs[year], name) for year, name in NOTABLE_START_YEARS.items() if year in runs]


def build_historical_market(plan: Plan) -> tuple[Market, list[int]]:
    """Return the market with one path for each start year, and the start years.

    Raises HistoryError if the file cannot be read or lacks a column, or if the horizon is longer than its years.
    """
    if not isinstance(plan.returns, HistoryReturns):
        raise HistoryError("returns.kind", "is not history")
    past = load_return_history(plan.returns.csv)
    unknown = sorted(set(plan.returns.weights) - (set(past.columns) - {"inflation"}))
    if unknown:
        raise HistoryError("returns.weights", f"no column {', '.join(unknown)} in {plan.returns.csv}")
    periods = past.count - plan.horizon + 1
    if periods < 1:
        raise HistoryError(
            "retirement_years", f"the plan has {plan.horizon} years, {plan.returns.csv} only {past.count}"
        )
    starts = [past.first + number for number in range(periods)]
    growth, prices = historical_growth(plan.returns), historical_growth(plan.returns, "inflation")
    real = growth if plan.returns.terms == "real" else growth / prices
    years = (MarketYear(real[year : year + periods], prices[year : year + periods]) for year in range(plan.horizon))
    return Market(periods, years), starts


def load_return_history(source: str) -> ReturnHistory:
    """Load a stored series by its name, or a CSV file of the same shape by its path. Raises HistoryError."""
    path = STORED_SERIES.get(source, Path(source))
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise HistoryError("returns.csv", f"cannot read {source}: {error.strerror}") from None
    rows = list(csv.DictReader(line for line in lines if line.strip() and not line.startswith("#")))
    try:
        columns = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
        years = columns.pop("year")
        columns["inflation"]
    except (LookupError, TypeError, ValueError):
        raise HistoryError(
            "returns.csv", f"{source} must have the columns year and inflation, and numbers only"
        ) from None
    if not all(np.isfinite(column).all() and (column > -1).all() for column in columns.values()):
        raise HistoryError("returns.csv", f"{source} has a return that is missing, or -100% or less")
    if (np.diff(years) != 1).any():
        raise HistoryError("returns.csv", f"{source}: the years are not consecutive")
    return ReturnHistory(int(years[0]), columns)


def historical_growth(returns: HistoryReturns, column: str = "") -> Array:
    """Return 1 + the return of the weighted columns (or of one `column`) in each past year, shape (years,)."""
    past = load_return_history(returns.csv)
    weights = {column: 1.0} if column else returns.weights
    return sum((share * past.columns[name] for name, share in weights.items()), np.ones(past.count))
