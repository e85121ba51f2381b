"""Enqueue rounds of schedules and digests. The supervisor imports this, so it loads no engine."""

from datetime import datetime, timedelta
from uuid import UUID

from analysis.schedules.models import Digest
from people import acting_as
from people.shared_cache.once import enqueue_once

TASK, DIGEST_TASK = "analysis.schedules.round.run_task", "analysis.worker.tasks.process_digest"
INTERVAL = timedelta(hours=1)


def enqueue_when_due(now: datetime) -> bool:
    """Enqueue a round every hour, once for all workers."""
    return enqueue_once(TASK, occasion=f"schedules:{now.date()}:{now.hour}", seconds=INTERVAL.total_seconds())


def enqueue_digest(job_id: UUID, user_id: UUID) -> None:
    """Enqueue the digest of an analysis that has just ended, if it was a scheduled one."""
    from django_q.tasks import async_task

    with acting_as(user_id):
        is_waiting = Digest.objects.open().filter(job_id=job_id).exists()
    if is_waiting:
        async_task(DIGEST_TASK, str(job_id), str(user_id), ack_failure=True)
