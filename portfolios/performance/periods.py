"""The periods whose performance is computed."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """begin: returns the day whose closing value the period starts from; None means the first record."""

    key: str
    label: str
    subject: tuple[str, ...]
    begin: Callable[[date], date | None]


def one_month_before(day: date) -> date:
    """Return the same day of the month before, or the last day of that month."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def six_months_before(day: date) -> date:
    """Return the same day six months before, or the last day of that month."""
    months = day.year * 12 + day.month - 7
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def one_year_before(day: date) -> date:
    """Return the same day of the year before; 28 February for 29 February."""
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))


def format_day(day: date) -> str:
    """Format a day as text for people: November 28, 2026."""
    return f"{day:%B} {day.day}, {day.year}"


ONE_DAY = timedelta(days=1)
PERIODS = (
    Period("month", "1 month", ("last month", "1 month", "one month"), one_month_before),
    Period(
        "year_to_date", "Year to date", ("this year", "year to date"), lambda day: day.replace(month=1, day=1) - ONE_DAY
    ),
    Period("year", "1 year", ("last year", "1 year", "one year"), one_year_before),
    Period("since_start", "Since start", ("since start", "so far"), lambda day: None),
)
