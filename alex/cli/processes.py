"""Child processes that end with their parent, stop signals, and status lines in the terminal."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DRAIN_SECONDS = 15


def print_status(message: str) -> None:
    print(f"» {message}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def child_processes(*commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Start child processes, and stop them when the block ends for any reason."""
    children: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            child = subprocess.Popen(command, cwd=ROOT, start_new_session=os.name != "nt")
            children.append(child)  # at once, so that it is stopped if the next one cannot start
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
    """Record Ctrl-C and SIGTERM instead of raising, so that a second one cannot leave a child behind."""
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
    """Watch the children until one ends or `stopped` has a signal."""

    children: list[subprocess.Popen[bytes]]
    stopped: list[int]

    def goes_on(self, pause: float = 0.2) -> bool:
        """Wait for `pause` seconds, then return whether all children still run and no signal came."""
        time.sleep(pause)
        return not self.stopped and all(child.poll() is None for child in self.children)

    def end(self) -> int:
        """Print why the watch ended and return the exit status."""
        if self.stopped:
            print_status("Stopping …")
            return 0
        print_status("A process of Alex ended unexpectedly. See the lines above.")
        return 1
