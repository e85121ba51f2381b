"""The result of a projection, as `manage.py project` prints it (contracts, "Output")."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from advisors.retirement.household.results import HouseholdResult
from advisors.retirement.simulation.outcome import SimulationOutcome

Levels = dict[str, float]


class FrozenResult(BaseModel):
    """The base of every part of a result: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Success(FrozenResult):
    """The fraction of paths on which every year is funded; for a flexible rule, on which the money does not run out.

    `interval` is Wilson's at 95%. For history `periods` replaces `paths`, and standard_error and interval are
    null, because the windows overlap.
    """

    probability: float
    standard_error: float | None
    interval: tuple[float, float] | None
    successes: int
    paths: int | None = None
    periods: int | None = None


class Spread(FrozenResult):
    """A mean and seven percentiles, in real dollars."""

    mean: float
    percentiles: Levels


class FanChart(FrozenResult):
    """Percentiles of wealth today (year 0) and at each year's end, in today's and in nominal dollars.

    A fan that was not requested is empty.
    """

    years: list[int]
    real: dict[str, list[float]]
    nominal: dict[str, list[float]]


class Spending(FrozenResult):
    """Medians over the paths: real spending over the whole retirement (income included), and the worst cut.

    `worst_cut` is 1 - lowest year / first year, 0.25 for a quarter less; null without a year in retirement.
    """

    median_lifetime: float
    worst_cut: float | None


class SpendingRisk(FrozenResult):
    """What can go wrong with a spending rule, as fractions of the paths or of the first year, in real terms.

    `ran_out`: the portfolio was empty before the last year. `below_need`: a year fell below what is needed.
    `cut_median` and `cut_p90`: 1 - lowest year / first year, on the middle path and as one path in ten reaches or
    exceeds. `floor_90`: what the lowest year pays, income included, on nine of ten paths or more, in real dollars.
    """

    ran_out: float
    below_need: float
    cut_median: float
    cut_p90: float
    floor_90: float


class Shortfall(FrozenResult):
    """The years not fully funded on the paths that have one; None without any. A flexible year needs what is needed."""

    paths: int
    median_years: float | None
    worst_decile_years: float | None


class EngineInfo(FrozenResult):
    """The version and inputs that reproduce the numbers."""

    version: int
    seed: int
    paths: int
    numpy: str


class StartYearResult(FrozenResult):
    """The replay that starts in one past year."""

    start: int
    success: bool
    years_funded: int
    terminal: float


class Projection(FrozenResult):
    """The projection of a plan. `outcome` has the paths, for comparisons; it is not part of the JSON.

    `household`: what a household pays, for a plan with one. `flexible`: what stands beside success for a rule that
    changes its spending; None for constant_real.
    """

    success: Success
    terminal: Spread
    fan: FanChart
    at_retirement: Spread
    sustainable_spending: Levels | None
    required_saving: Levels | None
    spending: Spending
    flexible: SpendingRisk | None = None
    shortfall: Shortfall
    engine: EngineInfo
    by_start_year: list[StartYearResult] | None = None
    household: HouseholdResult | None = None
    outcome: SimulationOutcome | None = Field(default=None, exclude=True, repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values for JSON, unrounded."""
        return self.model_dump(mode="json", exclude=None if self.household else {"household"})
