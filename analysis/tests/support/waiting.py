"""Wait for what other processes do, and skip the pause before a next try."""

import time

from analysis.models import Job


def until(condition, seconds=60):
    """Wait until a condition holds and return its value. Fail after some seconds."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"This did not happen within {seconds} s: {condition.__name__}"
        time.sleep(0.05)
    return found


def keep_alive_until(supervisor, condition):
    """Let a supervisor maintain its children until a condition holds."""

    def maintain_and_check():
        supervisor.maintain_children()
        return condition()

    return until(maintain_and_check)


def end_pause(job):
    """Let a postponed job run at once."""
    Job.objects.filter(pk=job.pk).update(retry_at=None)
