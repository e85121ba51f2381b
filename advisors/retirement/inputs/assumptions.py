"""Capital-market assumptions: dated product data, its presets, a user's own rates and correlations.

Source: data/capital_market_assumptions.json (as_of inside). Rates are decimal fractions, nominal US dollars a
year; volatility is the standard deviation of simple annual returns; correlations are those of log returns.
The conservative preset is a stress case: advice on the mix uses base only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from advisors.retirement.inputs.correlation import AssumptionError, Correlation, Matrix, cholesky
from advisors.retirement.inputs.stored import INFLATION, load_assumptions, stored_series_names

Preset = Literal["base", "conservative", "median_published"]


class Rates(BaseModel):
    """A user's own rates for one class; what is not given stays as in the preset.

    `geometric_nominal` (median growth) or `arithmetic_nominal` (mean), not both; `volatility`. The names
    `mean` and `sd` of the lognormal kind are understood; a bare number is the geometric rate, as in presets.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True)

    geometric_nominal: float | None = Field(
        default=None, gt=-1, lt=10, validation_alias=AliasChoices("geometric_nominal", "geometric")
    )
    arithmetic_nominal: float | None = Field(
        default=None, gt=-1, lt=10, validation_alias=AliasChoices("arithmetic_nominal", "arithmetic", "mean")
    )
    volatility: float | None = Field(default=None, ge=0, lt=10, validation_alias=AliasChoices("volatility", "sd"))

    @model_validator(mode="before")
    @classmethod
    def _accept_bare_rate(cls, value: Any) -> Any:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return {"geometric_nominal": value} if is_number else value

    @model_validator(mode="after")
    def _reject_two_means(self) -> "Rates":
        if self.geometric_nominal is not None and self.arithmetic_nominal is not None:
            raise ValueError("give geometric_nominal or arithmetic_nominal, not both")
        return self


@dataclass(frozen=True, slots=True)
class MarketSeries:
    """One simulated series: a class, or inflation; `growth` is 1 + its geometric rate a year."""

    name: str
    growth: float
    volatility: float

    @property
    def arithmetic(self) -> float:
        """The mean simple return a year (contracts, "Classes from stored rates")."""
        square = self.growth**2
        return sqrt((square + sqrt(square**2 + 4 * square * self.volatility**2)) / 2) - 1

    @property
    def log_drift(self) -> float:
        """The mean of the log return a year: the median return, in logarithms."""
        return log(self.growth)

    @property
    def log_sd(self) -> float:
        """The standard deviation of the log return a year."""
        return log_deviation(self.arithmetic, self.volatility)


@dataclass(frozen=True, slots=True)
class CapitalMarket:
    """All series of a plan, inflation last, with the correlations of their log returns in the same order."""

    as_of: str
    preset: str
    series: tuple[MarketSeries, ...]
    correlation: Matrix

    @property
    def classes(self) -> tuple[MarketSeries, ...]:
        """The series one can hold."""
        return self.series[:-1]

    @property
    def inflation(self) -> MarketSeries:
        """Consumer prices: growth is 1 + median inflation, volatility the stationary one."""
        return self.series[-1]


def build_capital_market(
    preset: Preset = "base",
    rates: Mapping[str, Rates] | None = None,
    correlation: Correlation | None = None,
) -> CapitalMarket:
    """Give the series and correlations of a preset with a user's own rates and correlations on top.

    A correlation that labels a class the preset lacks replaces the stored matrix, and its labels are then all
    the classes there are (inflation is added, uncorrelated, where it is not labelled). Raises AssumptionError
    where a class has no rate or no correlations, or the matrix is not positive definite.
    """
    return _build_capital_market(preset, tuple((rates or {}).items()), correlation)


@lru_cache(maxsize=64)
def _build_capital_market(
    preset: Preset, own: tuple[tuple[str, Rates], ...], correlation: Correlation | None
) -> CapitalMarket:
    """A what-if asks for the same market several times: its checks take longer than its arithmetic."""
    rates = dict(own)
    labels = _series_names(rates, correlation)
    series = tuple(_build_series(name, preset, rates.get(name) or Rates.model_construct()) for name in labels)
    matrix = _build_correlation_matrix(labels, correlation)
    cholesky(matrix, labels)
    return CapitalMarket(as_of=load_assumptions()["as_of"], preset=preset, series=series, correlation=matrix)


def log_deviation(mean: float, sd: float) -> float:
    """Give s with s^2 = ln(1 + sd^2 / (1 + mean)^2) from mean and sd of simple annual returns."""
    return sqrt(log(1 + (sd / (1 + mean)) ** 2))


def geometric_growth(mean: float, sd: float) -> float:
    """Give 1 + the median annual return of a lognormal whose simple returns have this mean and sd."""
    return (1 + mean) / sqrt(1 + (sd / (1 + mean)) ** 2)


def _series_names(rates: Mapping[str, Rates], correlation: Correlation | None) -> tuple[str, ...]:
    known = stored_series_names()
    own = [name for name in (correlation.labels if correlation else ()) if name not in known]
    if not own:
        labels = known
    else:
        labels = (*(name for name in correlation.labels if name != INFLATION), INFLATION)  # type: ignore[union-attr]
    for name in rates:
        if name not in labels:
            raise AssumptionError("assumptions", f"{name} is no class of the preset and has no correlations")
    return labels


def _build_series(name: str, preset: Preset, own: Rates) -> MarketSeries:
    base = load_assumptions()["assets"].get(name, {})
    volatility = own.volatility if own.volatility is not None else base.get("volatility")
    if volatility is None:
        raise AssumptionError("assumptions", f"{name} is a class of your own: give its volatility")
    if own.arithmetic_nominal is not None:
        return MarketSeries(name, geometric_growth(own.arithmetic_nominal, volatility), volatility)
    geometric = own.geometric_nominal
    if geometric is None:
        geometric = load_assumptions()["presets"].get(preset, {}).get(name, base.get("geometric_nominal"))
    if geometric is None:
        raise AssumptionError("assumptions", f"{name} is a class of your own: give its rate of return")
    return MarketSeries(name, 1 + geometric, volatility)


def _build_correlation_matrix(labels: tuple[str, ...], own: Correlation | None) -> Matrix:
    known = stored_series_names()
    entries = {
        (row, column): value
        for row, values in zip(known, load_assumptions()["correlation"]["matrix"], strict=True)
        for column, value in zip(known, values, strict=True)
        if labels == known
    }
    if own:
        for row, values in zip(own.labels, own.matrix, strict=True):
            entries.update({(row, column): value for column, value in zip(own.labels, values, strict=True)})
    return tuple(tuple(entries.get((a, b), float(a == b)) for b in labels) for a in labels)
