import pytest


@pytest.fixture(autouse=True)
def heart_at_rest(settings) -> None:
    """A test's rows are seen by its own connection only: the heartbeat's would find no job and call the lease lost.

    On a busy machine an analysis takes longer than a beat. Tests of the heartbeat and of real processes set their own.
    """
    settings.LEASE_BEAT_SECONDS = 3600
