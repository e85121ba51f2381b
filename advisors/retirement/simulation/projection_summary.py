"""From the paths of a simulation to a Projection."""

from math import sqrt

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import ENGINE_VERSION
from advisors.retirement.simulation.percentiles import (
    PERCENTILES,
    Array,
    label_percentiles,
    median,
    required_amounts,
    sustained_amounts,
)
from advisors.retirement.simulation.projection_result import (
    EngineInfo,
    FanChart,
    Projection,
    Shortfall,
    Spending,
    Spread,
    Success,
)
from advisors.retirement.simulation.simulate import SimulationOutcome

Z_95 = 1.959963984540054


def build_projection(plan: Plan, outcome: SimulationOutcome, *, success: Success, paths: int) -> Projection:
    """Put the outcome of a simulation of `paths` paths (or periods) into words of the contract."""
    return Projection(
        success=success,
        terminal=_build_spread(outcome.terminal, outcome.fan_real[-1]),
        fan=_build_fan_chart(outcome),
        at_retirement=_build_spread(outcome.at_retirement, outcome.fan_real[plan.years_to_retirement]),
        sustainable_spending=None if outcome.most is None else sustained_amounts(outcome.most),
        required_saving=None if outcome.least is None else required_amounts(outcome.least),
        spending=_build_spending(plan, outcome),
        shortfall=_build_shortfall(outcome, paths),
        engine=EngineInfo(version=ENGINE_VERSION, seed=plan.seed, paths=paths, numpy=np.__version__),
        outcome=outcome,
    )


def compute_success(outcome: SimulationOutcome, paths: int) -> Success:
    """Give the success of simulated paths with its standard error and Wilson interval."""
    probability = float(outcome.success.mean())
    return Success(
        probability=probability,
        standard_error=share_standard_error(probability, paths),
        interval=wilson_interval(probability, paths),
        successes=round(probability * paths),
        paths=paths,
    )


def share_standard_error(probability: float, paths: int) -> float:
    """Give sqrt(p (1 - p) / N), the standard error of a share of independent paths."""
    return sqrt(probability * (1 - probability) / paths)


def wilson_interval(probability: float, paths: int, z: float = Z_95) -> tuple[float, float]:
    """Give Wilson's score interval for a share of `paths` independent paths, 95% by default."""
    scale = 1 + z * z / paths
    centre = (probability + z * z / (2 * paths)) / scale
    half = z * sqrt(probability * (1 - probability) / paths + z * z / (4 * paths * paths)) / scale
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _build_spread(values: Array, percentiles: Array) -> Spread:
    return Spread(mean=float(values.mean()), percentiles=label_percentiles(percentiles))


def _build_fan_chart(outcome: SimulationOutcome) -> FanChart:
    real, nominal = _percentile_columns(outcome.fan_real), _percentile_columns(outcome.fan_nominal)
    return FanChart(years=list(range(len(outcome.fan_real))) if real else [], real=real, nominal=nominal)


def _percentile_columns(fan: Array) -> dict[str, list[float]]:
    if np.isnan(fan).any():
        return {}
    return {str(level): column.tolist() for level, column in zip(PERCENTILES, fan.T, strict=True)}


def _build_spending(plan: Plan, outcome: SimulationOutcome) -> Spending:
    worst = median(outcome.worst_cut) if plan.retirement_years else None
    return Spending(median_lifetime=median(outcome.lifetime_spending), worst_cut=worst)


def _build_shortfall(outcome: SimulationOutcome, paths: int) -> Shortfall:
    failed = outcome.years_short[~outcome.success]
    if failed.size == 0:
        return Shortfall(paths=0, median_years=None, worst_decile_years=None)
    return Shortfall(
        paths=round(failed.size / outcome.width * paths),
        median_years=float(np.median(failed)),
        worst_decile_years=float(np.percentile(failed, 90)),
    )
