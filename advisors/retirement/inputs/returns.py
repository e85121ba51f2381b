"""The kinds of returns a plan may have: shapes, checks, and errors that name the field."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from advisors.retirement.inputs.assumptions import CapitalMarket, Preset, Rates, build_capital_market
from advisors.retirement.inputs.correlation import Correlation

WEIGHT_TOLERANCE = 1e-6

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Integer = Annotated[int, Field(strict=True)]
Share = Annotated[Number, Field(ge=0, le=1 + WEIGHT_TOLERANCE)]
Weights = Annotated[dict[str, Share], Field(min_length=1)]
ReturnTerms = Literal["real", "nominal"]


class FrozenModel(BaseModel):
    """What every piece of a plan is: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LognormalReturns(FrozenModel):
    """Independent lognormal years: `mean` and `sd` are the arithmetic ones of simple annual returns."""

    kind: Literal["lognormal"]
    mean: Number = Field(gt=-1, lt=10)
    sd: Number = Field(ge=0, lt=10)
    terms: ReturnTerms = "real"


class FixedReturns(FrozenModel):
    """The same return every year."""

    kind: Literal["fixed"]
    rate: Number = Field(gt=-1, lt=10)
    terms: ReturnTerms = "real"


class ClassReturns(FrozenModel):
    """Correlated capital-market classes, rebalanced yearly; always nominal.

    With `weights_end` the weights move linearly from the first year (weights) to the last (weights_end).
    `assumptions` and `correlation` replace rates and correlations of the preset (see assumptions.py).
    """

    kind: Literal["classes"]
    preset: Preset = "base"
    weights: Weights
    weights_end: Weights | None = None
    assumptions: dict[str, Rates] | None = None
    correlation: Correlation | None = None
    terms: Literal["nominal"] = "nominal"

    @field_validator("weights", "weights_end")
    @classmethod
    def _sum_to_one(cls, weights: dict[str, float] | None) -> dict[str, float] | None:
        return _check_sum_to_one(weights)

    @model_validator(mode="after")
    def _known_classes(self) -> Self:
        names = {series.name for series in self.market().classes}
        for field, weights in (("weights", self.weights), ("weights_end", self.weights_end or {})):
            unknown = sorted(set(weights) - names)
            if unknown:
                raise ValueError(f"{field}: unknown class {', '.join(unknown)}; known: {', '.join(sorted(names))}")
        return self

    def market(self) -> CapitalMarket:
        """Give the series and correlations that these returns are drawn from."""
        return build_capital_market(self.preset, self.assumptions, self.correlation)


class HistoryReturns(FrozenModel):
    """Past years as they were: one run per start year whose whole horizon lies in the data.

    `csv`: "us_1928_2024", or the path of a file of the same shape; `weights`: share per column.
    """

    kind: Literal["history"]
    csv: str = Field(default="us_1928_2024", min_length=1)
    weights: Weights
    terms: ReturnTerms = "real"

    @field_validator("weights")
    @classmethod
    def _sum_to_one(cls, weights: dict[str, float]) -> dict[str, float] | None:
        return _check_sum_to_one(weights)


Returns = Annotated[LognormalReturns | FixedReturns | ClassReturns | HistoryReturns, Field(discriminator="kind")]


def _check_sum_to_one(weights: Mapping[str, float] | None) -> dict[str, float] | None:
    if weights is None:
        return None
    total = sum(weights.values())
    if abs(total - 1) > WEIGHT_TOLERANCE:
        raise ValueError(f"the shares sum to {total:.6g}, not to 1")
    return dict(weights)
