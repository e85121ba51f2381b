"""Which close is the newest that everybody can know."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from portfolios.catalogue.seed import MARKET_CLOSE

LOOK_BACK_WEEKDAYS = 4
"""Weekdays: no run of holidays is longer."""


def closing_time(day: date) -> datetime:
    return datetime.combine(day, MARKET_CLOSE)


def recent_weekdays(now: datetime) -> list[date]:
    """Weekdays that have ended in New York, newest first; on a holiday among them the market was closed."""
    return list(islice(_weekdays_before(now.astimezone(MARKET_CLOSE.tzinfo).date()), LOOK_BACK_WEEKDAYS))


def _weekdays_before(day: date) -> Iterator[date]:
    while True:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            yield day
