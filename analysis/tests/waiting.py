import time


def until(condition, seconds=60):
    """Wait for what another process does; answers what the condition gave."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"This did not happen within {seconds} s: {condition.__name__}"
        time.sleep(0.05)
    return found
