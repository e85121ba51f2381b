"""Follow the demo user's first analysis for `start.py`: print its result, or why it is late."""

import time

from django.db import Error as DatabaseError
from django.db import connection

from alex.cli.processes import print_status
from analysis.jobs import dispatch
from analysis.jobs.worker_status import WorkerState, current_status
from analysis.models import Job
from analysis.results.text_summary import format_summary_lines
from people import acting_as
from people.models import User

FIRST_REPORT_SECONDS = 30  # doubles after each report

DELAYS = {
    WorkerState.STARTING: "The worker is still importing after {waited:.0f} s. A slow or busy machine needs "
    "minutes for this. Wait, or close other programs. The lines above may show more.",
    WorkerState.UNKNOWN: "The worker has not started after {waited:.0f} s and reports nothing. Wait. If the lines "
    "above show an error, stop Alex with Ctrl-C and start it again.",
    WorkerState.BUSY: "The demo analysis has waited {waited:.0f} s because the workers are busy.",
    WorkerState.READY: "The demo analysis has waited {waited:.0f} s although a worker is ready. Alex sends it again "
    "every 30 s.",
}


class FirstAnalysis:
    """Start an analysis. If it fails, follow the one that the demo user starts later."""

    _job: Job
    _end_is_reported: bool

    def __init__(self, email: str, address: str) -> None:
        user = User.objects.find_by_address(email)
        assert user is not None  # seed_demo ran before
        self.user = user
        self.address = address
        self._follow(dispatch.start(user=self.user).job)
        self._earliest = self._job.created_at

    def has_finished(self) -> bool:
        """Check the newest analysis and print news. Return True once one is completed."""
        try:
            with acting_as(self.user.pk):
                return self._look()
        except DatabaseError as error:
            print_status(f"Can't reach the database, trying again: {error}")
            connection.close()
            time.sleep(1)
            return False

    def _look(self) -> bool:
        analyses = Job.objects.owned_by(self.user).filter(job_type=Job.Type.PORTFOLIO_ANALYSIS)
        job = analyses.filter(created_at__gte=self._earliest).without_large_columns().first()
        if job is None:  # the demo was reset
            return False
        if job.pk != self._job.pk:
            self._follow(job)
        if job.status == Job.Status.COMPLETED:
            for line in format_summary_lines(job):
                print(f"  {line}", flush=True)
            print(f"  Read it: {self.address}/analyses/{job.pk}/", flush=True)
            return True
        if job.is_active:
            self._report_delay(job)
        elif not self._end_is_reported:
            self._end_is_reported = True
            end = f"failed: {job.error_message}" if job.status == Job.Status.FAILED else "was cancelled."
            print_status(f"The demo analysis {end}")
            print_status(f"Alex is running but not ready. Sign in and start another analysis: {self.address}/team/")
        return False

    def _follow(self, job: Job) -> None:
        self._job = job
        self._started_at = time.monotonic()
        self._next_report = FIRST_REPORT_SECONDS
        self._end_is_reported = False

    def _report_delay(self, job: Job) -> None:
        waited = time.monotonic() - self._started_at
        if waited < self._next_report:
            return
        self._next_report *= 2
        if job.status == Job.Status.RUNNING:
            step = job.steps.all().running_labels() or "between two steps"
            print_status(f"The demo analysis has not finished after {waited:.0f} s: {step}.")
        else:
            print_status(DELAYS[current_status().state].format(waited=waited))
