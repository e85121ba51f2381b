"""Why a run ends without a result. Codes are for programs, messages are for people."""

from typing import TYPE_CHECKING

from advisors.failures import AnalysisFailed

if TYPE_CHECKING:
    from analysis.models import Job

__all__ = ["AlreadyRunning", "AnalysisFailed", "IdempotencyConflict", "LeaseLost", "WorkerStopping"]


class LeaseLost(Exception):
    """Somebody else has this job now, or it was cancelled or deleted: whoever gets this writes nothing more."""


class WorkerStopping(Exception):
    """This process is stopping: another one continues the job."""


class IdempotencyConflict(Exception):
    """The same idempotency key came with another request."""


class AlreadyRunning(Exception):
    """This person's analysis is being run by somebody else."""

    def __init__(self, job: "Job") -> None:
        super().__init__(f"An analysis is already running: {job.pk}.")
        self.job = job
