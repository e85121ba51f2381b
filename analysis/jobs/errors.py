"""Errors that end a run without a result. Codes are for programs, messages are for people."""

from typing import TYPE_CHECKING

from advisors.failures import AnalysisFailed

if TYPE_CHECKING:
    from analysis.models import Job

__all__ = ["AlreadyRunning", "AnalysisFailed", "IdempotencyConflict", "LeaseLost", "WorkerStopping"]


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
