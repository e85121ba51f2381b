"""Limits of processor time that hold on a slow machine too."""

import time

USUAL_SECONDS = 0.06
"""What the sum below takes on the machine for which limits are written."""
NUMBERS = 1_000_000


def allow_seconds(limit: float) -> float:
    """Return a limit in seconds of processor time, as many times longer as this machine is slower at the moment."""
    start, total = time.process_time(), 0
    for number in range(NUMBERS):
        total += number
    return limit * max(1.0, (time.process_time() - start) / USUAL_SECONDS)
