"""Child processes that do not outlive us, and signals that are noted rather than raised."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from alex.cli.terminal import ROOT, print_status

DRAIN_SECONDS = 15


@contextlib.contextmanager
def child_processes(*commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Children that are gone when the block ends, whatever ends it."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            child = subprocess.Popen(command, cwd=ROOT, start_new_session=os.name != "nt")
            children.append(child)  # one by one: a second that cannot start must not lose the first
        yield children
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + DRAIN_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


@contextlib.contextmanager
def record_stop_signals() -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM are noted, not raised: a second one cannot leave a child behind."""
    received: list[int] = []

    def note(number: int, frame: Any) -> None:
        received.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True)
class Watch:
    """Looks after the children until one of them ends or a signal is noted in `stopped`."""

    children: list[subprocess.Popen[bytes]]
    stopped: list[int]

    def goes_on(self, pause: float = 0.2) -> bool:
        """Wait for `pause` seconds, then return whether all children run and nobody asked to stop."""
        time.sleep(pause)
        return not self.stopped and all(child.poll() is None for child in self.children)

    def end(self) -> int:
        """Say why it does not go on and return the exit status."""
        if self.stopped:
            print_status("Stopping …")
            return 0
        print_status("A part of Alex ended unexpectedly; the lines above say why.")
        return 1
