"""The right to write one job. Whoever lost it may go on computing, but nothing of it reaches the database."""

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
from analysis.jobs.errors import AlreadyRunning, LeaseLost
from analysis.models import MAX_ATTEMPTS, Job, JobQuerySet, Step
from people import acting_as
from people.models import User

logger = logging.getLogger(__name__)


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
        """One transaction that holds the job's row; LeaseLost where the job is no longer ours."""
        with acting_as(self.user_id):
            job = self._held().without_large_columns().select_for_update().first()
            if job is None:
                raise LeaseLost
            yield job

    def load(self) -> Job:
        """The whole job with its steps."""
        with acting_as(self.user_id):
            job = self._held().prefetch_related("steps").first()
            if job is None:
                raise LeaseLost
            return job

    def renew(self) -> bool:
        with acting_as(self.user_id):
            return bool(self._held().change(lease_until=_lease_expiry()))

    def complete(self, **columns: Any) -> None:
        """The result and the end in one UPDATE: nobody sees one without the other."""
        with self._end_transaction():
            self._set_status(Job.Status.COMPLETED, completed_at=Now(), **columns)

    def fail(self, code: str, message: str) -> None:
        with self._end_transaction():
            self._set_status(
                Job.Status.FAILED, error_code=code, error_message=message[:500], **self._steps().defer("output").costs()
            )
            self._steps().fail_unfinished(code, message[:500])

    def release(self) -> None:
        """Hand over to another worker: this attempt does not count."""
        self._requeue(attempt=F("attempt") - 1)

    def retry(self) -> None:
        """Something unexpected went wrong: another attempt, as long as there is one."""
        self._requeue()

    def _requeue(self, **columns: Any) -> None:
        with self._end_transaction():
            self._set_status(Job.Status.PENDING, **columns)
            self._steps().reset_running()
            dispatch.dispatch_job(self.job_id, self.user_id)

    @contextmanager
    def _end_transaction(self) -> Iterator[None]:
        self.ended.set()  # before the row changes: from now on a heartbeat that finds nothing to renew is no news
        with acting_as(self.user_id):
            yield

    def _set_status(self, status: Job.Status, **columns: Any) -> None:
        if not self._held().set_status(status, **columns):
            raise LeaseLost

    def _held(self) -> JobQuerySet:
        return Job.objects.filter(
            pk=self.job_id, user_id=self.user_id, lease_token=self.token, status=Job.Status.RUNNING
        )

    def _steps(self) -> Any:
        return Step.objects.filter(job_id=self.job_id)


def claim(job_id: UUID, user_id: UUID) -> Lease | None:
    """One conditional UPDATE. None: a duplicate, or ended, or out of attempts, or not this person's.

    The attempt counts from here, so that an attempt that kills its worker counts too.
    """
    token = uuid4()
    with acting_as(user_id):
        job = Job.objects.filter(pk=job_id, user_id=user_id)
        taken = job.claimable().change(
            status=Job.Status.RUNNING,
            attempt=F("attempt") + 1,
            lease_token=token,
            lease_until=_lease_expiry(),
            started_at=Coalesce("started_at", Now()),
        )
        if not taken:
            return None
        Step.objects.filter(job_id=job_id).reset_running()
        return Lease(job_id, user_id, token, attempt=job.values_list("attempt", flat=True).get())


def claim_analysis(user: User) -> Lease:
    """A new analysis that is ours from its first moment and that no queue knows; AlreadyRunning where one runs.

    One that still waits in the queue is taken out of its turn: the message finds it gone.
    """
    with dispatch.lock_user(user):
        waiting = dispatch.find_active_job(user, Job.Type.PORTFOLIO_ANALYSIS)
        if waiting:
            lease = claim(waiting.pk, user.pk)
            if lease is None:
                raise AlreadyRunning(waiting)
            return lease
        now, token = Now(), uuid4()
        job = Job(
            user=user,
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
    """Renews the lease from a thread with a connection of its own, until the block ends or the deadline passes."""
    stop = threading.Event()
    thread = threading.Thread(
        target=_renew_periodically, args=(lease, stop, on_lost), name=f"lease {lease.job_id}", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(settings.LEASE_SECONDS)


def _renew_periodically(lease: Lease, stop: threading.Event, on_lost: Callable[[Exception], None]) -> None:
    deadline = time.monotonic() + settings.ANALYSIS_DEADLINE_SECONDS
    try:
        while not stop.wait(settings.LEASE_BEAT_SECONDS) and time.monotonic() < deadline:
            if not _try_renew(lease):
                if not lease.ended.is_set():
                    on_lost(LeaseLost())
                return
    finally:
        connection.close()


def _try_renew(lease: Lease) -> bool:
    try:
        return lease.renew()
    except DatabaseError as error:  # away for a moment: the lease may run out meanwhile, then somebody else has the job
        logger.warning("The lease of job %s could not be renewed: %s", lease.job_id, error)
        connection.close()
        return True
