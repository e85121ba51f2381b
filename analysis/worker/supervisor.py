"""Supervise the worker processes: restart them, reap jobs, enqueue daily tasks and drain them on a stop.

`SupervisorTimings` has all limits in seconds.

On Windows, django-q2's timeout of a task does not work: it needs SIGALRM. The deadline of an analysis does.
"""

import contextlib
import logging
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from advisors.researcher import round
from analysis.jobs.dispatch import reap
from analysis.jobs.worker_status import WorkerState, WorkerStatus, publish
from analysis.models import Job
from analysis.worker import retention
from analysis.worker.parent_link import BUSY, IDLE, STARTING
from people import acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.changes import daily

logger = logging.getLogger(__name__)

CHILD_COMMAND = (sys.executable, "-m", "analysis.worker.entry")
RESEARCH_TASK = "analysis.worker.tasks.run_research"


@dataclass(frozen=True)
class SupervisorTimings:
    """The timings of a supervisor, in seconds."""

    tick: float = 0.2
    reap: float = 5
    daily: float = 60  # between two checks whether a daily task or a round of research is due
    drain: float = 10  # for the children to hand their jobs over
    max_silence: float = 15  # of an idle child, which polls the queue several times a second
    start: float = 60  # of silence from a child that imports; doubled for the next one after each kill
    longest_start: float = 240  # at most
    hang: float = 5  # times `start`, for a child that reports but imports nothing more
    stalled_after: float = 60  # a job waits that long while a child is idle
    max_pause: float = 30  # before the next start, when children end before they are ready


