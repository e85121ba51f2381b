"""Capital-market assumptions: the dated product data, its presets, and a user's own rates and correlations.

Source: data/capital_market_assumptions.json (as_of inside). Rates are decimal fractions, nominal US dollars a
year; volatility is the standard deviation of simple annual returns; correlations are those of log returns.
The conservative preset is a stress case: advice on the asset mix uses the base preset only.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from math import log, sqrt
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

Preset = Literal["base", "conservative", "median_published"]
Matrix = tuple[tuple[float, ...], ...]

DATA_PATH = Path(__file__).parents[1] / "data" / "capital_market_assumptions.json"
INFLATION = "inflation"
MIN_PIVOT = 1e-10


class AssumptionError(ValueError):
    """An assumption cannot be simulated; `field` is the key of the plan that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@cache
def load_assumptions() -> dict[str, Any]:
    """Return the stored assumptions as they are in the data file."""
    data: dict[str, Any] = json.loads(DATA_PATH.read_text(encoding="utf-8"))
    return data


def stored_series_names() -> tuple[str, ...]:
    """Return the names of the stored classes in stored order, and inflation last."""
    return tuple(load_assumptions()["correlation"]["labels"])


def company_volatility() -> float:
    """Return the assumed volatility of one company's stock, a fraction a year, the part of its market included."""
    return float(load_assumptions()["single_company"]["volatility"])


def company_volatility_date() -> date:
    """Return the first day of the month in which that was assumed."""
    return date.fromisoformat(f"{load_assumptions()['single_company']['as_of']}-01")


