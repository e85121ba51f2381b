"""What a projection says: the result models, as stored and as printed by `manage.py project` (contracts, "Output")."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from advisors.retirement.simulation.simulate import SimulationOutcome

Levels = dict[str, float]


class FrozenResult(BaseModel):
    """A frozen piece of a result."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Success(FrozenResult):
    """The share of paths on which every year is funded.

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
    """A mean and the seven percentiles of real dollars."""

    mean: float
    percentiles: Levels


class FanChart(FrozenResult):
    """Percentiles of wealth today (year 0) and at each year's end, in today's and in nominal dollars.

    A fan that was not asked for is empty.
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
    """How deep failure goes: years not fully funded, among the paths that fail; null where none does."""

    paths: int
    median_years: float | None
    worst_decile_years: float | None


class EngineInfo(FrozenResult):
    """What made the numbers, so that they can be made again."""

    version: int
    seed: int
    paths: int
    numpy: str


class StartYearResult(FrozenResult):
    """The replay that began in one year of history."""

    start: int
    success: bool
    years_funded: int
    terminal: float


class Projection(FrozenResult):
    """A plan projected. `outcome` holds the paths for comparison and is not part of the JSON."""

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
        """Give the result as plain values for JSON, unrounded."""
        return self.model_dump(mode="json")

    def as_rounded_json(self) -> dict[str, Any]:
        """Give the result as `as_json` does with numbers of 8 significant digits, the same on every processor."""
        stored: dict[str, Any] = _round_floats(self.as_json())
        return stored


def _round_floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _round_floats(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_round_floats(part) for part in value]
    return float(f"{value:.8g}") if isinstance(value, float) else value
