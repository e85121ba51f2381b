"""Supervise the worker processes: restart them, reap jobs, enqueue daily tasks and drain them on a stop.

`SupervisorTimings` has all limits in seconds.

On Windows, django-q2's timeout of a task does not work: it needs SIGALRM. The deadline of an analysis does.
"""

import contextlib
import logging
import signal
import sys
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
from analysis.jobs.turns import find_runnable
from analysis.jobs.worker_status import WorkerState, WorkerStatus, publish, publish_reaper_run
from analysis.personal_data import cleaning
from analysis.schedules import enqueue as schedules
from analysis.worker import retention
from analysis.worker.parent_link import BUSY, IDLE
from analysis.worker.processes import (
    ReportingProcess,
    SupervisorTimings,
    TemplateProcess,
    WorkerProcess,
    find_complaints,
    spawn,
)
from analysis.worker.template import can_fork
from portfolios.changes import daily

logger = logging.getLogger(__name__)

CHILD_COMMAND = (sys.executable, "-m", "analysis.worker.entry")
TEMPLATE_COMMAND = (*CHILD_COMMAND, "template") if can_fork() else None
RESEARCH_TASK = "analysis.worker.tasks.run_research"


@dataclass
class Supervisor:
    """Keeps `workers` children running. They are forked from a template if it has a command, else spawned."""

    workers: int
    command: Sequence[str] = CHILD_COMMAND
    template_command: Sequence[str] | None = None
    times: SupervisorTimings = field(default_factory=SupervisorTimings)
    children: list[WorkerProcess] = field(default_factory=list)
    template: TemplateProcess | None = None
    stopping: bool = False
    pause: float = 0  # seconds before the next start
    start_patience: float = 0  # seconds; it never becomes shorter: a machine that was slow once may be slow again
    _failed_starts: int = 0  # in a row
    _next_start_at: float = 0
    _starting_since: datetime | None = None  # while no child is ready
    _waiting_since: dict[UUID, float] = field(default_factory=dict)
    _database_lost_at: float | None = None  # when it was last away

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
            self.end_children()
            connection.close()

    def stop(self, *_: Any) -> None:
        self.stopping = True

    def end_children(self) -> None:
        """Let the children hand their jobs over for a while, then kill what is left, the template too."""
        for child in self.children:
            child.request_stop()
        until = time.monotonic() + self.times.drain
        while any(child.is_alive for child in self.children) and time.monotonic() < until:
            time.sleep(self.times.tick)
        for child in self.children:
            child.kill()
        if self.template is not None:
            self.template.kill()

    def maintain_children(self) -> None:
        """Kill the children that are stuck and replace those that ended. Only one child at a time imports."""
        own: list[ReportingProcess] = [*self.children, *([self.template] if self.template else [])]
        for process, complaint in find_complaints(own, self.times, self.start_patience):
            process.kill()
            logger.error("Worker %s (%s) was killed: %s.", process.process.pid, process.state, complaint)
            if process.is_starting and not (isinstance(process, WorkerProcess) and process.is_forked):
                self.start_patience = min(self.start_patience * 2, self.times.longest_start)
                logger.error("The next worker may be silent for %.0f s while it starts.", self.start_patience)
        for child in [child for child in self.children if not child.is_alive]:
            self.children.remove(child)
            self._note_end(child)
        if self.template is not None and not self.template.is_alive:
            self._note_end(self.template)
            self.template = None
        if time.monotonic() >= self._next_start_at:
            self._start_child()

    def _start_child(self) -> None:
        """Start what is missing: the template first, then one child after the other."""
        if self.template_command and self.template is None:
            self.template = TemplateProcess(self.template_command)
        if len(self.children) >= self.workers or any(child.is_starting for child in self.children):
            return
        if self.template is None:
            self.children.append(WorkerProcess(spawn(self.command)))
        elif not self.template.is_starting:
            with contextlib.suppress(OSError):  # the template has just ended; the next round replaces it
                self.children.append(WorkerProcess(self.template.fork()))

    def _note_end(self, process: ReportingProcess) -> None:
        """Pause before the next start if process after process ends before it is ready. One that was ready does not."""
        process.request_stop()
        if process.process.returncode == 0:
            return
        self._failed_starts = self._failed_starts + 1 if process.is_starting else 0
        longest = self.times.max_pause
        self.pause = min(longest, 0.5 * 2 ** min(self._failed_starts, 10)) if self._failed_starts > 1 else 0
        self._next_start_at = time.monotonic() + self.pause
        logger.error("Worker %s died (%s); a new one starts.", process.process.pid, process.process.returncode)

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
            self._reap()
            self._restart_stalled()
        except DatabaseError as error:
            self._database_lost_at = time.monotonic()
            logger.warning("Cannot reach the database; trying again: %s", error)
            connection.close()

    def _reap(self) -> None:
        """Reap neglected jobs. After the database was away, first let the workers renew their leases."""
        away = time.monotonic() - self._database_lost_at if self._database_lost_at else float("inf")
        if away < self.times.grace:
            return
        reaped = reap(blameless=away < settings.LEASE_SECONDS)
        publish_reaper_run()
        if any(reaped):
            logger.warning("Reaped: %s sent again, %s failed.", reaped.dispatched, reaped.failed)

    def _restart_stalled(self) -> None:
        """Restart the idle workers if a job that could run has waited for long while they were idle."""
        idle = [child for child in self.children if child.state == IDLE]
        waiting, now = find_runnable() if idle else set(), time.monotonic()
        self._waiting_since = {pk: self._waiting_since.get(pk, now) for pk in waiting}
        if any(now - since > self.times.stalled_after for since in self._waiting_since.values()):
            logger.error("Jobs wait although workers are idle: restarting %s workers.", len(idle))
            self._waiting_since = {}
            for child in idle:
                child.kill()

    def enqueue_daily_tasks(self) -> None:
        try:
            daily.enqueue_when_due(timezone.now())
            round.enqueue_when_due(timezone.now(), RESEARCH_TASK)
            retention.enqueue_when_due(timezone.now())
            cleaning.enqueue_when_due(timezone.now())
            schedules.enqueue_when_due(timezone.now())
        except DatabaseError as error:
            logger.warning("Cannot reach the database; trying again: %s", error)
            connection.close()


def run_supervisor(supervisor: Supervisor) -> None:
    """Run until SIGTERM or Ctrl-C."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, supervisor.stop)
    supervisor.run()
