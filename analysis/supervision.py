"""The parent of the worker processes: keeps them alive, reaps, sends the day's work, sees when nothing moves, drains.

On Windows one thing is missing: django-q2's timeout of a task, which needs SIGALRM. The deadline of an analysis works.
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
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from advisors import researching
from analysis import retention
from analysis.dispatch import reap
from analysis.models import Job
from analysis.working import BUSY, IDLE
from people import acting_as_staff
from portfolios import daily

logger = logging.getLogger(__name__)

CHILD = (sys.executable, "-m", "django", "work", "--child")


@dataclass(frozen=True)
class Times:
    """Seconds."""

    tick: float = 0.2
    reap: float = 5
    daily: float = 60  # between two looks whether the day's prices and values, or a round of research, are due
    drain: float = 10  # for the children to hand over
    silence: float = 15  # of an idle child, which should look into the queue several times a second
    start: float = 60  # for a child to import everything
    overlooked: float = 60  # a job waits that long while a child is idle
    young: float = 10  # a child that ends younger than this is started again only after a pause
    longest_pause: float = 30


class Child:
    def __init__(self, command: Sequence[str]) -> None:
        self.born = self.last_word = time.monotonic()
        self.state = ""
        self.process = subprocess.Popen(  # noqa: S603 our own command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=settings.BASE_DIR, text=True
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as words:
            for word in words:
                self.state, self.last_word = word.strip(), time.monotonic()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def is_stuck(self, times: Times) -> bool:
        longest = {IDLE: times.silence, BUSY: settings.TASK_TIMEOUT_SECONDS + times.silence}
        return time.monotonic() - self.last_word > longest.get(self.state, times.start)

    def ask_to_end(self) -> None:
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def kill(self) -> None:
        self.ask_to_end()
        self.process.kill()
        self.process.wait()


@dataclass
class Supervisor:
    workers: int
    command: Sequence[str] = CHILD
    times: Times = field(default_factory=Times)
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    pause: float = 0  # before the next start, where children die young
    _quick_deaths: int = 0
    _no_start_before: float = 0
    _waiting_since: dict[UUID, float] = field(default_factory=dict)

    def run(self) -> None:
        """Until stop(); afterwards no child is left."""
        next_look, next_day = 0.0, time.monotonic() + self.times.daily
        try:
            while not self.stopping:
                self.keep_alive()
                if time.monotonic() >= next_look:
                    self.look_after_jobs()
                    next_look = time.monotonic() + self.times.reap
                if time.monotonic() >= next_day:
                    self.look_after_the_day()
                    next_day = time.monotonic() + self.times.daily
                time.sleep(self.times.tick)
        finally:
            self._drain()

    def stop(self, *_: Any) -> None:
        self.stopping = True

    def keep_alive(self) -> None:
        for child in self.children:
            if child.is_alive and child.is_stuck(self.times):
                logger.error("Worker %s has been silent for too long (%s): killed.", child.process.pid, child.state)
                child.kill()
        for child in [child for child in self.children if not child.is_alive]:
            self._bury(child)
        while len(self.children) < self.workers and time.monotonic() >= self._no_start_before:
            self.children.append(Child(self.command))

    def _bury(self, child: Child) -> None:
        self.children.remove(child)
        child.ask_to_end()
        if child.process.returncode == 0:
            return
        lived = time.monotonic() - child.born
        self._quick_deaths = self._quick_deaths + 1 if lived < self.times.young else 0
        self.pause = min(self.times.longest_pause, 0.5 * 2**self._quick_deaths) if self._quick_deaths > 1 else 0
        self._no_start_before = time.monotonic() + self.pause
        logger.error("Worker %s died (%s); a new one starts.", child.process.pid, child.process.returncode)

    def look_after_jobs(self) -> None:
        try:
            found = reap()
            if any(found):
                logger.warning("Reaped: %s sent again, %s failed.", found.dispatched, found.failed)
            self._watch_over_waiting_jobs()
        except DatabaseError as error:
            logger.warning("The database is out of reach, trying again: %s", error)
            connection.close()

    def look_after_the_day(self) -> None:
        try:
            daily.send_when_due(timezone.now())
            researching.send_when_due(timezone.now())
            retention.send_when_due(timezone.now())
        except DatabaseError as error:
            logger.warning("The database is out of reach, trying again: %s", error)
            connection.close()

    def _watch_over_waiting_jobs(self) -> None:
        """Processes may all look well while nothing moves: what counts is that no job waits beside an idle child."""
        with acting_as_staff("reaper"):
            waiting = set(Job.objects.filter(status=Job.Status.PENDING).values_list("pk", flat=True))
        idle = [child for child in self.children if child.state == IDLE]
        now = time.monotonic()
        self._waiting_since = {pk: self._waiting_since.get(pk, now) for pk in waiting} if idle else {}
        if any(now - since > self.times.overlooked for since in self._waiting_since.values()):
            logger.error("Jobs wait although workers are idle: restarting %s workers.", len(idle))
            self._waiting_since = {}
            for child in idle:
                child.kill()

    def _drain(self) -> None:
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + self.times.drain
        while any(child.is_alive for child in self.children) and time.monotonic() < until:
            time.sleep(self.times.tick)
        for child in self.children:
            child.kill()
        connection.close()


def supervise(supervisor: Supervisor) -> None:
    """Until SIGTERM or Ctrl-C."""
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, supervisor.stop)
    supervisor.run()
