"""From the paths of a simulation to a Projection."""

from math import sqrt

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import ENGINE_VERSION
from advisors.retirement.simulation.outcomes import Engine, FanChart, Projection, Shortfall, Spending, Spread, Success
from advisors.retirement.simulation.percentiles import PERCENTILES, Array, median, named, required, sustained
from advisors.retirement.simulation.simulate import Outcome

Z_95 = 1.959963984540054


def summarise(plan: Plan, outcome: Outcome, *, success: Success, paths: int) -> Projection:
    """Put the outcome of a simulation of `paths` paths (or periods) into words of the contract."""
    return Projection(
        success=success,
        terminal=_spread(outcome.terminal, outcome.fan_real[-1]),
        fan=_fan_chart(outcome),
        at_retirement=_spread(outcome.at_retirement, outcome.fan_real[plan.years_to_retirement]),
        sustainable_spending=None if outcome.most is None else sustained(outcome.most),
        required_saving=None if outcome.least is None else required(outcome.least),
        spending=_spending(plan, outcome),
        shortfall=_shortfall(outcome, paths),
        engine=Engine(version=ENGINE_VERSION, seed=plan.seed, paths=paths, numpy=np.__version__),
        outcome=outcome,
    )


def measured_success(outcome: Outcome, paths: int) -> Success:
    """Give the success of simulated paths with its standard error and Wilson interval."""
    probability = float(outcome.success.mean())
    return Success(
        probability=probability,
        standard_error=standard_error(probability, paths),
        interval=wilson(probability, paths),
        successes=round(probability * paths),
        paths=paths,
    )


def standard_error(probability: float, paths: int) -> float:
    """Give sqrt(p (1 - p) / N), the standard error of a share of independent paths."""
    return sqrt(probability * (1 - probability) / paths)


def wilson(probability: float, paths: int, z: float = Z_95) -> tuple[float, float]:
    """Give Wilson's score interval for a share of `paths` independent paths, 95% by default."""
    scale = 1 + z * z / paths
    centre = (probability + z * z / (2 * paths)) / scale
    half = z * sqrt(probability * (1 - probability) / paths + z * z / (4 * paths * paths)) / scale
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _spread(values: Array, percentiles: Array) -> Spread:
    return Spread(mean=float(values.mean()), percentiles=named(percentiles))


def _fan_chart(outcome: Outcome) -> FanChart:
    real, nominal = _columns(outcome.fan_real), _columns(outcome.fan_nominal)
    return FanChart(years=list(range(len(outcome.fan_real))) if real else [], real=real, nominal=nominal)


def _columns(fan: Array) -> dict[str, list[float]]:
    if np.isnan(fan).any():
        return {}
    return {str(level): column.tolist() for level, column in zip(PERCENTILES, fan.T, strict=True)}


def _spending(plan: Plan, outcome: Outcome) -> Spending:
    worst = median(outcome.worst_cut) if plan.retirement_years else None
    return Spending(median_lifetime=median(outcome.lifetime_spending), worst_cut=worst)


def _shortfall(outcome: Outcome, paths: int) -> Shortfall:
    failed = outcome.years_short[~outcome.success]
    if failed.size == 0:
        return Shortfall(paths=0, median_years=None, worst_decile_years=None)
    return Shortfall(
        paths=round(failed.size / outcome.width * paths),
        median_years=float(np.median(failed)),
        worst_decile_years=float(np.percentile(failed, 90)),
    )
