"""Trading days: the newest weekdays whose closing prices are published."""

from datetime import date, datetime, timedelta
from itertools import count, islice

from portfolios.catalogue.seed import MARKET_CLOSE

LOOK_BACK_WEEKDAYS = 4
"""In weekdays. No series of holidays is longer."""


def closing_time(day: date) -> datetime:
    """Return the moment when the market closes on this day."""
    return datetime.combine(day, MARKET_CLOSE)


def recent_weekdays(now: datetime) -> list[date]:
    """Return weekdays that have ended in New York, newest first. Some may be holidays without prices."""
    today = now.astimezone(MARKET_CLOSE.tzinfo).date()
    days = (today - timedelta(days=back) for back in count(1))
    return list(islice((day for day in days if day.weekday() < 5), LOOK_BACK_WEEKDAYS))
