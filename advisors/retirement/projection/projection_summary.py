"""Summarize the paths of a simulation: success with its Wilson interval, sustained spending, shortfall, values."""

from math import sqrt

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import Array
from advisors.retirement.markets.normals import ENGINE_VERSION
from advisors.retirement.projection.projection_result import (
    EngineInfo,
    FanChart,
    Projection,
    Shortfall,
    Spending,
    SpendingRisk,
    Spread,
    Success,
)
from advisors.retirement.simulation.outcome import SimulationOutcome
from advisors.retirement.simulation.percentiles import (
    PERCENTILES,
    label_percentiles,
    median,
    required_amounts,
    sustained_amounts,
)

Z_95 = 1.959963984540054


def build_projection(plan: Plan, outcome: SimulationOutcome, *, success: Success, paths: int) -> Projection:
    """Return the projection of a simulation of `paths` paths (or periods).

    Money is in real dollars, a year where it is a flow; the nominal fan is in nominal dollars.
    """
    failed = outcome.years_short[outcome.years_short > 0]
    real, nominal = _percentile_columns(outcome.fan_real), _percentile_columns(outcome.fan_nominal)
    return Projection(
        success=success,
        terminal=_build_spread(outcome.terminal, outcome.fan_real[-1]),
        fan=FanChart(years=list(range(len(outcome.fan_real))) if real else [], real=real, nominal=nominal),
        at_retirement=_build_spread(outcome.at_retirement, outcome.fan_real[plan.years_to_retirement]),
        sustainable_spending=None if outcome.max_spending is None else sustained_amounts(outcome.max_spending),
        required_saving=None if outcome.min_saving is None else required_amounts(outcome.min_saving),
        spending=Spending(
            median_lifetime=median(outcome.lifetime_spending),
            worst_cut=median(outcome.worst_cut) if plan.retirement_years else None,
        ),
        flexible=build_spending_risk(outcome) if plan.rule != "constant_real" and plan.retirement_years else None,
        shortfall=Shortfall(
            paths=round(failed.size / outcome.width * paths),
            median_years=float(np.median(failed)) if failed.size else None,
            worst_decile_years=float(np.percentile(failed, 90)) if failed.size else None,
        ),
        engine=EngineInfo(version=ENGINE_VERSION, seed=plan.seed, paths=paths, numpy=np.__version__),
        household=outcome.household,
        outcome=outcome,
    )


def compute_success(outcome: SimulationOutcome, paths: int) -> Success:
    """Return the success of simulated paths with its standard error and Wilson interval."""
    probability = float(outcome.success.mean())
    return Success(
        probability=probability,
        standard_error=share_standard_error(probability, paths),
        interval=wilson_interval(probability, paths),
        successes=round(probability * paths),
        paths=paths,
    )


def build_spending_risk(outcome: SimulationOutcome) -> SpendingRisk:
    """Return how often money runs out or falls short, and how deep spending falls, for a plan with retirement years."""
    cut_median, cut_p90 = np.percentile(outcome.worst_cut, (50, 90))
    return SpendingRisk(
        ran_out=float(outcome.ran_out.mean()),
        below_need=float(outcome.below_need.mean()),
        cut_median=float(cut_median),
        cut_p90=float(cut_p90),
        floor_90=sustained_amounts(outcome.lowest_spending)["0.90"],
    )


def share_standard_error(probability: float, paths: int) -> float:
    """Return sqrt(p (1 - p) / N), the standard error of a fraction of independent paths."""
    return sqrt(probability * (1 - probability) / paths)


def wilson_interval(probability: float, paths: int, z: float = Z_95) -> tuple[float, float]:
    """Return Wilson's score interval for a fraction of `paths` independent paths, 95% by default.

    Source: Wilson (1927).
    """
    scale = 1 + z * z / paths
    center = (probability + z * z / (2 * paths)) / scale
    half = z * sqrt(probability * (1 - probability) / paths + z * z / (4 * paths * paths)) / scale
    return max(center - half, 0.0), min(center + half, 1.0)


def _build_spread(values: Array, percentiles: Array) -> Spread:
    return Spread(mean=float(values.mean()), percentiles=label_percentiles(percentiles))


def _percentile_columns(fan: Array) -> dict[str, list[float]]:
    """Return the years of each percentile; empty if the fan was not computed."""
    if np.isnan(fan).any():
        return {}
    return {str(level): column.tolist() for level, column in zip(PERCENTILES, fan.T, strict=True)}
