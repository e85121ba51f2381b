"""The daily run: purge expired deletions, update prices and exchange rates, record the value of every portfolio."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from people.shared_cache.once import enqueue_once
from portfolios.changes.deletion import delete_expired_removals
from portfolios.changes.history import record_all_values
from portfolios.pricing.calendar import recent_weekdays
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.rates import update_rates
from portfolios.pricing.update import PriceUpdate, configured_provider, update_prices

logger = logging.getLogger(__name__)

TASK = "portfolios.changes.daily.run_task"
RETRY_AFTER = timedelta(hours=1)
DONE_TTL = timedelta(days=3)


@dataclass(frozen=True)
class DailyResult:
    """`update` is None without a provider or after a failure. `failure` says what could not be had, prices or rates."""

    update: PriceUpdate | None
    failure: str
    recorded: int


def run_daily_update(*, now: datetime) -> DailyResult:
    """Run all steps; values are recorded even if the prices fail. Idempotent."""
    delete_expired_removals(now=now)
    provider = configured_provider()
    done, failure = None, ""
    if provider is not None:
        try:
            done = update_prices(provider=provider, now=now)
        except PriceFailure as error:
            logger.warning("Prices stay as they are. %s", error)
            failure = str(error)
    failure = " ".join(filter(None, (failure, update_rates(now=now))))
    return DailyResult(done, failure, record_all_values(now=now))


def run_task() -> str:
    """Run the daily update; the queue calls this by name."""
    now = timezone.now()
    done = run_daily_update(now=now)
    if not done.failure:
        cache.set(_occasion_key(now), "done", DONE_TTL.total_seconds())
    return done.failure or f"{done.recorded} portfolios recorded"


def enqueue_when_due(now: datetime) -> bool:
    """Queue the daily run once for all workers, and again an hour after a failure."""
    return enqueue_once(TASK, occasion=_occasion_key(now), seconds=RETRY_AFTER.total_seconds())


def _occasion_key(now: datetime) -> str:
    """Return a key that changes with the date and with each new close in New York."""
    return f"daily:{recent_weekdays(now)[0]}:{now.date()}"
