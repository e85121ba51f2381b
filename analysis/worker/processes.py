"""The processes that a supervisor watches: workers, and the template from which they are forked."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from django.conf import settings

from analysis.worker.parent_link import BUSY, STARTING
from analysis.worker.template import ENDED, FORKED, REQUEST

STATUS_SECONDS = 1.0
"""How long the template may take to say how a worker ended."""


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
    fork: float = 10  # of silence from a child that was forked and imports nothing
    hang: float = 5  # times `start`, for a child that reports but imports nothing more
    stalled_after: float = 60  # a job waits that long while a child is idle
    grace: float = field(default_factory=lambda: 2 * settings.LEASE_BEAT_SECONDS)  # to renew leases after an outage
    max_pause: float = 30  # before the next start, when children end before they are ready


class Handle(Protocol):
    """A process as its supervisor holds it: a Popen or a ForkedProcess."""

    pid: int
    returncode: int | None
    stdin: Any
    stdout: Any

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


def spawn(command: Sequence[str], stdin: Any = subprocess.PIPE) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 our own command
        command, stdin=stdin, stdout=subprocess.PIPE, cwd=settings.BASE_DIR, text=True
    )


class ReportingProcess:
    """A process and what it reported to its parent. state: the last one; STARTING at first.

    last_report_at, last_progress: when it last reported anything, and anything new, by the monotonic clock.
    """

    def __init__(self, process: Handle) -> None:
        self.last_report_at = self.last_progress = time.monotonic()
        self.state = STARTING
        self.process = process
        threading.Thread(target=self._listen, args=(process.stdout,), daemon=True).start()

    def _listen(self, lines: IO[str]) -> None:
        before = ""
        with lines:
            for line in lines:
                self.last_report_at = time.monotonic()
                if line != before:
                    self.last_progress = self.last_report_at
                before = line
                self.note(line.split())

    def note(self, report: list[str]) -> None:
        """Take in one report, as words."""
        self.state = report[0] if report else self.state

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    @property
    def is_starting(self) -> bool:
        return self.state == STARTING

    def complaint(self, times: SupervisorTimings, start_patience: float) -> str:
        """Return why to kill the process, or "". It may take any time to start while it keeps importing modules."""
        now = time.monotonic()
        silent, stalled = now - self.last_report_at, now - self.last_progress
        if silent > self.longest_silence(times, start_patience):
            return f"it reported nothing for {silent:.0f} s"
        if self.is_starting and stalled > start_patience * times.hang:
            return f"it imported nothing more for {stalled:.0f} s"
        return ""

    def longest_silence(self, times: SupervisorTimings, start_patience: float) -> float:
        raise NotImplementedError

    def request_stop(self) -> None:
        with contextlib.suppress(OSError):
            self.process.stdin.close()

    def kill(self) -> None:
        self.request_stop()
        self.process.kill()
        self.process.wait()


class WorkerProcess(ReportingProcess):
    """A process that takes messages from the queue."""

    def longest_silence(self, times: SupervisorTimings, start_patience: float) -> float:
        if self.is_starting:
            return times.fork if self.is_forked else start_patience
        return times.max_silence + (settings.TASK_TIMEOUT_SECONDS if self.state == BUSY else 0)

    @property
    def is_forked(self) -> bool:
        return isinstance(self.process, ForkedProcess)


class TemplateProcess(ReportingProcess):
    """The process from which workers are forked. Once it is ready, it reports only workers."""

    def __init__(self, command: Sequence[str]) -> None:
        self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._unnamed: list[ForkedProcess] = []
        self._forked: dict[int, ForkedProcess] = {}
        with theirs:
            process = spawn(command, theirs)
        super().__init__(process)

    def fork(self) -> "ForkedProcess":
        """Request a worker. Raises OSError if the template has ended."""
        (stdin, write_stdin), (read_stdout, stdout), (life, held) = os.pipe(), os.pipe(), os.pipe()
        worker = ForkedProcess(self, life, os.fdopen(write_stdin, "w"), os.fdopen(read_stdout))
        self._unnamed.append(worker)
        try:
            socket.send_fds(self._requests, [REQUEST], [stdin, stdout, held])
        except OSError:
            worker.stdin.close()
            worker.stdout.close()
            raise
        finally:
            for descriptor in (stdin, stdout, held):
                os.close(descriptor)
        return worker

    def note(self, report: list[str]) -> None:
        match report:
            case [word, pid] if word == FORKED:
                worker = self._unnamed.pop(0)
                worker.pid = int(pid)
                self._forked[worker.pid] = worker
            case [word, pid, status] if word == ENDED:
                if ended := self._forked.pop(int(pid), None):
                    ended.status = int(status)
            case _:
                super().note(report)

    def longest_silence(self, times: SupervisorTimings, start_patience: float) -> float:
        return start_patience if self.is_starting else float("inf")

    def request_stop(self) -> None:
        self._requests.close()


class ForkedProcess:
    """A worker that the template forked, with the part of Popen's interface that a supervisor uses.

    pid: 0 until the template has reported it. status: as the template reported it. It outlives the template.
    """

    def __init__(self, template: TemplateProcess, life: int, stdin: IO[str], stdout: IO[str]) -> None:
        self.pid = 0
        self.status: int | None = None
        self.returncode: int | None = None
        self.stdin, self.stdout = stdin, stdout
        self._template, self._life = template, life
        self._ended_at: float | None = None

    def poll(self) -> int | None:
        """Return the exit status, -SIGKILL if nobody knows it, or None while the process lives."""
        if self.returncode is not None:
            return self.returncode
        if self._ended_at is None:
            pipe = select.poll()
            pipe.register(self._life, 0)
            if not pipe.poll(0):  # the process still holds the other end open
                return None
            self._ended_at = time.monotonic()
        nobody_knows = not self._template.is_alive or time.monotonic() - self._ended_at > STATUS_SECONDS
        if self.status is not None or nobody_knows:
            self.returncode = self.status if self.status is not None else -signal.SIGKILL
            os.close(self._life)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        deadline = time.monotonic() + timeout if timeout is not None else None
        while (status := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("worker", timeout or 0)
            time.sleep(0.01)
        return status

    def kill(self) -> None:
        if self.poll() is None and self._ended_at is None:
            if self.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)
            else:  # the template never answered; with it the request ends
                self._template.kill()


def find_complaints(
    processes: Iterable[ReportingProcess], times: SupervisorTimings, start_patience: float
) -> list[tuple[ReportingProcess, str]]:
    """Return the living processes to kill, each with the reason."""
    found = [(process, process.complaint(times, start_patience)) for process in processes if process.is_alive]
    return [(process, complaint) for process, complaint in found if complaint]
