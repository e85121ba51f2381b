"""Search for the least of a change that reaches a success. Log odds lie nearly on a line, so few runs are needed."""

from collections.abc import Callable
from math import ceil, log

MAX_TRIES, NEAR_ENOUGH = 12, 0.0015
"""A search ends this near to the success that is wanted: a quarter of its error on 2,000 paths."""
CURVED_FROM = 3
"""After so many tries a range is halved: there is no line."""
Tried = tuple[float, float]
"""An amount and the success with it."""


def search_level(success: Callable[[float], float], low: Tried, high: Tried, level: float) -> float:
    """Return the amount between two with success at a level; `low` has less, `high` as much or more."""
    for number in range(MAX_TRIES):
        if high[1] - level < NEAR_ENOUGH:
            break
        weight = 0.5 if number >= CURVED_FROM else min(max(weigh(low[1], high[1], level), 0.02), 0.98)
        amount = low[0] + weight * (high[0] - low[0])
        found = amount, success(amount)
        low, high = (low, found) if found[1] >= level else (found, high)
    return high[0]


def search_step(success: Callable[[int], float], steps: int, *, base: float, level: float) -> int | None:
    """Return the first of so many rising steps, from 0, with success at a level; None if the last has less.

    `base`: the success before the first step.
    """
    low, high, at_low = -1, steps - 1, base
    if high < 0 or (at_high := success(high)) < level:
        return None
    number = 0
    while high - low > 1:
        weight = 0.5 if number >= 2 * CURVED_FROM else weigh(at_low, at_high, level)
        # Where a line leads, the step below is tried next: most often it has less, and the search ends.
        middle = high - 1 if number % 2 else min(max(ceil(low + weight * (high - low)), low + 1), high - 1)
        found, number = success(middle), number + 1
        if found >= level:
            high, at_high = middle, found
        else:
            low, at_low = middle, found
    return high


def weigh(low: float, high: float, level: float) -> float:
    """Return how far a level is between two probabilities, by their log odds."""
    start, end = log_odds(low), log_odds(high)
    return (log_odds(level) - start) / (end - start) if end > start else 0.5


def log_odds(probability: float) -> float:
    """Return the logarithm of the odds, of a probability that is kept off 0 and 1."""
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return log(kept / (1 - kept))
