"""Once a day: what is kept for a while only, goes."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from analysis.jobs.spans import forget
from people.once import send_once

TASK = "analysis.worker.retention.run_task"
TRIED_AGAIN_AFTER = timedelta(hours=1)
DONE_FOR = timedelta(days=3)


def run_task() -> str:
    """What the queue and the clock call by name. Safe to repeat."""
    now = timezone.now()
    forgotten = forget(now=now)
    cache.set(_key(now), "done", DONE_FOR.total_seconds())
    return f"the texts of {forgotten} spans forgotten"


def send_when_due(now: datetime) -> bool:
    """Put the day's run into the queue, once for all workers; where it was not done, again an hour later."""
    return send_once(TASK, occasion=_key(now), seconds=TRIED_AGAIN_AFTER.total_seconds())


def _key(now: datetime) -> str:
    return f"retention:{now.date()}"
