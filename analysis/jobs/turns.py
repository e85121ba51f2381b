"""Whose turn it is: the queue is fair between people, and large portfolios leave room for small ones.

A message carries the ids of one job, but leads to a run of the job whose turn it is.
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, Now

from analysis.jobs.lease import Lease, claim
from analysis.jobs.messages import dispatch_job, swap_messages
from analysis.models import MAX_ATTEMPTS, Job, JobQuerySet
from people import acting_as, acting_as_staff
from people.isolation.purposes import Purpose

SERVED_WITHIN = timedelta(hours=1)
MAX_HANDICAP = timedelta(minutes=10)
SCHEDULED_HANDICAP = timedelta(hours=6)
"""Nobody waits for a scheduled job, so what people start meanwhile goes first."""
"""A person's job waits at most this much longer because workers have worked for the same person lately."""
LARGE_HOLDINGS = 1_000
"""A portfolio with more holdings is large. Large ones never use the last worker."""
LARGE_PAUSE_SECONDS = 2.0
LARGE_LOCK = 0x616C6578
"""An advisory lock: two workers do not start the last large analysis at once."""


def claim_next(job_id: UUID, user_id: UUID) -> Lease | None:
    """Claim the job whose turn it is, on the message of a job. Return None if no job may run now.

    The message's job, if it still waits, keeps a message: that of the job that is run instead, or a later one.
    """
    with acting_as_staff(Purpose.REAPER):
        turn = by_turn(_runnable(Job.objects.all())).select_for_update(skip_locked=True, of=("self",)).first()
        lease = claim(turn.pk, turn.user_id) if turn else None
        named = Job.objects.filter(pk=job_id, user_id=user_id, status=Job.Status.PENDING).without_large_columns()
        if turn and lease and turn.pk != job_id and (other := named.first()):
            swap_messages(other, turn)
    if lease is None:
        with acting_as(user_id):  # on Lambda the message of a worker that is gone comes back before anybody reaps
            has_expired = Job.objects.filter(pk=job_id, user_id=user_id).expired().exists()
        lease = claim(job_id, user_id) if has_expired else None
    if lease is None:
        _dispatch_later(job_id, user_id)
    return lease


def by_turn(jobs: JobQuerySet) -> JobQuerySet:
    """Order jobs by their start, later by the time that workers worked for the same person in the last hour.

    Scheduled jobs are later by hours.
    """
    others = Job.objects.filter(user=OuterRef("user"), started_at__gt=Now() - SERVED_WITHIN).exclude(pk=OuterRef("pk"))
    work = ExpressionWrapper(F("updated_at") - F("started_at"), output_field=DurationField())
    served = Subquery(others.order_by().values("user").annotate(served=Sum(work)).values("served"))
    handicap = Least(Coalesce(served, Value(timedelta())), Value(MAX_HANDICAP))
    patience = Case(When(is_scheduled=True, then=Value(SCHEDULED_HANDICAP)), default=Value(timedelta()))
    turn = ExpressionWrapper(F("created_at") + handicap + patience, output_field=DateTimeField())
    return jobs.without_large_columns().annotate(turn=turn).order_by("turn", "pk")


def find_runnable() -> set[UUID]:
    """Return the jobs that a worker could run now."""
    with acting_as_staff(Purpose.REAPER):
        return set(_runnable(Job.objects.all()).values_list("pk", flat=True))


def _runnable(jobs: JobQuerySet) -> JobQuerySet:
    """Return the jobs that may run now. A large one may not while large ones use all but one of the workers."""
    due = jobs.due().filter(attempt__lt=MAX_ATTEMPTS)
    large = Q(holdings__gt=LARGE_HOLDINGS)
    if not due.filter(large).exists():
        return due
    with connection.cursor() as cursor:  # until the caller's transaction ends, nobody else starts a large one
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LARGE_LOCK])
        may_start = cursor.fetchone()[0]
    if may_start:
        running = Job.objects.filter(large, status=Job.Status.RUNNING, lease_until__gt=Now()).count()
        may_start = running < max(1, settings.WORKERS - 1)
    return due if may_start else due.exclude(large)


def _dispatch_later(job_id: UUID, user_id: UUID) -> None:
    """Send the message of a job again that may not run yet: in a pause, or large while others are."""
    with acting_as(user_id):
        waiting = Job.objects.filter(pk=job_id, user_id=user_id, status=Job.Status.PENDING, attempt__lt=MAX_ATTEMPTS)
        left = ExpressionWrapper(F("retry_at") - Now(), output_field=DurationField())
        job = waiting.without_large_columns().annotate(left=left).first()
        if job is None:
            return
        if job.left is None or job.left <= timedelta():
            waiting.filter(holdings__gt=LARGE_HOLDINGS).change(wait_reason=Job.WaitReason.LARGE)
        seconds = job.left.total_seconds() if job.left else 0
        dispatch_job(job_id, user_id, delay_seconds=max(seconds, LARGE_PAUSE_SECONDS))
