"""One question to the provider a day, whoever needs the answer: it is kept, and so is the failure to get one."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection

from people import acting_as_staff
from portfolios.pricing.calendar import newest_days
from portfolios.pricing.provider import FAILURES, Closes, PriceFailure, Provider

logger = logging.getLogger(__name__)

KEPT = timedelta(hours=26)
EMPTY_KEPT = timedelta(hours=1)
"""A day without closes was a holiday, or its closes are late."""
MOST_SYMBOLS = 25
TURN = 7_461_001  # any number, the same in every process


class Asked(NamedTuple):
    day: date
    closes: Closes


def newest(provider: Provider, *, now: datetime) -> Asked:
    """The newest day that has closes. Raises PriceFailure."""
    days = newest_days(now)
    for day in days:
        if closes := of_day(provider, day):
            return Asked(day, closes)
    return Asked(days[0], {})


def of_day(provider: Provider, day: date) -> Closes:
    """Raises PriceFailure: also without asking, while an earlier failure is fresh."""
    key = f"closes:{provider.name}:{day}"
    with acting_as_staff("prices"):
        _wait_for_turn()
        kept = cache.get(key) or cache.get(_failure_key(provider))
        if kept is None:
            kept = _ask(provider, day, key)
    if "failed" in kept:
        raise FAILURES[kept["failed"]](kept["detail"])
    closes: Closes = kept["closes"]
    return closes


def of_symbols(provider: Provider, symbols: Iterable[str], day: date) -> Closes:
    """What the market's answer lacks, symbol by symbol; what the provider does not know is not asked twice a day."""
    keys = {f"close:{provider.name}:{day}:{symbol}": symbol for symbol in sorted(symbols)}
    kept = cache.get_many(keys)
    found = {keys[key]: close for key, close in kept.items()}
    try:
        for key in [key for key in keys if key not in kept][:MOST_SYMBOLS]:
            found[keys[key]] = provider.close_of(keys[key], day)
            cache.set(key, found[keys[key]], KEPT.total_seconds())
    except PriceFailure as failure:
        logger.warning("The remaining symbols are not asked for: %s", failure)
    return {symbol: close for symbol, close in found.items() if close is not None}


def _ask(provider: Provider, day: date, key: str) -> dict[str, object]:
    kept: dict[str, object]
    try:
        closes = provider.closes(day)
    except PriceFailure as failure:
        kept = {"failed": failure.code, "detail": failure.detail}
        cache.set(_failure_key(provider), kept, failure.wait.total_seconds())
    else:
        kept = {"closes": closes}
        cache.set(key, kept, (KEPT if closes else EMPTY_KEPT).total_seconds())
    return kept


def _failure_key(provider: Provider) -> str:
    return f"no-closes:{provider.name}"


def _wait_for_turn() -> None:
    """Until the transaction ends: whoever comes second finds the answer of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
