"""Worker processes on the test database with the stand-in pipeline, and what tests ask about them."""

import re
import subprocess
import threading

import psutil
import pytest
from django.conf import settings

from analysis.job_kinds import REQUEST_MODELS
from analysis.jobs import dispatch
from analysis.tests.support.database_outage import get_database_url
from analysis.tests.support.slow_worker import CHILD, PROGRAM, TEMPLATE
from analysis.tests.support.stand_in_pipeline import StandInRequest
from analysis.tests.support.waiting import until
from analysis.worker.processes import SupervisorTimings
from analysis.worker.supervisor import Supervisor


class Workers:
    """Worker processes on the test database with the stand-in pipeline.

    Their parent is a thread of the test, for speed, or a process of its own.
    """

    def __init__(self, folder, monkeypatch):
        self.log = folder / "log"
        self.log.touch()
        self.supervisor = self.thread = self.parent = None
        for name, value in self.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setitem(REQUEST_MODELS, "portfolio_analysis", StandInRequest)

    def environment(self):
        return {
            "DATABASE_URL": get_database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "HTTPS": "false",
            "LEASE_SECONDS": "2",
            "LEASE_BEAT_SECONDS": "1",
            "LOG_LEVEL": "CRITICAL",
            "STAND_IN_LOG": str(self.log),
        }

    def start(self, count=2, *, warm=True, **times):
        times = {"reap": 0.2, "max_silence": 2.5, "drain": 5, "grace": 1.5, **times}
        template = TEMPLATE if warm else None
        self.supervisor = Supervisor(count, CHILD, template, times=SupervisorTimings(**times))
        self.thread = threading.Thread(target=self.supervisor.run)
        self.thread.start()

    def start_as_a_process(self, count=2):
        self.parent = subprocess.Popen([*PROGRAM, str(count)], cwd=settings.BASE_DIR)

    def stop(self):
        if self.parent:
            self.parent.terminate()
            self.parent.wait(15)
        if self.thread:
            self.supervisor.stop()
            self.thread.join(15)

    def children(self):
        return psutil.Process(self.parent.pid).children(recursive=True)

    def process_ids(self, event, name=""):
        """Return the ids of the processes that logged an event, in order."""
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return [int(pid) for pid, logged, step, _ in lines if logged == event and name in ("", step)]

    def first(self, event, name):
        return until(lambda: self.process_ids(event, name))[0]


@pytest.fixture
def workers(tmp_path, monkeypatch):
    found = Workers(tmp_path, monkeypatch)
    yield found
    found.stop()


def start_job(user, **options):
    return dispatch.start(user=user, request_payload=StandInRequest(**options)).job


def wait_for_status(job, *statuses):
    def has_status():
        job.refresh_from_db()
        return job.status in statuses

    until(has_status)
    return job


def author(job, step):
    """Return the id of the process that finished a step."""
    return int(re.match(r"done by (\d+) for ", job.steps.get(name=step).message)[1])


def attempts(job):
    return dict(job.steps.values_list("name", "attempts"))
