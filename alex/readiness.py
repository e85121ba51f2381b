"""Whether this Alex can serve people: the database, the queue and the workers."""

from dataclasses import dataclass

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone
from django_q.models import OrmQ

from analysis.jobs.worker_status import WorkerState, current_status

MAX_QUEUE_SECONDS = 300
"""A message that waits longer means that the workers do not keep up."""


@dataclass(frozen=True)
class Readiness:
    """queue_seconds: how long the oldest message waits; None if the queue is elsewhere or the database is away."""

    database: bool
    queue_seconds: int | None = None
    workers: str = WorkerState.UNKNOWN

    @property
    def is_ready(self) -> bool:
        """On AWS no supervisor reports and the queue has its own alarm, so only the database counts there."""
        if not self.database or settings.ON_LAMBDA:
            return self.database
        return self.workers != WorkerState.UNKNOWN and (self.queue_seconds or 0) <= MAX_QUEUE_SECONDS


def check_readiness() -> Readiness:
    try:
        return Readiness(True, _queue_seconds(), current_status().state.value)
    except DatabaseError:
        return Readiness(False)


def _queue_seconds() -> int | None:
    """Return the age of the oldest message that no worker has taken; a taken one is locked until later than now."""
    if "orm" not in settings.Q_CLUSTER:
        return None
    now = timezone.now()
    oldest = OrmQ.objects.filter(lock__lte=now).order_by("lock").values_list("lock", flat=True).first()
    return int((now - oldest).total_seconds()) if oldest else 0
