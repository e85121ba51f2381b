"""The household part of a projection's result: flows and balances by year, lifetime taxes, and what is certain."""

from pydantic import BaseModel, ConfigDict

BAND = (10, 50, 90)
"""The percentiles that are kept of each year's figures."""
Bands = dict[str, list[float]]


class HouseholdPart(BaseModel):
    """The base of every part: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Lifetime(HouseholdPart):
    """The mean and percentiles of an amount over the whole plan, in today's dollars."""

    mean: float
    percentiles: dict[str, float]


class HouseholdResult(HouseholdPart):
    """What a household pays and is left with, in today's dollars a year.

    `figures`: by name, then by percentile, one number for each plan year. Each year's percentiles are of the first
    `band_paths` paths. `lifetime`: of all paths; spending alone where only a fan was asked for.
    `social_security`: while all people live, the same on all paths.
    `first_required`: for each person the plan year of the first required distribution, None if after the plan.
    `high_income`: the fraction of paths with a year whose income is so high that the alternative minimum tax, which is
    not modeled, may add to the tax.
    `rmd_years`, `irmaa_years`, `penalty_years`: the median number of years with one. `law_year`: the year of the law.
    """

    law_year: int
    first_year: int
    ages: list[list[int]]
    figures: dict[str, Bands]
    band_paths: int
    lifetime: dict[str, Lifetime]
    social_security: list[float]
    first_required: list[int | None]
    rmd_years: float
    irmaa_years: float
    penalty_years: float
    high_income: float
    not_modeled: list[str]
