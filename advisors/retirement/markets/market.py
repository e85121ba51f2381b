"""A plan's portfolio returns and inflation on every path, year by year."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from advisors.retirement.inputs.plan import Inflation, Plan
from advisors.retirement.inputs.returns import FixedReturns
from advisors.retirement.markets.draws import Array, Draws, Shocks, YearlyGrowth, stream_batches
from advisors.retirement.markets.return_models import (
    NO_SHOCKS,
    AssetClassesModel,
    Growth,
    InflationModel,
    ReturnsModel,
    SingleSeriesModel,
    build_returns_model,
    effective_inflation,
)


class MarketYear(NamedTuple):
    """One year of a market: 1 + the real return before fees, and 1 + inflation; (paths,) or (1,) each."""

    real: Array
    inflation: Array


@dataclass(frozen=True)
class Market:
    """A plan's returns and inflation on every path, `width` of them (1 where every path agrees)."""

    width: int
    years: Iterator[MarketYear]


def market(plan: Plan, draws: Draws | None = None) -> Market:
    """Give the market of a plan that is not a replay of history.

    Without `draws` the shocks are drawn as they are needed and forgotten; with them the first market is kept
    inside the draws, so that a what-if with the same returns costs nothing here. Both give the same numbers.
    Raises DrawsMismatchError where the draws are not this plan's.
    """
    returns, inflation = build_returns_model(plan), InflationModel(effective_inflation(plan))
    if not (returns.random or inflation.random):
        rows = ((returns.growth(year, NO_SHOCKS), inflation.constant_growth) for year in range(plan.horizon))
        return Market(1, _to_real_years(rows, returns.nominal))
    if draws is None:
        return Market(
            plan.paths, _to_real_years(_yearly_growth(plan, returns, inflation, stream_batches(plan)), returns.nominal)
        )
    return Market(plan.paths, _to_real_years(_cached_yearly_growth(plan, returns, inflation, draws), returns.nominal))


def _yearly_growth(
    plan: Plan, returns: ReturnsModel, inflation: InflationModel, batches: list[tuple[slice, Iterator[Shocks]]]
) -> YearlyGrowth:
    """Yield (1 + return, 1 + inflation) of each year for all paths, batch by batch within the year."""
    before: list[Growth | None] = list(repeat(None, len(batches)))
    width = batches[-1][0].stop
    for year in range(plan.horizon):
        growth = np.empty(width if returns.random else 1, dtype=np.float32 if returns.random else np.float64)
        prices = np.empty(width, dtype=np.float32) if inflation.random else inflation.constant_growth
        for number, (columns, years) in enumerate(batches):
            shocks = next(years)
            growth[columns if returns.random else slice(None)] = returns.growth(year, shocks)
            if inflation.random:
                prices[columns], before[number] = inflation.growth(shocks[-1], before[number])
        yield growth[: plan.paths], prices[: plan.paths]


def _cached_yearly_growth(plan: Plan, returns: ReturnsModel, inflation: InflationModel, draws: Draws) -> YearlyGrowth:
    draws.check(plan)
    certain = SingleSeriesModel(FixedReturns(kind="fixed", rate=0.0))
    returns_key = f"{plan.horizon} {plan.returns.model_dump_json()}"
    inflation_key = f"{plan.horizon} {effective_inflation(plan).model_dump_json()}"
    grown = draws.kept.of("returns", returns_key, lambda: _yearly_returns(plan, returns, draws))
    priced = draws.kept.of(
        "inflation", inflation_key, lambda: _yearly_growth(plan, certain, inflation, draws.batches())
    )
    return ((growth, prices) for (growth, _), (_, prices) in zip(grown, priced, strict=True))


def _yearly_returns(plan: Plan, returns: ReturnsModel, draws: Draws) -> YearlyGrowth:
    """The returns alone: of classes from the growth that is kept or, with other deviations, from shocks drawn again."""
    nothing, stable = np.ones(1), InflationModel(Inflation())
    if not isinstance(returns, AssetClassesModel):
        return _yearly_growth(plan, returns, stable, draws.batches())
    factors = draws.growth_factors(returns.deviations)
    if factors is None:
        return _yearly_growth(plan, returns, stable, stream_batches(plan))
    return ((returns.rebalanced_growth(year, factors[year])[: plan.paths], nothing) for year in range(plan.horizon))


def _to_real_years(rows: YearlyGrowth, nominal: bool) -> Iterator[MarketYear]:
    for growth, prices in rows:
        inflation = np.asarray(prices, dtype=np.float64)
        whole = np.asarray(growth, dtype=np.float64)
        yield MarketYear(whole / inflation if nominal else whole, inflation)
