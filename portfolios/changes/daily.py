"""Once a day: deletions that can be undone no more go, prices from the market, what everybody's accounts are worth."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from people.once import send_once
from portfolios.changes.deletion import forget_expired
from portfolios.changes.history import record_everybody
from portfolios.pricing.calendar import newest_days
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.update import Update, configured_provider, update

logger = logging.getLogger(__name__)

TASK = "portfolios.changes.daily.run_task"
TRIED_AGAIN_AFTER = timedelta(hours=1)
DONE_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Daily:
    """update: None where nobody was asked, or nobody answered: then failure says why."""

    update: Update | None
    failure: str
    recorded: int


def run(*, now: datetime) -> Daily:
    """Safe to repeat. Values are recorded whatever became of the prices."""
    forget_expired(now=now)
    provider = configured_provider()
    done, failure = None, ""
    if provider is not None:
        try:
            done = update(provider=provider, now=now)
        except PriceFailure as error:
            logger.warning("Prices stay as they are. %s", error)
            failure = str(error)
    return Daily(done, failure, record_everybody(now=now))


def run_task() -> str:
    """What the queue calls by name."""
    now = timezone.now()
    done = run(now=now)
    if not done.failure:
        cache.set(_key(now), "done", DONE_FOR.total_seconds())
    return done.failure or f"{done.recorded} portfolios recorded"


def send_when_due(now: datetime) -> bool:
    """Put the day's run into the queue, once for all workers; after a failure again an hour later."""
    return send_once(TASK, occasion=_key(now), seconds=TRIED_AGAIN_AFTER.total_seconds())


def _key(now: datetime) -> str:
    """A day begins for us when a close becomes known in New York, and when a new date does."""
    return f"daily:{newest_days(now)[0]}:{now.date()}"
