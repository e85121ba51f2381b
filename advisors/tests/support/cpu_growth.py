"""How the cost of a work grows: by the processor's time, so that a busy machine changes nothing."""

import time

TIMES, FACTOR, SLACK = 4, 12, 0.02
"""Four times as much may cost twelve times as much; were it quadratic, it would be sixteen times."""


def cost(work, given):
    """Seconds of the processor, the better of two."""
    costs = []
    for _ in range(2):
        began = time.process_time()
        work(given)
        costs.append(time.process_time() - began)
    return min(costs)


def grows_in_proportion(work, large):
    small = large[: max(1, len(large) // TIMES)]
    return cost(work, large) <= FACTOR * cost(work, small) + SLACK
