import time


def until(condition, seconds=60):
    """Wait for what another process does; answers what the condition gave."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"This did not happen within {seconds} s: {condition.__name__}"
        time.sleep(0.05)
    return found


def keep_alive_until(supervisor, condition):
    """Let a supervisor look after its children until the condition holds."""

    def it_does():
        supervisor.maintain_children()
        return condition()

    return until(it_does)
