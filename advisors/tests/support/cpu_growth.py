"""Measure how the cost of work grows, in processor time, so that a busy machine does not matter."""

import time

TIMES = 4
FACTOR = 12
SLACK = 0.02
"""Four times as much work may cost twelve times as much; quadratic growth would cost sixteen times."""


def cost(work, data):
    """Return the processor seconds of `work(data)`, the better of two runs."""
    costs = []
    for _ in range(2):
        start = time.process_time()
        work(data)
        costs.append(time.process_time() - start)
    return min(costs)


def grows_in_proportion(work, large):
    """Return whether the cost of `large` is about proportional to that of a quarter of it."""
    small = large[: max(1, len(large) // TIMES)]
    return cost(work, large) <= FACTOR * cost(work, small) + SLACK
