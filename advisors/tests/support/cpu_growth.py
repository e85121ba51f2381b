"""Measure how cost grows with size, in processor time, so that a busy machine does not matter."""

import time

TIMES, FACTOR, SLACK = 4, 12, 0.02
"""Four times the size may cost twelve times as much; quadratic cost would be sixteen times."""


def cost(work, given):
    """Return processor seconds, the better of two runs."""
    costs = []
    for _ in range(2):
        began = time.process_time()
        work(given)
        costs.append(time.process_time() - began)
    return min(costs)


def grows_in_proportion(work, large):
    small = large[: max(1, len(large) // TIMES)]
    return cost(work, large) <= FACTOR * cost(work, small) + SLACK
