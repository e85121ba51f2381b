import pytest

from analysis.worker.supervisor import Supervisor, SupervisorTimings


@pytest.fixture(autouse=True)
def heart_at_rest(settings) -> None:
    """A test's rows are seen by its own connection only: the heartbeat's would find no job and call the lease lost.

    On a busy machine an analysis takes longer than a beat. Tests of the heartbeat and of real processes set their own.
    """
    settings.LEASE_BEAT_SECONDS = 3600


@pytest.fixture
def supervise():
    """Return a function that makes a supervisor with its first child; no child outlives the test."""
    made = []

    def of(command, count=1, **times):
        found = Supervisor(count, command=command, times=SupervisorTimings(**{"drain": 1, **times}))
        made.append(found)
        found.maintain_children()
        return found

    yield of
    for supervisor in made:
        for child in supervisor.children:
            child.kill()
