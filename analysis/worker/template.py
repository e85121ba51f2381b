"""Fork workers from a process that has imported everything, so that a new worker is ready at once.

The template has no thread, no database connection and no event loop when it forks. Keep the imports of this module to
the standard library.
"""

import gc
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

from analysis.worker.parent_link import BEAT_SECONDS, STARTING

READY, FORKED, ENDED = "ready", "forked", "ended"
REQUEST = b"f"
PIPES = 3
"""Of a request: the standard input and output of the worker, and a pipe that it holds open while it lives."""
POLL_SECONDS = 0.1


def can_fork() -> bool:
    """Return whether forking is safe here: macOS's own libraries do not allow it, and Windows has no fork."""
    return sys.platform.startswith("linux")


def fork_workers(load: Callable[[], None]) -> None:
    """Import everything with `load`, then fork a worker for each request. Return in each worker, never in the template.

    Standard input is a socket to the supervisor; the template ends with it. Standard output takes the reports:
    "starting N" with the number of imported modules, "ready", "forked PID" (0 if it failed) and "ended PID STATUS".
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides
    reports = os.dup(1)
    os.dup2(2, 1)  # whatever else is printed goes to standard error
    loaded = threading.Event()
    beat = threading.Thread(target=_beat, args=(reports, loaded))
    beat.start()
    try:
        load()
    finally:
        loaded.set()
        beat.join()
    gc.collect()
    gc.freeze()  # workers share these objects' memory
    _write(reports, READY)
    _serve(socket.socket(fileno=os.dup(0)), reports)


def _beat(reports: int, loaded: threading.Event) -> None:
    """Report the number of imported modules while they are imported. End the process if the supervisor is gone."""
    next_beat = 0.0
    while not loaded.wait(POLL_SECONDS):
        if select.select([0], [], [], 0)[0]:  # its end: no request comes before the template is ready
            os._exit(0)
        if time.monotonic() >= next_beat:
            _write(reports, f"{STARTING} {len(sys.modules)}")
            next_beat = time.monotonic() + BEAT_SECONDS


def _serve(requests: socket.socket, reports: int) -> None:
    """Fork at each request and report the workers that have ended. Return in each worker."""
    ended, wake = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(ended, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    while True:
        readable, _, _ = select.select([requests.fileno(), ended], [], [])
        if ended in readable:
            os.read(ended, 4096)
            _report_ended(reports)
        if requests.fileno() not in readable:
            continue
        request, pipes, _, _ = socket.recv_fds(requests, len(REQUEST), PIPES)
        if not request:
            os._exit(0)
        if _fork(reports, pipes):
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            requests.close()
            for descriptor in (ended, wake, reports):
                os.close(descriptor)
            return


def _fork(reports: int, pipes: list[int]) -> bool:
    """Fork a worker on these pipes. Return True in the worker."""
    try:
        pid = os.fork()
    except OSError as error:
        print(f"No worker could be forked: {error}", file=sys.stderr)  # noqa: T201 the template's log
        pid = -1
    if pid == 0:
        os.dup2(pipes[0], 0)
        os.dup2(pipes[1], 1)
    for descriptor in pipes[: 2 if pid == 0 else PIPES]:  # the worker holds the third one open as long as it lives
        os.close(descriptor)
    if pid != 0:
        _write(reports, f"{FORKED} {max(0, pid)}")
    return pid == 0


def _report_ended(reports: int) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        _write(reports, f"{ENDED} {pid} {os.waitstatus_to_exitcode(status)}")


def _write(reports: int, line: str) -> None:
    try:
        os.write(reports, f"{line}\n".encode())
    except OSError:  # the supervisor is gone
        os._exit(0)
