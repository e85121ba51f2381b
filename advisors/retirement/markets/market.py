"""Compute a plan's portfolio returns and inflation on every path, year by year."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from advisors.retirement.inputs.plan import Inflation, Plan
from advisors.retirement.inputs.returns import FixedReturns
from advisors.retirement.markets.company_growth import draw_company_growth
from advisors.retirement.markets.draws import Array, Draws, DrawSpec, Shocks, YearlyGrowth, stream_batches
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
    """One year of a market: 1 + the real return before fees, and 1 + inflation; shape (paths,) or (1,) each."""

    real: Array
    inflation: Array

    @classmethod
    def from_growth(cls, growth: Growth, inflation: Growth, *, is_nominal: bool) -> "MarketYear":
        """Return the year in float64, of 1 + the return, nominal or real, and 1 + inflation."""
        prices = np.asarray(inflation, dtype=np.float64)
        total = np.asarray(growth, dtype=np.float64)
        return cls(total / prices if is_nominal else total, prices)


@dataclass(frozen=True)
class Market:
    """A plan's returns and inflation on `width` paths (1 if all paths are the same)."""

    width: int
    years: Iterator[MarketYear]


def build_market(plan: Plan, draws: Draws | None = None) -> Market:
    """Return the market of a plan whose returns are not a replay of history.

    Without `draws`, shocks are drawn as they are needed and not stored. With them, the first returns and inflation
    are cached in the draws, so a what-if with the same returns computes nothing here. Both ways give the same
    numbers. Raises DrawsMismatchError if the draws do not fit the plan.
    """
    returns, inflation = build_returns_model(plan), InflationModel(effective_inflation(plan))
    is_random = returns.random or inflation.random
    if not is_random:
        rows: YearlyGrowth = (
            (returns.growth(year, NO_SHOCKS, {}), inflation.constant_growth) for year in range(plan.horizon)
        )
    elif draws is None:
        rows = _yearly_growth(plan, returns, inflation, stream_batches(plan))
    else:
        rows = _cached_yearly_growth(plan, returns, inflation, draws)
    years = (MarketYear.from_growth(growth, prices, is_nominal=returns.nominal) for growth, prices in rows)
    return Market(plan.paths if is_random else 1, years)


def _yearly_growth(
    plan: Plan, returns: ReturnsModel, inflation: InflationModel, batches: list[tuple[slice, Iterator[Shocks]]]
) -> YearlyGrowth:
    """Yield (1 + return, 1 + inflation) of each year for all paths, filled batch by batch."""
    before: list[Growth | None] = list(repeat(None, len(batches)))
    companies = returns.companies if isinstance(returns, AssetClassesModel) else ()
    labels = DrawSpec.from_plan(plan).labels
    own_growth = [draw_company_growth(companies, labels, seed=plan.seed, columns=columns) for columns, _ in batches]
    width = batches[-1][0].stop
    for year in range(plan.horizon):
        growth = np.empty(width if returns.random else 1, dtype=np.float32 if returns.random else np.float64)
        prices = np.empty(width, dtype=np.float32) if inflation.random else inflation.constant_growth
        for number, (columns, years) in enumerate(batches):
            shocks = next(years)
            growth[columns if returns.random else slice(None)] = returns.growth(year, shocks, next(own_growth[number]))
            if inflation.random:
                prices[columns], before[number] = inflation.growth(shocks[-1], before[number])
        yield growth[: plan.paths], prices[: plan.paths]


def _cached_yearly_growth(plan: Plan, returns: ReturnsModel, inflation: InflationModel, draws: Draws) -> YearlyGrowth:
    """Return the same rows as `_yearly_growth`, from the cache of the draws where they are there."""
    draws.check(plan)
    certain = SingleSeriesModel(FixedReturns(kind="fixed", rate=0.0))
    returns_key = f"{plan.horizon} {plan.returns.model_dump_json()}"
    inflation_key = f"{plan.horizon} {effective_inflation(plan).model_dump_json()}"
    growth_rows = draws.cache.get_or_compute("returns", returns_key, lambda: _yearly_returns(plan, returns, draws))
    price_rows = draws.cache.get_or_compute(
        "inflation", inflation_key, lambda: _yearly_growth(plan, certain, inflation, draws.batches())
    )
    return ((growth, prices) for (growth, _), (_, prices) in zip(growth_rows, price_rows, strict=True))


def _yearly_returns(plan: Plan, returns: ReturnsModel, draws: Draws) -> YearlyGrowth:
    """Return the growth without inflation.

    That of classes comes from the stored growth factors or, for other deviations, from shocks drawn again.
    """
    ones, stable = np.ones(1), InflationModel(Inflation())
    if not isinstance(returns, AssetClassesModel):
        return _yearly_growth(plan, returns, stable, draws.batches())
    factors = draws.growth_factors(returns.deviations, returns.companies)
    if factors is None:
        return _yearly_growth(plan, returns, stable, stream_batches(plan))
    return ((returns.rebalanced_growth(year, factors[year])[: plan.paths], ones) for year in range(plan.horizon))
