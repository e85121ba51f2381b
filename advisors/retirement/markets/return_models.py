"""Turn shocks into growth: the portfolio's returns of each kind, and inflation."""

from math import log, sqrt
from typing import Protocol

import numpy as np
import numpy.typing as npt

from advisors.retirement.inputs.assumptions import geometric_growth, log_deviation
from advisors.retirement.inputs.plan import Inflation, Plan
from advisors.retirement.inputs.returns import ClassReturns, FixedReturns, HistoryReturns, LognormalReturns
from advisors.retirement.markets.company_growth import ClassGrowth
from advisors.retirement.markets.draws import Shocks
from advisors.retirement.markets.elementary import exponential

Growth = npt.NDArray[np.floating]
"""1 + a rate for one year: float32 of shape (paths,), or float64 of shape (1,) if all paths are the same."""

NO_SHOCKS: Shocks = np.zeros((2, 1), dtype=np.float32)


class ReturnsModel(Protocol):
    """Computes 1 + the portfolio's return from the shocks of a year, for one kind of returns."""

    nominal: bool
    random: bool

    def growth(self, year: int, shocks: Shocks, own_growth: ClassGrowth) -> Growth:
        """Return 1 + the return of `year` (from 0), nominal if `nominal`, otherwise real.

        `own_growth`: that of the companies of each class apart from it.
        """
        ...


def effective_inflation(plan: Plan) -> Inflation:
    """Return the plan's inflation; without one, the preset's for classes, otherwise zero."""
    if plan.inflation is not None:
        return plan.inflation
    if isinstance(plan.returns, ClassReturns):
        stored = plan.returns.market().inflation
        return Inflation(mean=stored.arithmetic, sd=stored.volatility)
    return Inflation(persistence=0.0)


def build_returns_model(plan: Plan) -> ReturnsModel:
    """Return the model for the plan's kind of returns. Raises TypeError for history."""
    returns = plan.returns
    if isinstance(returns, HistoryReturns):
        raise TypeError("history is replayed, not drawn: see historical_replay.py")
    if isinstance(returns, ClassReturns):
        return AssetClassesModel(returns, plan.horizon)
    return SingleSeriesModel(returns)


class SingleSeriesModel:
    """One series of returns: lognormal, or the same rate every year."""

    def __init__(self, returns: LognormalReturns | FixedReturns) -> None:
        mean = returns.mean if isinstance(returns, LognormalReturns) else returns.rate
        sd = returns.sd if isinstance(returns, LognormalReturns) else 0.0
        self.nominal = returns.terms == "nominal"
        self.random = sd > 0
        self._constant_growth = np.array([1 + mean])
        self._drift = np.float32(log(geometric_growth(mean, sd)))
        self._deviation = np.float32(log_deviation(mean, sd))

    def growth(self, year: int, shocks: Shocks, own_growth: ClassGrowth) -> Growth:
        """Return exp(m + s z), or 1 + rate without a deviation."""
        if not self.random:
            return self._constant_growth
        logarithm = shocks[0] * self._deviation
        logarithm += self._drift
        return exponential(logarithm, out=logarithm)


class AssetClassesModel:
    """Capital-market classes with the companies in them, rebalanced to the weights of each year.

    `deviations`: the standard deviations of the log returns of all classes, in the portfolio or not, float32.
    """

    nominal = True

    def __init__(self, returns: ClassReturns, horizon: int) -> None:
        classes = returns.market().classes
        weights = glide_path(returns, [series.name for series in classes], horizon)
        self.deviations = np.array([series.log_sd for series in classes], dtype=np.float32)
        self.companies = returns.companies
        has_own_swings = any(company.own_volatility for company in self.companies)
        self.random = has_own_swings or bool(self.deviations[weights.any(axis=0)].any())
        self._shares = weights * np.array([series.growth for series in classes])
        self._shares32 = self._shares.astype(np.float32)
        self._held_classes: list[int] = np.flatnonzero(weights.any(axis=0)).tolist()
        self._growth_buffer = np.empty((len(classes), 0), dtype=np.float32)

    def growth(self, year: int, shocks: Shocks, own_growth: ClassGrowth) -> Growth:
        """Return the sum of weight x median growth x exp(s z) x own growth over the classes in the portfolio."""
        if not self.random:
            return np.array([self._shares[year].sum()])
        if self._growth_buffer.shape[1] != shocks.shape[1]:
            self._growth_buffer = np.ones((len(self.deviations), shocks.shape[1]), dtype=np.float32)
        for series in self._held_classes:
            np.multiply(shocks[series], self.deviations[series], out=self._growth_buffer[series])
            exponential(self._growth_buffer[series], out=self._growth_buffer[series])
            if series in own_growth:
                self._growth_buffer[series] *= own_growth[series]
        return self.rebalanced_growth(year, self._growth_buffer)

    def rebalanced_growth(self, year: int, factors: npt.NDArray[np.float32]) -> Growth:
        """Return the same sum from `factors`, exp(s z) x own growth, shape (classes, paths), float32."""
        if not self.random:
            return np.array([self._shares[year].sum()])
        grown: Growth = np.einsum("j,jk->k", self._shares32[year], factors)
        return grown


def glide_path(returns: ClassReturns, names: list[str], horizon: int) -> npt.NDArray[np.float64]:
    """Return the weights of every year, shape (horizon, classes), linear from the first year to the last."""
    start = np.array([returns.weights.get(name, 0.0) for name in names])
    end = np.array([(returns.weights_end or returns.weights).get(name, 0.0) for name in names])
    progress = np.linspace(0.0, 1.0, horizon) if horizon > 1 else np.zeros(horizon)
    weights: npt.NDArray[np.float64] = start + progress[:, None] * (end - start)
    return weights


class InflationModel:
    """Inflation as an AR(1) of ln(1 + inflation), stationary from the first year."""

    def __init__(self, inflation: Inflation) -> None:
        self.random = inflation.sd > 0
        self.constant_growth = np.array([1 + inflation.mean])
        deviation = log_deviation(inflation.mean, inflation.sd)
        self._mean = np.float32(log(geometric_growth(inflation.mean, inflation.sd)))
        self._persistence = np.float32(inflation.persistence)
        self._first_year_deviation = np.float32(deviation)
        self._later_year_deviation = np.float32(deviation * sqrt(1 - inflation.persistence**2))

    def growth(self, shocks: Growth, before: Growth | None) -> tuple[Growth, Growth | None]:
        """Return 1 + inflation of a year, and its logarithm minus the mean, which is `before` of the next year."""
        if not self.random:
            return self.constant_growth, None
        if before is None:
            deviation = shocks * self._first_year_deviation
        else:
            deviation = shocks * self._later_year_deviation
            deviation += before * self._persistence
        return exponential(deviation + self._mean), deviation
