"""Once a day: what is kept for a while only, goes."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from analysis.jobs.span_store import clear_old_texts
from people.once import enqueue_once

TASK = "analysis.worker.retention.run_task"
RETRY_AFTER = timedelta(hours=1)
DONE_MARK_LIFETIME = timedelta(days=3)


def run_task() -> str:
    """What the queue and the clock call by name. Safe to repeat."""
    now = timezone.now()
    forgotten = clear_old_texts(now=now)
    cache.set(_cache_key(now), "done", DONE_MARK_LIFETIME.total_seconds())
    return f"the texts of {forgotten} spans forgotten"


def send_when_due(now: datetime) -> bool:
    """Put the day's run into the queue, once for all workers; where it was not done, again an hour later."""
    return enqueue_once(TASK, occasion=_cache_key(now), seconds=RETRY_AFTER.total_seconds())


def _cache_key(now: datetime) -> str:
    return f"retention:{now.date()}"