class Rates(BaseModel):
    """A user's own rates for one class; a rate that is not given is the preset's.

    Give `geometric_nominal` (median growth) or `arithmetic_nominal` (mean), not both, and `volatility`. The names
    `mean` and `sd` of the lognormal kind are accepted too; a bare number is the geometric rate, as in presets.
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


class Correlation(BaseModel):
    """A user's own correlations between log returns: labels and a symmetric matrix with ones on the diagonal.

    Two other shapes are accepted: a bare matrix in the stored order of classes, and pairs such as
    {"gold": {"us_equity": 0.1}}, which replace single entries of the stored matrix.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    labels: tuple[str, ...]
    matrix: Matrix

    @model_validator(mode="before")
    @classmethod
    def _accept_other_shapes(cls, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return {"labels": stored_series_names()[: len(value)], "matrix": value}
        if not isinstance(value, Mapping) or {"labels", "matrix"} & value.keys():
            return value
        labels = stored_series_names()
        matrix = [list(row) for row in load_assumptions()["correlation"]["matrix"]]
        for first, others in value.items():
            for second, entry in others.items() if isinstance(others, Mapping) else ():
                if first not in labels or second not in labels:
                    raise ValueError(f"{first}, {second}: both must be classes of the preset")
                i, j = labels.index(first), labels.index(second)
                matrix[i][j] = matrix[j][i] = entry
        return {"labels": labels, "matrix": matrix}

    @model_validator(mode="after")
    def _validate_matrix(self) -> "Correlation":
        size = len(self.labels)
        if len(set(self.labels)) != size:
            raise ValueError("labels must differ from each other")
        if len(self.matrix) != size or any(len(row) != size for row in self.matrix):
            raise ValueError(f"the matrix must be {size} by {size}, one row for each label")
        for i, row in enumerate(self.matrix):
            if abs(row[i] - 1) > 1e-9 or any(abs(entry) > 1 for entry in row):
                raise ValueError(f"{self.labels[i]}: must be 1 on the diagonal and between -1 and 1 elsewhere")
            if any(abs(row[j] - self.matrix[j][i]) > 1e-9 for j in range(i)):
                raise ValueError(f"{self.labels[i]}: the matrix is not symmetric")
        return self


@dataclass(frozen=True, slots=True)
class MarketSeries:
    """One simulated series, an asset class or inflation; `growth` is 1 + its geometric rate a year."""

    name: str
    growth: float
    volatility: float

    @classmethod
    def from_rates(cls, name: str, preset: Preset, own: Rates | None) -> "MarketSeries":
        """Return a series from a user's own rates and, for rates that they do not give, the preset's.

        Raises AssumptionError if neither has a rate.
        """
        own, base = own or Rates.model_construct(), load_assumptions()["assets"].get(name, {})
        volatility = own.volatility if own.volatility is not None else base.get("volatility")
        if volatility is None:
            raise AssumptionError("assumptions", f"{name} is your own class: add its volatility")
        if own.arithmetic_nominal is not None:
            return cls(name, geometric_growth(own.arithmetic_nominal, volatility), volatility)
        geometric = own.geometric_nominal
        if geometric is None:
            geometric = load_assumptions()["presets"].get(preset, {}).get(name, base.get("geometric_nominal"))
        if geometric is None:
            raise AssumptionError("assumptions", f"{name} is your own class: add its rate of return")
        return cls(name, 1 + geometric, volatility)

    @property
    def arithmetic(self) -> float:
        """Return the mean simple return a year, from growth and volatility (contracts, "Classes from stored rates")."""
        square = self.growth**2
        return sqrt((square + sqrt(square**2 + 4 * square * self.volatility**2)) / 2) - 1

    @property
    def log_drift(self) -> float:
        """Return the mean log return a year, which is the logarithm of the median growth."""
        return log(self.growth)

    @property
    def log_sd(self) -> float:
        """Return the standard deviation of the log return a year."""
        return log_deviation(self.arithmetic, self.volatility)


@dataclass(frozen=True, slots=True)
class CapitalMarket:
    """All series of a plan, inflation last, and the correlations of their log returns in the same order."""

    as_of: str
    preset: str
    series: tuple[MarketSeries, ...]
    correlation: Matrix

    @property
    def classes(self) -> tuple[MarketSeries, ...]:
        """Return the asset classes: every series but inflation."""
        return self.series[:-1]

    @property
    def inflation(self) -> MarketSeries:
        """Consumer prices: growth is 1 + median inflation; volatility is that of the stationary process."""
        return self.series[-1]


def build_capital_market(
    preset: Preset = "base",
    rates: Mapping[str, Rates] | None = None,
    correlation: Correlation | None = None,
) -> CapitalMarket:
    """Return the series and correlations of a preset, with a user's own rates and correlations in their place.

    A correlation with a label that the preset lacks replaces the whole stored matrix. Its labels are then the
    only classes (inflation is added, uncorrelated, if it has no label). Raises AssumptionError if a class has no
    rate or no correlations, or if the matrix is not positive definite.
    """
    return _build_capital_market(preset, tuple((rates or {}).items()), correlation)


@lru_cache(maxsize=64)
def _build_capital_market(
    preset: Preset, own: tuple[tuple[str, Rates], ...], correlation: Correlation | None
) -> CapitalMarket:
    """Build a market once for the many calls of a what-if: the checks take longer than the arithmetic.

    The stored correlations hold only if no class is added. The user's own replace them; others are zero.
    """
    rates, labels = dict(own), stored_series_names()
    if correlation and set(correlation.labels) - set(labels):
        labels = (*(name for name in correlation.labels if name != INFLATION), INFLATION)
    for name in rates:
        if name not in labels:
            raise AssumptionError("assumptions", f"{name} is not a class of the preset and has no correlations")
    series = tuple(MarketSeries.from_rates(name, preset, rates.get(name)) for name in labels)
    entries: dict[tuple[str, str], float] = {}
    if labels == stored_series_names():
        entries = _index_pairs(labels, load_assumptions()["correlation"]["matrix"])
    if correlation:
        entries |= _index_pairs(correlation.labels, correlation.matrix)
    matrix = tuple(tuple(entries.get((a, b), float(a == b)) for b in labels) for a in labels)
    cholesky(matrix, labels)
    return CapitalMarket(as_of=load_assumptions()["as_of"], preset=preset, series=series, correlation=matrix)


def cholesky(matrix: Matrix, labels: Sequence[str]) -> Matrix:
    """Return the lower triangular L with L L' = matrix, by plain loops (Cholesky-Banachiewicz).

    Plain float64 arithmetic in a fixed order gives the same bits on every processor; LAPACK does not.
    Raises AssumptionError naming the class at which `matrix` stops being positive definite.
    """
    rows: list[list[float]] = []
    for i, name in enumerate(labels):
        row: list[float] = []
        for j in range(i):
            covered = sum(row[k] * rows[j][k] for k in range(j))
            row.append((matrix[i][j] - covered) / rows[j][j])
        pivot = matrix[i][i] - sum(entry * entry for entry in row)
        if pivot < MIN_PIVOT:
            raise AssumptionError("correlation", f"not positive definite: {name} contradicts the classes before it")
        rows.append([*row, sqrt(pivot)])
    return tuple(tuple(row + [0.0] * (len(labels) - len(row))) for row in rows)


def log_deviation(mean: float, sd: float) -> float:
    """Return s, the standard deviation of log returns, from mean and sd of simple annual returns.

    s^2 = ln(1 + sd^2 / (1 + mean)^2), exact for a lognormal.
    """
    return sqrt(log(1 + (sd / (1 + mean)) ** 2))


def geometric_growth(mean: float, sd: float) -> float:
    """Return 1 + the median annual return of a lognormal whose simple returns have this mean and sd."""
    return (1 + mean) / sqrt(1 + (sd / (1 + mean)) ** 2)


def _index_pairs(labels: Sequence[str], matrix: Sequence[Sequence[float]]) -> dict[tuple[str, str], float]:
    """Return the entries of a matrix by the labels of row and column."""
    return {
        (row, column): value
        for row, values in zip(labels, matrix, strict=True)
        for column, value in zip(labels, values, strict=True)
    }
