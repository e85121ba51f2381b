"""Four futures year by year: the worst, the 10th percentile, the median and the 90th, each year with its reason."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws
from advisors.retirement.markets.market import Market, MarketYear, market
from advisors.retirement.simulation.historical_replay import build_historical_market
from advisors.retirement.simulation.projection_result import FrozenResult
from advisors.retirement.simulation.reasons import PathYear, why
from advisors.retirement.simulation.simulate import SimulationOutcome, YearRecord, simulate, simulate_years

PATH_RANKS = {"worst": 0.0, "10th": 0.1, "median": 0.5, "90th": 0.9}


class PathDetail(FrozenResult):
    """One future: `name` is its place among all paths, `path` its number (from 0; for history, its start year)."""

    name: str
    path: int
    years: list[PathYear]


def build_path_details(plan: Plan, draws: Draws | None = None) -> list[PathDetail]:
    """Give the worst, 10th, median and 90th percentile path of a plan year by year.

    Paths are ranked by the years funded before the first failure, then by what is left at the end.
    Raises as `project` does.
    """
    outcome = simulate(plan, _plan_market(plan, draws), "none")
    chosen = _select_paths(outcome)
    columns = np.array(list(chosen.values()))
    lived = list(simulate_years(plan, _select_columns(_plan_market(plan, draws), columns)))
    first = build_historical_market(plan)[1][0] if isinstance(plan.returns, HistoryReturns) else 0
    return [
        PathDetail(name=name, path=first + int(columns[place]), years=_build_path_years(plan, lived, place))
        for place, name in enumerate(chosen)
    ]


def _plan_market(plan: Plan, draws: Draws | None) -> Market:
    return build_historical_market(plan)[0] if isinstance(plan.returns, HistoryReturns) else market(plan, draws)


def _select_paths(outcome: SimulationOutcome) -> dict[str, int]:
    ranked = np.lexsort((outcome.terminal, outcome.years_funded))
    return {name: int(ranked[int(place * (outcome.width - 1))]) for name, place in PATH_RANKS.items()}


def _select_columns(whole: Market, columns: npt.NDArray[np.intp]) -> Market:
    def years() -> Iterator[MarketYear]:
        for real, inflation in whole.years:
            yield MarketYear(
                real[columns] if real.size > 1 else real, inflation[columns] if inflation.size > 1 else inflation
            )

    return Market(len(columns), years())


def _build_path_years(plan: Plan, lived: Sequence[YearRecord], place: int) -> list[PathYear]:
    years: list[PathYear] = []
    for record in lived:
        end = _value_at(record.end, place)
        year = PathYear(
            year=record.year,
            retired=record.year > plan.years_to_retirement,
            start=_value_at(record.start, place),
            growth=_value_at(record.growth, place) - 1,
            inflation=_value_at(record.inflation, place) - 1,
            saved=record.saved,
            income=_value_at(record.income, place),
            spent=_value_at(record.spent, place),
            funded=bool(_value_at(record.funded, place)),
            end=end,
            end_nominal=end * _value_at(record.price, place),
            why="",
        )
        reason = 0 if record.reasons is None else int(_value_at(record.reasons, place))
        reason_words = why(plan, year, years[-1] if years else None, reason)
        years.append(year.model_copy(update={"why": reason_words}))
    return years


def _value_at(values: npt.NDArray[np.generic], place: int) -> float:
    return float(values[place if values.size > 1 else 0])
