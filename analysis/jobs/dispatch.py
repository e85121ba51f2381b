"""How jobs come to a worker: started once, sent on commit, sent again when nobody took them or their worker is gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from analysis.jobs.errors import IdempotencyConflict
from analysis.models import MAX_ATTEMPTS, Job, JobQuerySet, Step
from people import acting_as
from people.acting import acting_as_staff
from people.models import User

WATCH_SECONDS = 60


class StartResult(NamedTuple):
    job: Job
    created: bool


class ReapResult(NamedTuple):
    dispatched: int
    failed: int


def start(
    *,
    user: User,
    idempotency_key: str | None = None,
    request_payload: dict[str, Any] | None = None,
    job_type: str = Job.Type.PORTFOLIO_ANALYSIS,
) -> StartResult:
    """A new job on its way to a worker; or the one that this request, or this person, has started already."""
    asked = Job(user=user, job_type=job_type, idempotency_key=idempotency_key, request_payload=request_payload or {})
    with lock_user(user):
        if known := _find_repeated_job(asked) or find_active_job(user, job_type):
            return StartResult(known, created=False)
        create_job(asked)
        dispatch_job(asked.pk, user.pk)
        transaction.on_commit(lambda: _enqueue_watch(str(asked.pk), str(user.pk)), robust=True)
        return StartResult(asked, created=True)


@contextmanager
def lock_user(user: User) -> Iterator[None]:
    """Two starts of one person come one after the other; the second sees what the first did."""
    with acting_as(user.pk):
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        yield


def find_active_job(user: User, job_type: str) -> Job | None:
    if job_type != Job.Type.PORTFOLIO_ANALYSIS:
        return None
    return Job.objects.owned_by(user).filter(job_type=job_type).active().first()


def create_job(job: Job) -> None:
    job.save(force_insert=True)
    Step.objects.create_for(job)


def _find_repeated_job(asked: Job) -> Job | None:
    if not asked.idempotency_key:
        return None
    earlier = Job.objects.owned_by(asked.user).filter(idempotency_key=asked.idempotency_key).first()
    if earlier and (earlier.job_type, earlier.request_payload) != (asked.job_type, asked.request_payload):
        raise IdempotencyConflict(f"The key {asked.idempotency_key} was used for another request.")
    return earlier


def dispatch_job(job_id: UUID, user_id: UUID) -> None:
    """Tell the queue when the transaction of the caller commits. A message that gets lost is sent again by reap()."""
    Job.objects.filter(pk=job_id).change(dispatched_at=Now())
    transaction.on_commit(
        lambda: _enqueue_analysis(str(job_id), str(user_id)), robust=True
    )  # Django cannot log a partial


def _enqueue_analysis(job_id: str, user_id: str) -> None:
    from django_q.tasks import async_task

    async_task("analysis.worker.tasks.run_analysis", job_id, user_id, ack_failure=True)


def _enqueue_watch(job_id: str, user_id: str) -> None:
    """Where no reaper runs all the time (SQS and Lambda), a message looks after the job a minute from now."""
    from django_q.brokers import get_broker
    from django_q.tasks import async_task

    broker = get_broker()
    if hasattr(broker, "delayed"):
        later = broker.delayed(WATCH_SECONDS)
        async_task("analysis.worker.tasks.watch_analysis", job_id, user_id, ack_failure=False, broker=later)


def watch_job(job_id: str, user_id: str) -> None:
    """Reap this person's jobs; look again later as long as the job is active."""
    with acting_as(user_id):
        own = Job.objects.filter(user_id=user_id)
        _reap(own)
        if own.active().filter(pk=job_id).exists():
            transaction.on_commit(lambda: _enqueue_watch(job_id, user_id))


def cancel(*, user: User, job_id: UUID | str) -> bool:
    """The worker that runs it notices at its next write or heartbeat. False: it had ended already, or is not theirs."""
    with acting_as(user.pk):
        cancelled = Job.objects.owned_by(user).active().filter(pk=job_id).set_status(Job.Status.CANCELLED)
        if cancelled:
            Step.objects.filter(job_id=job_id).cancel_unfinished()
        return bool(cancelled)


def fail_undeliverable_job(job_id: str, user_id: str) -> bool:
    """The queue gave this message up. A job that is being run all the same, or has ended, is left alone."""
    with acting_as(user_id):
        job = (
            Job.objects.filter(pk=job_id, user_id=user_id)
            .pending_or_expired()
            .without_large_columns()
            .select_for_update()
            .first()
        )
        if job is not None:
            _fail_job(job, "undeliverable", "No worker could finish this analysis. You can start a new one.")
        return job is not None


def reap() -> ReapResult:
    """Everybody's neglected jobs: sent again, or failed after the last attempt."""
    with acting_as_staff("reaper"):
        return _reap(Job.objects.all())


def reap_user_jobs(user: User) -> ReapResult:
    with acting_as(user.pk):
        return _reap(Job.objects.owned_by(user))


def _reap(jobs: JobQuerySet) -> ReapResult:
    neglected = list(jobs.needing_redispatch().without_large_columns().select_for_update(skip_locked=True))
    exhausted = [job for job in neglected if job.status == Job.Status.RUNNING and job.attempt >= MAX_ATTEMPTS]
    for job in neglected:
        if job in exhausted:
            _fail_job(job, "worker_lost", _format_worker_lost(job))
        else:
            _redispatch_job(job)
    return ReapResult(dispatched=len(neglected) - len(exhausted), failed=len(exhausted))


def _redispatch_job(job: Job) -> None:
    if job.status == Job.Status.RUNNING:
        Job.objects.filter(pk=job.pk).set_status(Job.Status.PENDING)
        job.steps.all().reset_running()
    dispatch_job(job.pk, job.user_id)


def _format_worker_lost(job: Job) -> str:
    during = job.steps.all().running_labels()
    where = f", the last time in {during}" if during else ""
    return f"The worker stopped {job.attempt} times in the middle of this analysis{where}. You can start a new one."


def _fail_job(job: Job, code: str, message: str) -> None:
    Job.objects.filter(pk=job.pk).set_status(Job.Status.FAILED, error_code=code, error_message=message)
    job.steps.all().fail_unfinished(code, message)
