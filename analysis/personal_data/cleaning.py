"""Remove what its time is over: demo visitors, exports, sessions, people whose deletion is due, and former keys."""

import logging
from datetime import datetime, timedelta

from django.core.management import call_command
from django.utils import timezone

from analysis.personal_data.deletion import delete_demo_visitors, delete_due_people
from people import acting_as_staff
from people.isolation.purposes import Purpose
from people.models import DataExport
from people.shared_cache.once import enqueue_once
from people.sign_in.stored_secrets import reencrypt_second_factors

logger = logging.getLogger(__name__)

TASK = "analysis.personal_data.cleaning.run_task"
RETRY_AFTER = timedelta(hours=1)


def run_task() -> str:
    """Remove everything that is due; return a line for the log. The queue and the AWS clock call this by name."""
    now = timezone.now()
    exports = delete_expired_exports(now=now)
    people, visitors = delete_due_people(now=now), delete_demo_visitors(now=now)
    call_command("clearsessions")
    factors = reencrypt_second_factors()
    if factors.unreadable:
        logger.error("%s second factors cannot be read: their key is missing.", len(factors.unreadable))
    return (
        f"deleted {people} people, {visitors} demo visitors and {exports} exports, "
        f"encrypted {factors.changed} second factors with the current key"
    )


def delete_expired_exports(*, now: datetime) -> int:
    with acting_as_staff(Purpose.DELETION):
        return DataExport.objects.filter(expires_at__lte=now).delete()[0]


def enqueue_when_due(now: datetime) -> bool:
    """Enqueue a round every hour, once for all workers."""
    return enqueue_once(TASK, occasion=f"cleaning:{now.date()}:{now.hour}", seconds=RETRY_AFTER.total_seconds())
