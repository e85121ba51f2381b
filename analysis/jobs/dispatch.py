"""Start, dispatch, cancel and reap jobs.

A job is dispatched on commit. It is dispatched again when no worker took it, or when its worker stopped.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from analysis.jobs.errors import IdempotencyConflict
from analysis.models import MAX_ATTEMPTS, Job, JobQuerySet, Step
from analysis.payloads import Payload
from people import acting_as
from people.acting import acting_as_staff
from people.isolation.purposes import Purpose
from people.models import User

WATCH_SECONDS = 60


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
) -> StartResult:
    """Create and dispatch a job, or return the one that this request or this person has already started.

    Raises IdempotencyConflict when the key was used for another request.
    """
    new = Job(user=user, job_type=job_type, idempotency_key=idempotency_key, request_payload=request_payload or {})
    with lock_user(user):
        repeated = (
            Job.objects.owned_by(user).filter(idempotency_key=idempotency_key).first() if idempotency_key else None
        )
        if repeated and (repeated.job_type, repeated.request_payload) != (new.job_type, new.request_payload):
            raise IdempotencyConflict(f"The key {idempotency_key} was used for another request.")
        if existing := repeated or find_active_job(user, job_type):
            return StartResult(existing, created=False)
        create_job(new)
        dispatch_job(new.pk, user.pk)
        transaction.on_commit(lambda: _enqueue_watch(str(new.pk), str(user.pk)), robust=True)
        return StartResult(new, created=True)


@contextmanager
def lock_user(user: User) -> Iterator[None]:
    """Serialize the starts of one person, so that the second finds the job of the first."""
    with acting_as(user.pk):
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        yield


def find_active_job(user: User, job_type: str) -> Job | None:
    """Return the active analysis of a person. Other job types may run side by side."""
    if job_type != Job.Type.PORTFOLIO_ANALYSIS:
        return None
    return Job.objects.owned_by(user).filter(job_type=job_type).active().first()


def create_job(job: Job) -> None:
    """Store a new job with its steps. Raises ValueError for a reserved type, which no worker runs."""
    if job.job_type in Job.RESERVED_TYPES:
        raise ValueError(f"No worker runs jobs of type {job.job_type} yet.")
    job.save(force_insert=True)
    Step.objects.create_for(job)


def dispatch_job(job_id: UUID, user_id: UUID) -> None:
    """Enqueue the job when the caller's transaction commits. reap() dispatches it again if the message is lost."""

    def enqueue() -> None:
        from django_q.tasks import async_task

        async_task("analysis.worker.tasks.run_analysis", str(job_id), str(user_id), ack_failure=True)

    Job.objects.filter(pk=job_id).change(dispatched_at=Now())
    transaction.on_commit(enqueue, robust=True)


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
        return bool(cancelled)


def fail_undeliverable_job(job_id: str, user_id: str) -> bool:
    """Fail a job whose message the queue gave up, unless the job is running or has ended."""
    with acting_as(user_id):
        waiting = Job.objects.filter(pk=job_id, user_id=user_id).pending_or_expired()
        job = waiting.without_large_columns().select_for_update().first()
        if job is not None:
            _fail_job(job, "undeliverable", "No worker could finish this analysis. You can start a new one.")
        return job is not None


def reap() -> ReapResult:
    """Dispatch everybody's neglected jobs again, or fail them after their last attempt."""
    with acting_as_staff(Purpose.REAPER):
        return _reap(Job.objects.all())


def reap_user_jobs(user: User) -> ReapResult:
    """Dispatch this person's neglected jobs again, or fail them after their last attempt."""
    with acting_as(user.pk):
        return _reap(Job.objects.owned_by(user))


def _reap(jobs: JobQuerySet) -> ReapResult:
    dispatched = failed = 0
    for job in jobs.needing_redispatch().without_large_columns().select_for_update(skip_locked=True):
        if job.status == Job.Status.RUNNING and job.attempt >= MAX_ATTEMPTS:
            steps = job.steps.all().running_labels()
            where = f", the last time in {steps}" if steps else ""
            message = f"The worker stopped {job.attempt} times in the middle of this analysis{where}."
            _fail_job(job, "worker_lost", f"{message} You can start a new one.")
            failed += 1
            continue
        if job.status == Job.Status.RUNNING:
            Job.objects.filter(pk=job.pk).set_status(Job.Status.PENDING)
            job.steps.all().reset_running()
        dispatch_job(job.pk, job.user_id)
        dispatched += 1
    return ReapResult(dispatched, failed)


def _fail_job(job: Job, code: str, message: str) -> None:
    Job.objects.filter(pk=job.pk).set_status(Job.Status.FAILED, error_code=code, error_message=message)
    job.steps.all().fail_unfinished(code, message)
