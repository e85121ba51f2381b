"""Manage the lease of a job, which is the right to write it. A worker without a lease writes nothing."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from analysis.jobs import dispatch
from analysis.jobs.backoff import delay_before
from analysis.jobs.errors import AlreadyRunning, LeaseLost
from analysis.jobs.messages import dispatch_job
from analysis.models import MAX_ATTEMPTS, Job, JobQuerySet, Step
from people import acting_as
from people.models import User
from people.platform_faults import PlatformFault

logger = logging.getLogger(__name__)

MAX_FAULTS = 16  # of the platform in one job: with the pauses between them about an hour


@dataclass(frozen=True)
class Lease:
    job_id: UUID
    user_id: UUID
    token: UUID
    attempt: int
    ended: threading.Event = field(default_factory=threading.Event, compare=False, repr=False)

    @property
    def is_last_attempt(self) -> bool:
        return self.attempt >= MAX_ATTEMPTS

    @contextmanager
    def locked_job(self) -> Iterator[Job]:
        """Lock the job's row for one transaction. Raises LeaseLost when the job is no longer ours."""
        with acting_as(self.user_id):
            job = self._leased_job().without_large_columns().select_for_update().first()
            if job is None:
                raise LeaseLost
            yield job

    def load(self) -> Job:
        """Return the whole job with its steps. Raises LeaseLost when the job is no longer ours."""
        with acting_as(self.user_id):
            job = self._leased_job().prefetch_related("steps").first()
            if job is None:
                raise LeaseLost
            return job

    def renew(self) -> bool:
        with acting_as(self.user_id):
            return bool(self._leased_job().change(lease_until=_lease_expiry()))

    def complete(self, **columns: Any) -> None:
        """Store the result and the end in one UPDATE, so that nobody sees one without the other."""
        with self._end_transaction():
            self._set_status(Job.Status.COMPLETED, completed_at=Now(), **columns)

    def fail(self, code: str, message: str) -> None:
        with self._end_transaction():
            self._fail(code, message)

    def _fail(self, code: str, message: str) -> None:
        costs = self._steps().defer("output").cost_columns()
        self._set_status(Job.Status.FAILED, error_code=code, error_message=message[:500], **costs)
        self._steps().fail_unfinished(code, message[:500])

    def release(self) -> None:
        """Dispatch the job to another worker. This attempt does not count."""
        with self._end_transaction():
            self._requeue(attempt=F("attempt") - 1)

    def retry(self) -> None:
        """Dispatch the job again after an unexpected error, in a while."""
        with self._end_transaction():
            self._requeue(delay_before(self.attempt), wait_reason=Job.WaitReason.ERROR)

    def postpone(self, fault: PlatformFault) -> None:
        """Dispatch the job again after a fault of the platform, later each time. This attempt does not count.

        After MAX_FAULTS the job fails.
        """
        with self._end_transaction():
            faults = self._leased_job().values_list("faults", flat=True).first()
            if faults is None:
                raise LeaseLost
            reason = Job.WaitReason(fault.value)
            if faults >= MAX_FAULTS:
                self._fail("platform", f"{reason.label}, {faults} times in a row. You can start a new analysis.")
                return
            columns = {"attempt": F("attempt") - 1, "faults": faults + 1, "wait_reason": reason}
            self._requeue(delay_before(faults + 1), **columns)

    def _requeue(self, delay_seconds: float = 0, **columns: Any) -> None:
        retry_at = Now() + timedelta(seconds=delay_seconds) if delay_seconds else None
        self._set_status(Job.Status.PENDING, retry_at=retry_at, **columns)
        self._steps().reset_running()
        dispatch_job(self.job_id, self.user_id, delay_seconds=delay_seconds)

    def renew_until(self, stop: threading.Event, on_lost: Callable[[Exception], None]) -> None:
        """Renew until `stop` is set or the deadline passes. Call `on_lost` once if the lease is lost."""
        deadline = time.monotonic() + settings.ANALYSIS_DEADLINE_SECONDS
        try:
            while not stop.wait(settings.LEASE_BEAT_SECONDS) and time.monotonic() < deadline:
                try:
                    if self.renew():
                        continue
                except DatabaseError as error:  # try again: if the lease runs out, another worker takes the job
                    logger.warning("The lease of job %s could not be renewed: %s", self.job_id, error)
                    connection.close()
                    continue
                if not self.ended.is_set():
                    on_lost(LeaseLost())
                return
        finally:
            connection.close()

    @contextmanager
    def _end_transaction(self) -> Iterator[None]:
        self.ended.set()  # before the row changes: from now on the heartbeat finds nothing to renew
        with acting_as(self.user_id):
            yield

    def _set_status(self, status: Job.Status, **columns: Any) -> None:
        if not self._leased_job().set_status(status, **columns):
            raise LeaseLost

    def _leased_job(self) -> JobQuerySet:
        return Job.objects.filter(
            pk=self.job_id, user_id=self.user_id, lease_token=self.token, status=Job.Status.RUNNING
        )

    def _steps(self) -> Any:
        return Step.objects.filter(job_id=self.job_id)


def claim(job_id: UUID, user_id: UUID) -> Lease | None:
    """Take a job by one conditional UPDATE.

    Returns None when another worker has it, it has ended, it is out of attempts, or it belongs to someone else. The
    attempt counts from here, so that an attempt that kills its worker counts too.
    """
    token = uuid4()
    with acting_as(user_id):
        job = Job.objects.filter(pk=job_id, user_id=user_id)
        claimed_rows = (
            job.due_or_expired()
            .filter(attempt__lt=MAX_ATTEMPTS)
            .change(
                status=Job.Status.RUNNING,
                attempt=F("attempt") + 1,
                lease_token=token,
                lease_until=_lease_expiry(),
                started_at=Coalesce("started_at", Now()),
                retry_at=None,
                wait_reason="",
            )
        )
        if not claimed_rows:
            return None
        Step.objects.filter(job_id=job_id).reset_running()
        return Lease(job_id, user_id, token, attempt=job.values_list("attempt", flat=True).get())


def claim_analysis(user: User, job_type: str = Job.Type.PORTFOLIO_ANALYSIS) -> Lease:
    """Create and claim an analysis, or one part, without the queue. Raises AlreadyRunning if one is running.

    An analysis that waits in the queue is claimed instead; its message then finds nothing to do.
    """
    with dispatch.lock_user(user):
        waiting = dispatch.find_active_job(user, job_type)
        if waiting:
            lease = claim(waiting.pk, user.pk)
            if lease is None:
                raise AlreadyRunning(waiting)
            return lease
        now, token = Now(), uuid4()
        job = Job(
            user=user,
            job_type=job_type,
            status=Job.Status.RUNNING,
            attempt=1,
            started_at=now,
            lease_token=token,
            lease_until=_lease_expiry(),
        )
        dispatch.create_job(job)
        return Lease(job.pk, user.pk, token, attempt=1)


def _lease_expiry() -> Any:
    return Now() + timedelta(seconds=settings.LEASE_SECONDS)


@contextmanager
def heartbeat(lease: Lease, on_lost: Callable[[Exception], None]) -> Iterator[None]:
    """Renew the lease until the block ends or the deadline passes, from a thread with its own connection."""
    stop = threading.Event()
    thread = threading.Thread(target=lease.renew_until, args=(stop, on_lost), name=f"lease {lease.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(settings.LEASE_SECONDS)
