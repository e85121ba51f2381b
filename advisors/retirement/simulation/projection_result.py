"""The result of a projection, as `manage.py project` prints it (contracts, "Output")."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from advisors.retirement.simulation.simulate import SimulationOutcome

Levels = dict[str, float]


class FrozenResult(BaseModel):
    """The base of every part of a result: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Success(FrozenResult):
    """The fraction of paths on which every year is funded.

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


class Shortfall(FrozenResult):
    """The years not fully funded on the paths that fail; None if none fails."""

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
    """The projection of a plan. `outcome` has the paths, for comparisons; it is not part of the JSON."""

    success: Success
    terminal: Spread
    fan: FanChart
    at_retirement: Spread
    sustainable_spending: Levels | None
    required_saving: Levels | None
    spending: Spending
    shortfall: Shortfall
    engine: EngineInfo
    by_start_year: list[StartYearResult] | None = None
    outcome: SimulationOutcome | None = Field(default=None, exclude=True, repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain values for JSON, unrounded."""
        return self.model_dump(mode="json")
