import pytest

from analysis.tests.support import remembered_cases, stand_in_pipeline
from analysis.tests.support.model_runs import analyze_with_model, finished, finished_rows, serve_model  # noqa: F401 fixtures
from analysis.tests.support.workers import workers  # noqa: F401 a fixture
from analysis.worker.processes import SupervisorTimings
from analysis.worker.supervisor import Supervisor


@pytest.fixture(autouse=True)
def no_heartbeat(settings) -> None:
    """Stop the heartbeat: it cannot see the uncommitted rows of a test and would report a lost lease.

    Tests of the heartbeat and of real processes set their own interval.
    """
    settings.LEASE_BEAT_SECONDS = 3600


@pytest.fixture(autouse=True)
def remember_cases(monkeypatch) -> None:
    """Compute each case once per process: most analyses of these tests have the same portfolio."""
    remembered_cases.install(monkeypatch)


@pytest.fixture
def pipeline(monkeypatch):
    """Replace the pipeline by the stand-in and return its module."""
    return stand_in_pipeline.install(monkeypatch)


@pytest.fixture
def supervise():
    """Return a function that builds a supervisor and starts its first child. All children end with the test."""
    supervisors = []

    def start(command, count=1, *, template=None, **times):
        supervisor = Supervisor(count, command, template, times=SupervisorTimings(**{"drain": 1, **times}))
        supervisors.append(supervisor)
        supervisor.maintain_children()
        return supervisor

    yield start
    for supervisor in supervisors:
        supervisor.end_children()
