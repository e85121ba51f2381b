"""The kinds of returns that a plan can have, checked, with errors that name the field."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from advisors.retirement.inputs.assumptions import CapitalMarket, Correlation, Preset, Rates, build_capital_market
from advisors.retirement.inputs.rule_options import Number

WEIGHT_TOLERANCE = 1e-6

Share = Annotated[Number, Field(ge=0, le=1 + WEIGHT_TOLERANCE)]
ReturnTerms = Literal["real", "nominal"]


def _check_sum_to_one(weights: dict[str, float]) -> dict[str, float]:
    """Return the weights. Raises ValueError unless they sum to 1."""
    total = sum(weights.values())
    if abs(total - 1) > WEIGHT_TOLERANCE:
        raise ValueError(f"the shares sum to {total:.6g}, not to 1")
    return weights


Weights = Annotated[dict[str, Share], Field(min_length=1), AfterValidator(_check_sum_to_one)]


class FrozenModel(BaseModel):
    """The base of every part of a plan: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class LognormalReturns(FrozenModel):
    """Independent lognormal years; `mean` (arithmetic) and `sd` are those of simple annual returns."""

    kind: Literal["lognormal"]
    mean: Number = Field(gt=-1, lt=10)
    sd: Number = Field(ge=0, lt=10)
    terms: ReturnTerms = "real"


class FixedReturns(FrozenModel):
    """The same return every year."""

    kind: Literal["fixed"]
    rate: Number = Field(gt=-1, lt=10)
    terms: ReturnTerms = "real"


class CompanyReturns(FrozenModel):
    """A single company: it moves with its classes, and a yearly factor of its own with mean 1 moves it on top.

    `parts`: the fraction of each class's weight that is this company, so it grows and shrinks with the class.
    `own_volatility`: the standard deviation of the factor, which is independent of everything else.
    """

    name: str = Field(min_length=1)
    parts: dict[str, Share] = Field(min_length=1)
    own_volatility: Number = Field(ge=0, lt=10)


class ClassReturns(FrozenModel):
    """Correlated capital-market classes, rebalanced yearly; always nominal.

    With `weights_end`, weights move linearly from `weights` in the first year to `weights_end` in the last.
    `assumptions` and `correlation` replace rates and correlations of the preset (see assumptions.py). `companies`: the
    single companies within the weights.
    """

    kind: Literal["classes"]
    preset: Preset = "base"
    weights: Weights
    weights_end: Weights | None = None
    assumptions: dict[str, Rates] | None = None
    correlation: Correlation | None = None
    companies: tuple[CompanyReturns, ...] = ()
    terms: Literal["nominal"] = "nominal"

    @model_validator(mode="after")
    def _known_classes(self) -> Self:
        names = {series.name for series in self.market().classes}
        for field, weights in (("weights", self.weights), ("weights_end", self.weights_end or {})):
            unknown = sorted(set(weights) - names)
            if unknown:
                raise ValueError(f"{field}: unknown class {', '.join(unknown)}; known: {', '.join(sorted(names))}")
        return self

    @model_validator(mode="after")
    def _check_companies(self) -> Self:
        if len({company.name for company in self.companies}) < len(self.companies):
            raise ValueError("companies: each needs a name of its own")
        known = {series.name for series in self.market().classes}
        for name in sorted({name for company in self.companies for name in company.parts}):
            if name not in known:
                raise ValueError(f"companies: unknown class {name}")
            if sum(company.parts.get(name, 0.0) for company in self.companies) > 1 + WEIGHT_TOLERANCE:
                raise ValueError(f"companies: they are more than all of {name}")
        return self

    def market(self) -> CapitalMarket:
        """Return the series and correlations from which these returns are drawn."""
        return build_capital_market(self.preset, self.assumptions, self.correlation)

    def with_weights(self, weights: Mapping[str, float], kept: Mapping[str, float] | None = None) -> "ClassReturns":
        """Return the returns at other weights, all years alike, in which each company keeps its share of the whole.

        `kept`: the fraction of a company that stays, by name; 1 unless given.
        """
        companies = []
        for company in self.companies:
            stays = (kept or {}).get(company.name, 1.0)
            parts = {
                name: min(1.0, stays * part * self.weights.get(name, 0.0) / weights[name])
                for name, part in company.parts.items()
                if weights.get(name, 0.0) > 0
            }
            if any(parts.values()):
                companies.append(company.model_copy(update={"parts": parts}))
        changes = {"weights": dict(weights), "weights_end": None, "companies": tuple(companies)}
        return ClassReturns.model_validate({**dict(self), **changes})


class HistoryReturns(FrozenModel):
    """Past years as they were: one run for each start year whose whole horizon is in the data.

    `csv`: "us_1928_2024", or the path of a file of the same shape. `weights`: the fraction in each column.
    """

    kind: Literal["history"]
    csv: str = Field(default="us_1928_2024", min_length=1)
    weights: Weights
    terms: ReturnTerms = "real"


Returns = Annotated[LognormalReturns | FixedReturns | ClassReturns | HistoryReturns, Field(discriminator="kind")]
