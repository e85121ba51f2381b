"""The message of a job in the queue: send it, and find the jobs whose message is lost.

A job has one message. A new one replaces the one before, so that none is left when the job has ended.
"""

from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, Now

from analysis.models import Job, JobQuerySet
from people import acting_as

RUN_TASK = "analysis.worker.tasks.run_analysis"
LOST_AFTER = timedelta(seconds=10)
"""A message that is this long due and not in the queue is lost, or the process that took it has ended."""
LOST_ELSEWHERE_AFTER = timedelta(minutes=5)
"""The same for a queue that does not tell which messages it holds (SQS)."""
CLOCK_DIFFERENCE = timedelta(minutes=1)
"""Of a process, to the database. A message that was taken is locked for longer."""


ANYBODY, ANY_JOB = UUID(int=1), UUID(int=2)
"""Stand for a person and a job in a statement that is compiled once."""
MAX_TAKEN = 1000
"""Of the taken messages, so many are looked at in one pass of the reaper: those of workers, alive and dead."""


class ReceiptBroker:
    """A wrapper of a broker that delays a message and records the id that the queue gave it."""

    def __init__(self, broker: Any, delay_seconds: float) -> None:
        has_delay = delay_seconds > 0 and hasattr(broker, "delayed")
        self._broker = broker.delayed(round(delay_seconds)) if has_delay else broker
        self._lock_seconds = 0 if has_delay else delay_seconds
        self.message_id = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def enqueue(self, task: str) -> Any:
        message_id = self._broker.enqueue(task)
        if self._lock_seconds:
            due_at = Now() + timedelta(seconds=self._lock_seconds)
            _database_messages().filter(pk=message_id).update(lock=due_at)
        self.message_id = str(message_id)
        return message_id


def dispatch_job(job_id: UUID, user_id: UUID, *, delay_seconds: float = 0) -> None:
    """Enqueue the job when the caller's transaction commits. The reaper dispatches it again if the message is lost."""
    Job.objects.filter(pk=job_id).change(dispatched_at=Now() + timedelta(seconds=delay_seconds))

    def send() -> None:
        from django_q.brokers import get_broker
        from django_q.tasks import async_task

        broker = ReceiptBroker(get_broker(), delay_seconds)
        async_task(RUN_TASK, str(job_id), str(user_id), ack_failure=True, broker=broker)
        with acting_as(user_id):
            job = Job.objects.filter(pk=job_id)
            earlier = job.values_list("message_id", flat=True).first()
            job.update(message_id=broker.message_id)
            if earlier and _is_queue_in_database():
                _database_messages().filter(pk=earlier).delete()

    transaction.on_commit(send, robust=True)


def needing_dispatch(jobs: JobQuerySet) -> JobQuerySet:
    """Return the jobs whose worker stopped renewing the lease, and the pending ones whose message is lost."""
    due = Q(dispatched_at__isnull=True) | Q(dispatched_at__lt=Now() - LOST_AFTER)
    pending = jobs.filter(due, status=Job.Status.PENDING)
    if _is_queue_in_database():
        waiting = _database_messages().filter(lock__lte=Now() + CLOCK_DIFFERENCE)
        same_id = waiting.annotate(text_id=Cast("pk", CharField())).filter(text_id=OuterRef("message_id"))
        lost = pending.exclude(Exists(same_id))
    else:
        unsent = Q(message_id="") | Q(dispatched_at__lt=Now() - LOST_ELSEWHERE_AFTER)
        lost = pending.filter(unsent)
    return jobs.filter(pk__in=lost.values("pk")) | jobs.expired()


def find_with_progress(user_id: UUID, job_id: UUID) -> Job | None:
    """Return a job of a person, when its steps last changed, and whether a job of this person needs another worker.

    Every page that shows a run asks this once a second. To build the statement took longer than to run it.
    """
    statement, parameters = compile_progress(_is_queue_in_database())
    given = {ANYBODY: user_id, ANY_JOB: job_id}
    found = Job.objects.raw(statement, [given.get(one, one) for one in parameters])
    return next(iter(found), None)


@cache
def compile_progress(is_queue_in_database: bool) -> tuple[str, tuple[Any, ...]]:
    """Return the statement with its parameters. is_queue_in_database: `needing_dispatch` depends on it."""
    own = Job.objects.owned_by(ANYBODY)
    neglected = Exists(needing_dispatch(own).order_by())
    jobs = own.filter(pk=ANY_JOB).without_large_columns().with_progress().annotate(is_neglected=neglected)
    statement, parameters = jobs.order_by().query.sql_with_params()
    return statement, tuple(parameters)


def drop_messages_of_ended_jobs(jobs: JobQuerySet) -> int:
    """Delete the messages that a worker took for a job that has ended. Return how many there were.

    A worker that dies between the end of a job and its receipt leaves one behind, locked until it would be tried again.
    """
    if not _is_queue_in_database():
        return 0
    taken = _database_messages().filter(lock__gt=Now() + CLOCK_DIFFERENCE)
    ids = [str(pk) for pk in taken.values_list("pk", flat=True)[:MAX_TAKEN]]
    ended = jobs.filter(message_id__in=ids).exclude(status__in=Job.ACTIVE).values_list("message_id", flat=True)
    deleted, _ = _database_messages().filter(pk__in=map(int, ended)).delete() if ids else (0, {})
    return deleted


def swap_messages(named: Job, claimed: Job) -> None:
    """Exchange the messages of two jobs: the message of one has led to a run of the other."""
    Job.objects.filter(pk=named.pk, status=Job.Status.PENDING).change(message_id=claimed.message_id)
    Job.objects.filter(pk=claimed.pk).change(message_id=named.message_id)


def _is_queue_in_database() -> bool:
    return "orm" in settings.Q_CLUSTER


def _database_messages() -> Any:
    from django_q.models import OrmQ

    return OrmQ.objects.all()
