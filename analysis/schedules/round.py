"""The round of schedules: start the analyses that are due, and send the digests that still wait.

A worker enqueues it every hour; on AWS the daily round runs it.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from analysis.jobs import dispatch
from analysis.jobs.errors import TooManyAnalyses
from analysis.schedules.models import Digest, Schedule
from analysis.schedules.planning import next_date
from people import acting_as, acting_as_staff
from people.isolation.purposes import Purpose
from people.models import DeletionRequest

logger = logging.getLogger(__name__)

TIME_LIMIT = timedelta(seconds=150)
MAX_UNSENT = 3
"""Mails that may fail in one round. A server that is away costs the seconds of its timeout for each."""
MAX_AT_ONCE = 200
"""People in one round, which ends within the timeout of a task. The next round goes on."""


def run_task() -> str:
    """Run a round; return a line for the log. The queue and the AWS clock call this by name. Safe to repeat."""
    from analysis.schedules.digests import process_digest  # it loads the engine

    now = timezone.now()
    with acting_as_staff(Purpose.SCHEDULES):
        due = Schedule.objects.filter(next_on__lte=now.date(), is_paused=False).order_by("next_on", "pk")
        people = list(due.values_list("user_id", flat=True)[:MAX_AT_ONCE])
        waiting = Digest.objects.open().order_by("tries", "created_at")
        digests = list(waiting.values_list("job_id", "user_id")[:MAX_AT_ONCE])
    started = sum(start_due(user_id, now=now) for user_id in people)
    outcomes: Counter[str] = Counter()
    for job_id, user_id in digests:
        try:
            outcomes[process_digest(job_id, user_id)] += 1
        except Exception:
            logger.exception("The digest of job %s could not be written.", job_id)
        unsent = outcomes[Digest.Status.READY] + outcomes[Digest.Status.FAILED]
        if unsent >= MAX_UNSENT or timezone.now() - now > TIME_LIMIT:
            break  # the next round goes on: the mail server is away, or the time of a task is nearly over
    counts = ", ".join(f"{count} {status}" for status, count in sorted(outcomes.items()))
    return f"{started} analyses started, digests: {counts or 'none'}"


def start_due(user_id: UUID, *, now: datetime) -> bool:
    """Start a person's analysis if it is due, by the same limits as any other. Return whether it started."""
    today = now.date()
    with acting_as(user_id):
        due = Schedule.objects.filter(user_id=user_id, next_on__lte=today, is_paused=False).select_related("user")
        schedule = due.select_for_update(skip_locked=True, of=("self",)).first()
        if schedule is None:
            return False
        key = f"schedule-{schedule.pk}-{schedule.next_on}"
        schedule.next_on = next_date(schedule.every, today)
        is_started = may_run(schedule)
        if is_started:
            try:
                started = dispatch.start(user=schedule.user, idempotency_key=key, schedule_name=schedule.job_name)
                Digest.objects.get_or_create(job=started.job, defaults={"user": schedule.user})
            except TooManyAnalyses:
                schedule.next_on, is_started = today + timedelta(days=1), False
        schedule.save(update_fields=["next_on", "updated_at"])
    return is_started


def may_run(schedule: Schedule) -> bool:
    """Return whether there is something to analyze: not for demos, without accounts, or before a deletion."""
    user = schedule.user
    is_leaving = DeletionRequest.objects.filter(user=user).exists()
    return user.is_active and not user.is_demo and not is_leaving and user.accounts.exists()
