"""How long to wait before the next try: longer each time, up to a maximum, and never two jobs at the same moment."""

import random
import time
from collections.abc import Iterator

FIRST_SECONDS, MAX_SECONDS = 2.0, 300.0


def delay_before(attempt: int) -> float:
    """Return the seconds before try number 1, 2, 3 ..: between the half and the whole of 2, 4, 8 .. seconds."""
    longest = min(MAX_SECONDS, FIRST_SECONDS * 2 ** min(attempt - 1, 20))
    return longest * random.uniform(0.5, 1)  # noqa: S311 it only spreads jobs over time


def tries_within(seconds: float) -> Iterator[bool]:
    """Return True for each try that another one may follow, and False for the last. Sleep between two tries."""
    deadline, attempt = time.monotonic() + seconds, 0
    while (left := deadline - time.monotonic()) > 0:
        yield True
        attempt += 1
        time.sleep(min(left, delay_before(attempt) / 4, 3))
    yield False
