"""Connect a worker process to its parent by pipes.

A worker reports nothing before the imports of this module are done: keep them to the standard library.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable

STARTING, IDLE, BUSY = "starting", "idle", "busy"
BEAT_SECONDS = 1


class ParentLink:
    """The pipes to the parent process.

    Standard output carries the state of this process, one a line. While it starts, a thread repeats "starting" every
    second with the number of modules imported so far, so that the parent can tell a slow import from one that hangs.
    When standard input ends, the process stops; that also happens when the parent is killed.
    """

    def __init__(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the parent decides
        self._reports = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)  # whatever else is printed goes to standard error
        self._is_starting = True
        self._writing = threading.Lock()
        self.stop: Callable[[], None] = lambda: os._exit(0)  # while it still imports, it has no work to hand over
        for target in (self._beat, self._wait_for_stop):
            threading.Thread(target=target, name=f"parent {target.__name__}", daemon=True).start()

    def report(self, state: str) -> None:
        """Send IDLE or BUSY. The first call ends the reports of STARTING."""
        with self._writing:
            self._is_starting = False
            self._write(state)

    def _beat(self) -> None:
        while True:
            with self._writing:
                if not self._is_starting:
                    return
                self._write(f"{STARTING} {len(sys.modules)}")
            time.sleep(BEAT_SECONDS)

    def _write(self, line: str) -> None:
        try:
            self._reports.write(line + "\n")
        except OSError:  # the parent is gone
            self.stop()

    def _wait_for_stop(self) -> None:
        while os.read(0, 64):
            pass
        self.stop()
