"""How often the ranges of past projections held, by what later analyses found. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAYS_A_YEAR = 365.25
TOLERANCE = timedelta(days=31)
"""A later analysis counts for the year of the range whose end is at most this far away."""
MIN_CHECKS = 10
"""With fewer ranges that could be checked nothing is said: their share would be chance."""
RANGES = (("Eight in ten scenarios", "10", "90", 0.8), ("Half of the scenarios", "25", "75", 0.5))


@dataclass(frozen=True)
class PastProjection:
    """What one analysis said. worth: of the accounts that it projected. nominal: percentiles by year, in dollars then.

    plan: what the range rests on. A later analysis of another plan is no test of it.
    """

    day: date
    worth: float
    nominal: dict[str, list[float]]
    plan: tuple[str, ...] = ()


@dataclass(frozen=True)
class Calibration:
    """label: of a range. held: how many of the checked ranges contained what happened. promised: a fraction."""

    label: str
    promised: float
    held: int
    checked: int

    @property
    def is_known(self) -> bool:
        return self.checked >= MIN_CHECKS

    @property
    def share(self) -> float:
        return self.held / self.checked if self.checked else 0.0


def calibrate(projections: Sequence[PastProjection]) -> list[Calibration]:
    """Return for each range how often it held, a whole number of years after it was made."""
    checks = [check for one in projections for check in find_checks(one, projections)]
    found = []
    for label, low, high, promised in RANGES:
        known = [(one, year, worth) for one, year, worth in checks if has_year(one, (low, high), year)]
        held = sum(one.nominal[low][year] <= worth <= one.nominal[high][year] for one, year, worth in known)
        found.append(Calibration(label, promised, held, len(known)))
    return found


def find_checks(
    one: PastProjection, projections: Sequence[PastProjection]
) -> list[tuple[PastProjection, int, float]]:  # fmt: skip
    """Return the years after which another analysis of the same plan shows what happened, each with the worth then."""
    nearest: dict[int, tuple[timedelta, float]] = {}
    for later in projections:
        year = round((later.day - one.day).days / DAYS_A_YEAR)
        off = abs(later.day - one.day - timedelta(days=year * DAYS_A_YEAR))
        is_test = year >= 1 and later.plan == one.plan and off <= TOLERANCE
        if is_test and (year not in nearest or off < nearest[year][0]):
            nearest[year] = (off, later.worth)
    return [(one, year, worth) for year, (_, worth) in sorted(nearest.items())]


def has_year(one: PastProjection, levels: tuple[str, str], year: int) -> bool:
    return all(len(one.nominal.get(level, ())) > year for level in levels)
