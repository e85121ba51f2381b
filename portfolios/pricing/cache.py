"""Cache closing prices, so that the provider is asked once a day; failures are cached for a shorter time."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection

from people import acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.pricing.calendar import recent_weekdays
from portfolios.pricing.provider import FAILURES_BY_CODE, Closes, PriceFailure, Provider

logger = logging.getLogger(__name__)

CLOSES_TTL = timedelta(hours=26)
EMPTY_CLOSES_TTL = timedelta(hours=1)
"""A day without closes is a holiday, or its closes are late."""
MAX_SYMBOLS = 25
ADVISORY_LOCK_ID = 7_461_001  # any number, the same in every process


class MarketCloses(NamedTuple):
    day: date
    closes: Closes


def load_newest_closes(provider: Provider, *, now: datetime) -> MarketCloses:
    """Return the closes of the newest day that has any. Raises PriceFailure."""
    days = recent_weekdays(now)
    for day in days:
        if closes := load_closes_of_day(provider, day):
            return MarketCloses(day, closes)
    return MarketCloses(days[0], {})


def load_closes_of_day(provider: Provider, day: date) -> Closes:
    """Return all closes of a day. Raises PriceFailure, from the cache while an earlier failure is fresh."""
    key, failure_key = f"closes:{provider.name}:{day}", f"no-closes:{provider.name}"
    with acting_as_staff(Purpose.PRICES):
        with connection.cursor() as cursor:  # until the transaction ends: a second caller finds this answer cached
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK_ID])
        cached = cache.get(key) or cache.get(failure_key)
        if cached is None:
            try:
                fetched = provider.closes(day)
            except PriceFailure as failure:
                cached = {"failed": failure.code, "detail": failure.detail}
                cache.set(failure_key, cached, failure.wait.total_seconds())
            else:
                cached = {"closes": fetched}
                cache.set(key, cached, (CLOSES_TTL if fetched else EMPTY_CLOSES_TTL).total_seconds())
    if "failed" in cached:
        raise FAILURES_BY_CODE[cached["failed"]](cached["detail"])
    closes: Closes = cached["closes"]
    return closes


def load_closes_of_symbols(provider: Provider, symbols: Iterable[str], day: date) -> Closes:
    """Return closes symbol by symbol; a symbol that the provider does not know is asked for once a day."""
    keys = {f"close:{provider.name}:{day}:{symbol}": symbol for symbol in sorted(symbols)}
    cached = cache.get_many(keys)
    found = {keys[key]: close for key, close in cached.items()}
    try:
        for key in [key for key in keys if key not in cached][:MAX_SYMBOLS]:
            found[keys[key]] = provider.fetch_close(keys[key], day)
            cache.set(key, found[keys[key]], CLOSES_TTL.total_seconds())
    except PriceFailure as failure:
        logger.warning("The remaining symbols are not asked for: %s", failure)
    return {symbol: close for symbol, close in found.items() if close is not None}
