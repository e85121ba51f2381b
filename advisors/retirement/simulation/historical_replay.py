"""A plan replayed on past years, once for every start year whose whole horizon lies in the data.

Source of the stored series: A. Damodaran, 1928-2024 (data/us_annual_real_returns_1928_2024.csv): calendar-year
returns after inflation, and inflation, as decimal fractions. Any CSV of the same shape will do: lines that start
with # are comments, then a header with `year`, `inflation` and the columns to hold; years must follow each other.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Array
from advisors.retirement.markets.market import Market, MarketYear
from advisors.retirement.simulation.projection_result import Projection, StartYearResult, Success
from advisors.retirement.simulation.projection_summary import build_projection
from advisors.retirement.simulation.simulate import SimulationOutcome, simulate

STORED_SERIES = {"us_1928_2024": Path(__file__).parents[1] / "data" / "us_annual_real_returns_1928_2024.csv"}
NOTABLE_START_YEARS = {
    1929: "the crash of 1929 and the Great Depression",
    1966: "the high inflation of the late 1960s and 1970s",
    1973: "the oil crisis of 1973",
    2000: "the end of the dot-com boom",
}


class HistoryError(ValueError):
    """Past returns that cannot be replayed; `field` names the key of the plan at fault."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True)
class ReturnHistory:
    """Annual returns as a table: `columns` of shape (years,), decimal fractions; consecutive years from `first`."""

    first: int
    columns: dict[str, Array]

    @property
    def count(self) -> int:
        """The number of years."""
        return len(self.columns["inflation"])


def replay_plan(plan: Plan) -> Projection:
    """Replay a plan with returns of kind history; standard error and interval are null: windows overlap.

    The plan's own inflation, paths and seed are ignored. Raises HistoryError where no window is long enough.
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
    projection = build_projection(plan, outcome, success=success, paths=len(starts))
    return projection.model_copy(update={"by_start_year": _start_year_results(starts, outcome)})


def worst_start_years(projection: Projection, count: int = 4) -> list[tuple[StartYearResult, str]]:
    """Give the worst start years of a replay, worst first, each with its name ("" where it has none).

    Worst: the fewest years funded, then the least left at the end.
    """
    ranked = sorted(projection.by_start_year or [], key=lambda run: (run.years_funded, run.terminal))
    return [(run, NOTABLE_START_YEARS.get(run.start, "")) for run in ranked[:count]]


def notable_start_years(projection: Projection) -> list[tuple[StartYearResult, str]]:
    """Give the replays that began in a year of ill fame (1929, 1966, 1973, 2000), where the data reach far enough."""
    runs = {run.start: run for run in projection.by_start_year or []}
    return [(runs[year], name) for year, name in NOTABLE_START_YEARS.items() if year in runs]


def build_historical_market(plan: Plan) -> tuple[Market, list[int]]:
    """Give the market with one path per start year, and those start years.

    Raises HistoryError for a file that cannot be read, a column it lacks, or a horizon longer than its years.
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
    return Market(periods, _historical_windows(plan, plan.returns, periods)), starts


def load_return_history(source: str) -> ReturnHistory:
    """Read a stored series by name, or a CSV file of the same shape by path."""
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
        raise HistoryError("returns.csv", f"{source} has a return of -100% or below, or none")
    if (np.diff(years) != 1).any():
        raise HistoryError("returns.csv", f"{source}: the years do not follow each other")
    return ReturnHistory(int(years[0]), columns)


def historical_growth(returns: HistoryReturns, column: str = "") -> Array:
    """Give 1 + the return of the columns held (or of one `column`) in every past year, shape (years,)."""
    past = load_return_history(returns.csv)
    weights = {column: 1.0} if column else returns.weights
    return sum((share * past.columns[name] for name, share in weights.items()), np.ones(past.count))


def _historical_windows(plan: Plan, returns: HistoryReturns, periods: int) -> Iterator[MarketYear]:
    growth, prices = historical_growth(returns), historical_growth(returns, "inflation")
    real = growth if returns.terms == "real" else growth / prices
    for year in range(plan.horizon):
        yield MarketYear(real[year : year + periods], prices[year : year + periods])


def _start_year_results(starts: list[int], outcome: SimulationOutcome) -> list[StartYearResult]:
    columns = (outcome.success.tolist(), outcome.years_funded.tolist(), outcome.terminal.tolist())
    return [
        StartYearResult(start=start, success=success, years_funded=funded, terminal=terminal)
        for start, success, funded, terminal in zip(starts, *columns, strict=True)
    ]
