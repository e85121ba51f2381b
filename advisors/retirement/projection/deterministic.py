"""Compute mean, volatility and median growth of a rebalanced mix of lognormal classes, and its deterministic line."""

from collections.abc import Mapping, Sequence
from math import exp, sqrt

import numpy as np

from advisors.retirement.inputs.assumptions import CapitalMarket, geometric_growth
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, CompanyReturns, HistoryReturns, LognormalReturns
from advisors.retirement.markets.draws import Array
from advisors.retirement.markets.market import Market, MarketYear
from advisors.retirement.markets.return_models import effective_inflation, glide_path
from advisors.retirement.projection.historical_replay import historical_growth
from advisors.retirement.projection.projection_result import FrozenResult
from advisors.retirement.simulation.simulate import simulate_years


class DeterministicLine(FrozenResult):
    """Wealth today and at each year's end if every year had median growth, in today's and in nominal dollars."""

    years: list[int]
    real: list[float]
    nominal: list[float]


def compute_deterministic_line(plan: Plan) -> DeterministicLine:
    """Return the wealth of a plan with its cash flows and the median growth of the mix in every year.

    For a single lognormal class without flows this is the median; for a mix it is the lognormal approximation with
    the mix's own mean and variance. For history it uses the geometric mean of the weighted columns over all years.
    """
    growths, inflation = median_growth(plan), median_inflation(plan)
    real, nominal = [plan.start_value], [plan.start_value]
    years = (MarketYear(growth, inflation) for growth in growths / inflation)
    for record in simulate_years(plan, Market(1, years)):
        real.append(float(record.end[0]))
        nominal.append(float((record.end * record.price)[0]))
    return DeterministicLine(years=list(range(len(real))), real=real, nominal=nominal)


def median_growth(plan: Plan) -> Array:
    """Return 1 + the median nominal return before fees of every year, shape (years, 1)."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        market = returns.market()
        weights = glide_path(returns, [series.name for series in market.classes], plan.horizon)
        growths = [geometric_growth(*portfolio_moments(market, row, returns.companies)) for row in weights]
        return np.array(growths).reshape(-1, 1)
    if isinstance(returns, HistoryReturns):
        growth = float(np.exp(np.log(historical_growth(returns)).mean()))
    elif isinstance(returns, LognormalReturns):
        growth = geometric_growth(returns.mean, returns.sd)
    else:
        growth = 1 + returns.rate
    to_nominal = median_inflation(plan) if returns.terms == "real" else np.ones(1)
    return np.full((plan.horizon, 1), growth) * to_nominal


def portfolio_moments(
    market: CapitalMarket, weights: Array, companies: Sequence[CompanyReturns] = ()
) -> tuple[float, float]:
    """Return the arithmetic mean and the standard deviation of a mix's simple nominal return, a year.

    `weights`: shape (classes,), sum 1, rebalanced yearly. The mean is w'mu, the variance w'Cw with
    C_ij = (1 + mu_i)(1 + mu_j)(exp(rho_ij s_i s_j) - 1), exact for correlated lognormal classes. Each company adds
    E[X²] v², with X its part of the mix without its own factor and v the own volatility: the factors are independent.
    """
    growths = np.array([1 + series.arithmetic for series in market.classes])
    deviations = np.array([series.log_sd for series in market.classes])
    correlation = np.array(market.correlation)[:-1, :-1]
    products = correlation * np.outer(deviations, deviations)
    weighted = weights * growths
    variance = float(weighted @ np.expm1(products) @ weighted)
    for company in companies:
        part = weighted * [company.parts.get(series.name, 0.0) for series in market.classes]
        variance += float(part @ np.exp(products) @ part) * company.own_volatility**2
    return float(weighted.sum() - weights.sum()), sqrt(max(variance, 0.0))


def mix_moments(
    market: CapitalMarket, weights: Mapping[str, float], companies: Sequence[CompanyReturns] = ()
) -> tuple[float, float]:
    """Return the same moments for weights by class; a class that is not named has none."""
    return portfolio_moments(market, np.array([weights.get(one.name, 0.0) for one in market.classes]), companies)


def simple_correlation(log_correlation: float, first_sd: float, second_sd: float) -> float:
    """Return the correlation of simple returns from that of log returns with these log standard deviations.

    (exp(rho s1 s2) - 1) / sqrt((exp(s1^2) - 1)(exp(s2^2) - 1)), exact for lognormals. A series without volatility
    keeps its correlation.
    """
    if not first_sd or not second_sd:
        return log_correlation
    scale = sqrt((exp(first_sd**2) - 1) * (exp(second_sd**2) - 1))
    return (exp(log_correlation * first_sd * second_sd) - 1) / scale


def median_inflation(plan: Plan) -> Array:
    """Return 1 + the median inflation a year, shape (1,)."""
    if isinstance(plan.returns, HistoryReturns):
        return np.array([np.exp(np.log(historical_growth(plan.returns, "inflation")).mean())])
    inflation = effective_inflation(plan)
    return np.array([geometric_growth(inflation.mean, inflation.sd)])
