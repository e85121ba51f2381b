"""Interrupt a run when its lease is lost, its job is cancelled or its process stops."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from analysis.jobs.errors import AnalysisFailed, WorkerStopping


class InterruptibleRun:
    """One run of a coroutine with a deadline. Any thread and any signal handler may call interrupt()."""

    def __init__(self, work: Callable[[], Awaitable[None]], *, seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._reason: Exception | None = None
        self._cancel: Callable[[], object] | None = None

    def interrupt(self, reason: Exception) -> None:
        """Stop the run; the first reason counts. Uses no locks: a signal handler may call it at any moment."""
        if self._reason is None:
            self._reason = reason
        if self._cancel is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the run has just ended
                self._cancel()

    async def run(self) -> None:
        """Run the coroutine. Raises the reason of an interruption, and AnalysisFailed at the deadline."""
        try:
            async with asyncio.timeout(self._seconds) as deadline:
                task = asyncio.ensure_future(self._work())
                loop = asyncio.get_running_loop()
                self._cancel = lambda: loop.call_soon_threadsafe(task.cancel)
                if self._reason is not None:  # interrupted before there was anything to cancel
                    task.cancel()
                try:
                    await task
                except asyncio.CancelledError:
                    if self._reason is None or not task.cancelled():
                        raise
                    raise self._reason from None
        except TimeoutError as error:
            if not deadline.expired():
                raise
            minutes = f"{self._seconds / 60:.0f} minutes" if self._seconds >= 120 else f"{self._seconds:.0f} seconds"
            raise AnalysisFailed("deadline", f"The analysis took longer than {minutes} and was stopped.") from error


class Shutdown:
    """Whether this process is stopping. Its run then hands the job over to another worker."""

    def __init__(self) -> None:
        self.is_requested = False
        self._interrupt: Callable[[Exception], None] | None = None

    def request(self) -> None:
        self.is_requested = True
        if self._interrupt is not None:
            self._interrupt(WorkerStopping())

    @contextmanager
    def on_request(self, interrupt: Callable[[Exception], None]) -> Iterator[None]:
        """Call `interrupt` when the process stops, at once if it is stopping already."""
        self._interrupt = interrupt
        if self.is_requested:
            interrupt(WorkerStopping())
        try:
            yield
        finally:
            self._interrupt = None


shutdown = Shutdown()
