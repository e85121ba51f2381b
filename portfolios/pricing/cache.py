"""One question to the provider a day, whoever needs the answer: it is kept, and so is the failure to get one."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection

from people import acting_as_staff
from portfolios.pricing.calendar import recent_weekdays
from portfolios.pricing.provider import FAILURES_BY_CODE, Closes, PriceFailure, Provider

logger = logging.getLogger(__name__)

CLOSES_TTL = timedelta(hours=26)
EMPTY_CLOSES_TTL = timedelta(hours=1)
"""A day without closes was a holiday, or its closes are late."""
MAX_SYMBOLS = 25
ADVISORY_LOCK_ID = 7_461_001  # any number, the same in every process


class MarketCloses(NamedTuple):
    day: date
    closes: Closes


def load_newest_closes(provider: Provider, *, now: datetime) -> MarketCloses:
    """The newest day that has closes. Raises PriceFailure."""
    days = recent_weekdays(now)
    for day in days:
        if closes := load_closes_of_day(provider, day):
            return MarketCloses(day, closes)
    return MarketCloses(days[0], {})


def load_closes_of_day(provider: Provider, day: date) -> Closes:
    """Raises PriceFailure: also without asking, while an earlier failure is fresh."""
    key = f"closes:{provider.name}:{day}"
    with acting_as_staff("prices"):
        _acquire_lock()
        kept = cache.get(key) or cache.get(_failure_key(provider))
        if kept is None:
            kept = _fetch_closes(provider, day, key)
    if "failed" in kept:
        raise FAILURES_BY_CODE[kept["failed"]](kept["detail"])
    closes: Closes = kept["closes"]
    return closes


def load_closes_of_symbols(provider: Provider, symbols: Iterable[str], day: date) -> Closes:
    """What the market's answer lacks, symbol by symbol; what the provider does not know is not asked twice a day."""
    keys = {f"close:{provider.name}:{day}:{symbol}": symbol for symbol in sorted(symbols)}
    kept = cache.get_many(keys)
    found = {keys[key]: close for key, close in kept.items()}
    try:
        for key in [key for key in keys if key not in kept][:MAX_SYMBOLS]:
            found[keys[key]] = provider.fetch_close(keys[key], day)
            cache.set(key, found[keys[key]], CLOSES_TTL.total_seconds())
    except PriceFailure as failure:
        logger.warning("The remaining symbols are not asked for: %s", failure)
    return {symbol: close for symbol, close in found.items() if close is not None}


def _fetch_closes(provider: Provider, day: date, key: str) -> dict[str, object]:
    kept: dict[str, object]
    try:
        closes = provider.closes(day)
    except PriceFailure as failure:
        kept = {"failed": failure.code, "detail": failure.detail}
        cache.set(_failure_key(provider), kept, failure.wait.total_seconds())
    else:
        kept = {"closes": closes}
        cache.set(key, kept, (CLOSES_TTL if closes else EMPTY_CLOSES_TTL).total_seconds())
    return kept


def _failure_key(provider: Provider) -> str:
    return f"no-closes:{provider.name}"


def _acquire_lock() -> None:
    """Until the transaction ends: whoever comes second finds the answer of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK_ID])
