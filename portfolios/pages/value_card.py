"""The card of what everything is worth: one period of the recorded values, in figures and drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portfolios.models import PortfolioValue
from portfolios.performance.performance import Performance, compute_period, find_start, has_mostly_sample_prices
from portfolios.performance.periods import PERIODS, Period, six_months_before
from portfolios.valuation.snapshot import Snapshot
from portfolios.valuation.value import ZERO

MONTH, YEAR_TO_DATE, YEAR, SINCE_START = PERIODS
SHOWN: dict[str, tuple[str, str, Period]] = {
    "1m": ("1M", "in the past month", MONTH),
    "6m": ("6M", "in the past six months", Period("six_months", "6 months", (), six_months_before)),
    "ytd": ("YTD", "this year", YEAR_TO_DATE),
    "1y": ("1Y", "in the past year", YEAR),
    "all": ("All", "since your history began", SINCE_START),
}
"""The periods of the switch by their key in the address: label, words for it, and the period."""
MAX_POINTS, MAX_LEVELS, MAX_DATES = 180, 4, 6
SIDE = 1000
"""The side of the view box of the curves. The page stretches it; labels stand in percent beside it."""


@dataclass(frozen=True)
class ValueDrawing:
    """Paths of SVG. levels: amounts with their height in percent. dates: days with their place in percent."""

    value: str
    area: str
    added: str
    levels: list[tuple[float, float]]
    dates: list[tuple[date, float]]
    end: float


@dataclass(frozen=True)
class ValueCard:
    """key: of the period shown. drawing: None if the period cannot be computed, for the reason in `performance`."""

    key: str
    performance: Performance
    drawing: ValueDrawing | None

    @property
    def periods(self) -> list[tuple[str, str, bool]]:
        """Return key and label of each period, and whether it is shown."""
        return [(key, label, key == self.key) for key, (label, _, _) in SHOWN.items()]

    @property
    def words(self) -> str:
        return SHOWN[self.key][1]


def build_value_card(rows: Sequence[PortfolioValue], snapshot: Snapshot, *, key: str) -> ValueCard | None:
    """Build the card from rows, newest first; None until two days are recorded. key: of a period, else the longest."""
    days: list[Any] = list(rows)[::-1]
    if len(days) < 2:
        return None
    at_samples = has_mostly_sample_prices(snapshot)

    def compute(key: str) -> Performance:
        return compute_period(SHOWN[key][2], days, snapshot.profile.benchmark, at_samples=at_samples)

    if key not in SHOWN:
        key = "1y" if compute("1y").growth else "all"
    performance = compute(key)
    start = find_start(days, performance.growth.since) if performance.growth else None
    return ValueCard(key, performance, None if start is None else draw_value(days[start:]))


def draw_value(days: Sequence[Any]) -> ValueDrawing:
    """Draw the values of days in order, and the first value with what was added since."""
    every = max(1, -(-len(days) // MAX_POINTS))
    shown = [*range(0, len(days) - 1, every), len(days) - 1]
    first, span = days[0].date, max((days[-1].date - days[0].date).days, 1)
    added, sums = ZERO, []
    for place, day in enumerate(days):
        added += day.added if place else ZERO
        sums.append(float(days[0].total + added))
    values = [float(day.total) for day in days]
    low, high = min(*values, *sums), max(*values, *sums)
    margin = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    low, high = low - margin, high + margin

    def x(day: date) -> float:
        return SIDE * (day - first).days / span

    def path(series: Sequence[float]) -> str:
        return "L".join(f"{x(days[n].date):.1f} {SIDE * (high - series[n]) / (high - low):.1f}" for n in shown)

    return ValueDrawing(
        value=f"M{path(values)}", area=f"M{path(values)}L{SIDE} {SIDE}L0 {SIDE}Z", added=f"M{path(sums)}",
        levels=[(level, 100 * (high - level) / (high - low)) for level in choose_levels(low, high)],
        dates=[(day, x(day) / 10) for day in choose_dates([days[n].date for n in shown])],
        end=100 * (high - values[-1]) / (high - low),
    )  # fmt: skip


def choose_levels(low: float, high: float) -> list[float]:
    """Return round amounts between two, at most MAX_LEVELS."""
    least = (high - low) / MAX_LEVELS
    power = 10.0 ** math.floor(math.log10(least))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= least)
    return [step * n for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def choose_dates(days: Sequence[date]) -> list[date]:
    """Return days at even places, without the last, whose label would be cut."""
    every = max(1, len(days) // MAX_DATES)
    return list(days[: -every // 2 : every] if len(days) > MAX_DATES else days[:1])
