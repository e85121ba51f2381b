"""Whether this Alex can serve people: the database, the queue and the workers."""

from dataclasses import dataclass

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from analysis.jobs.queue_state import load_queue_age, seconds_since
from analysis.jobs.worker_status import WorkerState, current_status, last_reports

MAX_QUEUE_SECONDS = 300
"""A message that waits longer means that the workers do not keep up."""


@dataclass(frozen=True)
class Readiness:
    """queue_seconds: how long the oldest message waits. heartbeat_seconds, reaper_seconds: since the last report of a
    supervisor and its last search for neglected jobs. None if it is not known, or the database is away.
    """

    database: bool
    queue_seconds: int | None = None
    workers: str = WorkerState.UNKNOWN
    heartbeat_seconds: int | None = None
    reaper_seconds: int | None = None

    @property
    def is_ready(self) -> bool:
        """On AWS no supervisor reports and the queue has its own alarm, so only the database counts there."""
        if not self.database or settings.ON_LAMBDA:
            return self.database
        return self.workers != WorkerState.UNKNOWN and (self.queue_seconds or 0) <= MAX_QUEUE_SECONDS


def check_readiness() -> Readiness:
    try:
        reports, now = last_reports(), timezone.now()
        return Readiness(
            True,
            load_queue_age().seconds,
            current_status().state.value,
            seconds_since(reports.heartbeat, now),
            seconds_since(reports.reaper, now),
        )
    except DatabaseError:
        return Readiness(False)
