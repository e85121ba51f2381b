"""Start, cancel and reap jobs.

A job is dispatched on commit. It is dispatched again when its message is lost, or when its worker stopped.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from analysis import events
from analysis.jobs.errors import IdempotencyConflict, TooManyAnalyses
from analysis.jobs.messages import dispatch_job, drop_messages_of_ended_jobs, needing_dispatch
from analysis.models import MAX_ATTEMPTS, Job, JobQuerySet, Step
from analysis.payloads import Payload
from people import acting_as
from people.acting import acting_as_staff
from people.audit import record_event
from people.isolation.purposes import Purpose
from people.models import User
from portfolios.models.accounts import Position

WATCH_SECONDS = 60
DAY = timedelta(days=1)


class StartResult(NamedTuple):
    job: Job
    created: bool


class ReapResult(NamedTuple):
    """The number of jobs dispatched again, and of jobs failed after their last attempt."""

    dispatched: int
    failed: int


def start(
    *,
    user: User,
    idempotency_key: str | None = None,
    request_payload: Payload | None = None,
    job_type: str = Job.Type.PORTFOLIO_ANALYSIS,
    schedule_name: str = "",
) -> StartResult:
    """Create and dispatch a job, or return the one that this request or this person has already started.

    schedule_name: what the job is called, if a schedule starts it; such a job lets all others go first.
    Raises IdempotencyConflict when the key was used for another request, and TooManyAnalyses.
    """
    new = Job(user=user, job_type=job_type, idempotency_key=idempotency_key, request_payload=request_payload or {},
              name=schedule_name, is_scheduled=bool(schedule_name))  # fmt: skip
    with lock_user(user):
        repeated = (
            Job.objects.owned_by(user).filter(idempotency_key=idempotency_key).first() if idempotency_key else None
        )
        if repeated and (repeated.job_type, repeated.request_payload) != (new.job_type, new.request_payload):
            raise IdempotencyConflict(f"The key {idempotency_key} was used for another request.")
        if existing := repeated or find_active_job(user, job_type):
            return StartResult(existing, created=False)
        refuse_too_many(user)
        create_job(new)
        record_event(events.ANALYSIS_STARTED, by=user, row=new)
        dispatch_job(new.pk, user.pk)
        transaction.on_commit(lambda: _enqueue_watch(str(new.pk), str(user.pk)), robust=True)
        return StartResult(new, created=True)


def refuse_too_many(user: User) -> None:
    """Raise TooManyAnalyses if this person has started as many analyses within a day as one may."""
    own = Job.objects.owned_by(user).filter(created_at__gt=Now() - DAY)
    started = list(own.order_by("-created_at").values_list("created_at", flat=True)[: settings.ANALYSES_PER_DAY])
    if len(started) >= settings.ANALYSES_PER_DAY:
        raise TooManyAnalyses(settings.ANALYSES_PER_DAY, next_at=started[-1] + DAY)


@contextmanager
def lock_user(user: User) -> Iterator[None]:
    """Serialize the starts of one person, so that the second finds the job of the first."""
    with acting_as(user.pk):
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        yield


def find_active_job(user: User, job_type: str) -> Job | None:
    """Return the active job of this type. Jobs of other types may run beside it."""
    return Job.objects.owned_by(user).filter(job_type=job_type).active().first()


def create_job(job: Job) -> None:
    """Store a new job with its steps. Raises LookupError for an unknown type."""
    job.holdings = Position.objects.owned_by(job.user).count()
    job.save(force_insert=True)
    Step.objects.create_for(job)


def _enqueue_watch(job_id: str, user_id: str) -> None:
    """Enqueue a check of the job in a minute, for deployments without a permanent reaper (SQS and Lambda)."""
    from django_q.brokers import get_broker
    from django_q.tasks import async_task

    broker = get_broker()
    if hasattr(broker, "delayed"):
        later = broker.delayed(WATCH_SECONDS)
        async_task("analysis.worker.tasks.watch_analysis", job_id, user_id, ack_failure=False, broker=later)


def watch_job(job_id: str, user_id: str) -> None:
    """Reap this person's jobs, and check again in a minute while the job is active."""
    with acting_as(user_id):
        own = Job.objects.filter(user_id=user_id)
        _reap(own)
        if own.active().filter(pk=job_id).exists():
            transaction.on_commit(lambda: _enqueue_watch(job_id, user_id))


def cancel(*, user: User, job_id: UUID | str) -> bool:
    """Cancel a job. Its worker notices at its next write or heartbeat.

    Returns False if the job has ended, or belongs to someone else.
    """
    with acting_as(user.pk):
        cancelled = Job.objects.owned_by(user).active().filter(pk=job_id).set_status(Job.Status.CANCELLED)
        if cancelled:
            Step.objects.filter(job_id=job_id).cancel_unfinished()
            record_event(events.ANALYSIS_CANCELLED, by=user, row=Job(pk=job_id))
        return bool(cancelled)


def fail_undeliverable_job(job_id: str, user_id: str) -> bool:
    """Fail a job whose message the queue gave up, unless the job is running or has ended."""
    with acting_as(user_id):
        own = Job.objects.filter(pk=job_id, user_id=user_id)
        waiting = own.filter(status=Job.Status.PENDING) | own.expired()
        job = waiting.without_large_columns().select_for_update().first()
        if job is not None:
            _fail_job(job, "undeliverable", "No worker could finish this analysis. You can start a new one.")
        return job is not None


def reap(*, blameless: bool = False) -> ReapResult:
    """Dispatch everybody's neglected jobs again, or fail them after their last attempt.

    blameless: the database was away, so that workers could not renew their leases. These attempts do not count.
    """
    with acting_as_staff(Purpose.REAPER):
        drop_messages_of_ended_jobs(Job.objects.all())
        return _reap(Job.objects.all(), blameless)


def reap_user_jobs(user: User) -> ReapResult:
    """Dispatch this person's neglected jobs again, or fail them after their last attempt."""
    with acting_as(user.pk):
        return _reap(Job.objects.owned_by(user))


def _reap(jobs: JobQuerySet, blameless: bool = False) -> ReapResult:
    dispatched = failed = 0
    for job in needing_dispatch(jobs).without_large_columns().select_for_update(skip_locked=True):
        is_running = job.status == Job.Status.RUNNING
        if is_running and job.attempt >= MAX_ATTEMPTS and not blameless:
            steps = job.steps.all().running_labels()
            where = f", the last time in {steps}" if steps else ""
            tried = f"Alex tried this analysis {job.attempt} times."
            message = f"{tried} Each time the worker stopped in the middle{where}."
            _fail_job(job, "worker_lost", f"{message} You can start a new one.")
            failed += 1
            continue
        if is_running:
            given_back = {"attempt": F("attempt") - 1} if blameless else {}
            Job.objects.filter(pk=job.pk).set_status(Job.Status.PENDING, **given_back)
            job.steps.all().reset_running()
        dispatch_job(job.pk, job.user_id)
        dispatched += 1
    return ReapResult(dispatched, failed)


def _fail_job(job: Job, code: str, message: str) -> None:
    Job.objects.filter(pk=job.pk).set_status(Job.Status.FAILED, error_code=code, error_message=message)
    job.steps.all().fail_unfinished(code, message)