class WorkerProcess:
    """A worker process and what it reported to its parent. state: the last one; STARTING at first.

    last_report_at, last_progress: when it last reported anything, and anything new, by the monotonic clock.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.last_report_at = self.last_progress = time.monotonic()
        self.state = STARTING
        self.process = subprocess.Popen(  # noqa: S603 our own command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=settings.BASE_DIR, text=True
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        before = ""
        with self.process.stdout as lines:
            for line in lines:
                self.last_report_at = time.monotonic()
                if line != before:
                    self.last_progress = self.last_report_at
                self.state, before = line.partition(" ")[0].strip(), line

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    @property
    def is_starting(self) -> bool:
        return self.state == STARTING

    def complaint(self, times: SupervisorTimings, start_patience: float) -> str:
        """Return why to kill the child, or "". A child may take any time to start while it keeps importing modules."""
        now = time.monotonic()
        silent, stalled = now - self.last_report_at, now - self.last_progress
        if self.is_starting:
            longest_silence = start_patience
        else:
            longest_silence = times.max_silence + (settings.TASK_TIMEOUT_SECONDS if self.state == BUSY else 0)
        if silent > longest_silence:
            return f"it reported nothing for {silent:.0f} s"
        if self.is_starting and stalled > start_patience * times.hang:
            return f"it imported nothing more for {stalled:.0f} s"
        return ""

    def request_stop(self) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def kill(self) -> None:
        self.request_stop()
        self.process.kill()
        self.process.wait()


@dataclass
class Supervisor:
    workers: int
    command: Sequence[str] = CHILD_COMMAND
    times: SupervisorTimings = field(default_factory=SupervisorTimings)
    children: list[WorkerProcess] = field(default_factory=list)
    stopping: bool = False
    pause: float = 0  # seconds before the next start
    start_patience: float = 0  # seconds; it never becomes shorter: a machine that was slow once may be slow again
    _failed_starts: int = 0  # in a row
    _next_start_at: float = 0
    _starting_since: datetime | None = None  # while no child is ready
    _waiting_since: dict[UUID, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.start_patience = self.times.start

    def run(self) -> None:
        """Run until stop(), then let the children hand their jobs over. Afterwards no child is left."""
        next_check, next_day = 0.0, time.monotonic() + self.times.daily
        try:
            while not self.stopping:
                self.maintain_children()
                if time.monotonic() >= next_check:
                    self.check_jobs()
                    next_check = time.monotonic() + self.times.reap
                if time.monotonic() >= next_day:
                    self.enqueue_daily_tasks()
                    next_day = time.monotonic() + self.times.daily
                time.sleep(self.times.tick)
        finally:
            for child in self.children:
                child.request_stop()
            until = time.monotonic() + self.times.drain
            while any(child.is_alive for child in self.children) and time.monotonic() < until:
                time.sleep(self.times.tick)
            for child in self.children:
                child.kill()
            connection.close()

    def stop(self, *_: Any) -> None:
        self.stopping = True

    def maintain_children(self) -> None:
        """Kill the children that are stuck and replace those that ended. Only one child at a time imports."""
        for child in self.children:
            if child.is_alive and (complaint := child.complaint(self.times, self.start_patience)):
                child.kill()
                logger.error("Worker %s (%s) was killed: %s.", child.process.pid, child.state, complaint)
                if child.is_starting:
                    self.start_patience = min(self.start_patience * 2, self.times.longest_start)
                    logger.error("The next worker may be silent for %.0f s while it starts.", self.start_patience)
        for child in [child for child in self.children if not child.is_alive]:
            self._reap_child(child)
        if (
            len(self.children) < self.workers
            and not any(child.is_starting for child in self.children)
            and time.monotonic() >= self._next_start_at
        ):
            self.children.append(WorkerProcess(self.command))

    def _reap_child(self, child: WorkerProcess) -> None:
        self.children.remove(child)
        child.request_stop()
        if child.process.returncode == 0:
            return
        self._failed_starts = self._failed_starts + 1 if child.is_starting else 0
        longest = self.times.max_pause
        self.pause = min(longest, 0.5 * 2 ** min(self._failed_starts, 10)) if self._failed_starts > 1 else 0
        self._next_start_at = time.monotonic() + self.pause
        logger.error("Worker %s died (%s); a new one starts.", child.process.pid, child.process.returncode)

    def status(self) -> WorkerStatus:
        states = {child.state for child in self.children if child.is_alive}
        if states & {IDLE, BUSY}:
            self._starting_since = None
            return WorkerStatus(WorkerState.READY if IDLE in states else WorkerState.BUSY)
        self._starting_since = self._starting_since or timezone.now()
        return WorkerStatus(WorkerState.STARTING, self._starting_since)

    def check_jobs(self) -> None:
        """Publish the state of the workers, reap neglected jobs, and restart idle workers while a job waits."""
        try:
            publish(self.status())
            reaped = reap()
            if any(reaped):
                logger.warning("Reaped: %s sent again, %s failed.", reaped.dispatched, reaped.failed)
            with acting_as_staff(Purpose.REAPER):
                waiting = set(Job.objects.filter(status=Job.Status.PENDING).values_list("pk", flat=True))
            idle = [child for child in self.children if child.state == IDLE]
            now = time.monotonic()
            self._waiting_since = {pk: self._waiting_since.get(pk, now) for pk in waiting} if idle else {}
            if any(now - since > self.times.stalled_after for since in self._waiting_since.values()):
                logger.error("Jobs wait although workers are idle: restarting %s workers.", len(idle))
                self._waiting_since = {}
                for child in idle:
                    child.kill()
        except DatabaseError as error:
            logger.warning("Cannot reach the database; trying again: %s", error)
            connection.close()

    def enqueue_daily_tasks(self) -> None:
        try:
            daily.enqueue_when_due(timezone.now())
            round.enqueue_when_due(timezone.now(), RESEARCH_TASK)
            retention.enqueue_when_due(timezone.now())
        except DatabaseError as error:
            logger.warning("Cannot reach the database; trying again: %s", error)
            connection.close()


def run_supervisor(supervisor: Supervisor) -> None:
    """Run until SIGTERM or Ctrl-C."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, supervisor.stop)
    supervisor.run()
