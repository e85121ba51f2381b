"""A lock between processes, by a file, on every platform."""

import contextlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path

LOCK_SECONDS = 90


class LockTimeout(Exception):
    """Another process has held the lock for too long."""


@contextlib.contextmanager
def lock_file(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Lock the file, or wait for the process that has it. Raises LockTimeout."""
    deadline = time.monotonic() + seconds
    with open(path, "a+b") as file:
        while True:
            try:
                if sys.platform == "win32":
                    import msvcrt

                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                else:
                    import fcntl

                    fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError as error:
                if time.monotonic() > deadline:
                    raise LockTimeout(f"{path} is locked.") from error
                time.sleep(0.05)
        yield  # closing the file releases the lock
