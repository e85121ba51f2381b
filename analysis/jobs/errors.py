"""Errors that end a run without a result. Codes are for programs, messages are for people."""

from datetime import datetime
from typing import TYPE_CHECKING

from advisors.failures import AnalysisFailed

if TYPE_CHECKING:
    from analysis.models import Job

__all__ = ["AlreadyRunning", "AnalysisFailed", "IdempotencyConflict", "LeaseLost", "TooManyAnalyses", "WorkerStopping"]


class LeaseLost(Exception):
    """Another worker has this job now, or it was cancelled or deleted. Write nothing more."""


class WorkerStopping(Exception):
    """This process is stopping. Another one continues the job."""


class IdempotencyConflict(Exception):
    """The idempotency key was already used for another request."""


class AlreadyRunning(Exception):
    """A worker is running this person's analysis."""

    def __init__(self, job: "Job") -> None:
        super().__init__(f"An analysis is already running: {job.pk}.")
        self.job = job


class TooManyAnalyses(Exception):
    """A person has started as many analyses within a day as one may. next_at: when the next one may start."""

    def __init__(self, limit: int, next_at: datetime) -> None:
        self.limit, self.next_at = limit, next_at
        started = f"You have started {limit} analyses in the last 24 hours, and that is the limit."
        super().__init__(f"{started} You can start the next one after {next_at:%B} {next_at.day}, {next_at:%H:%M} UTC.")
