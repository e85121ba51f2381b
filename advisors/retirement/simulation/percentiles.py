"""Compute percentiles of one row of paths, and the order statistics that reach a level of success."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from advisors.retirement.markets.draws import Array

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
SUCCESS_LEVELS = ("0.80", "0.90", "0.95")

MIN_BINNING_SIZE = 2_000
BIN_COUNT = 20 * 128
"""128 bins for each halving of the largest value, 20 halvings, and one bin below for smaller values."""


class Percentiles:
    """Computes the seven percentiles of the fan for rows of one size, linear between order statistics.

    Convention: `numpy.percentile` (method "linear", rank q (n - 1)).
    """

    def __init__(self, size: int) -> None:
        ranks = [level / 100 * (size - 1) for level in PERCENTILES]
        lower, upper = [floor(rank) for rank in ranks], [ceil(rank) for rank in ranks]
        self._share = np.array(ranks) - lower
        self._ranks = np.array(sorted({*lower, *upper}))
        self._lower = self._ranks.searchsorted(lower)
        self._upper = self._ranks.searchsorted(upper)

    def compute(self, values: Array) -> Array:
        """Return the percentiles of `values`, shape (paths,) and not negative, as shape (7,) in the same unit."""
        if values.size == 1:
            return np.repeat(values, len(PERCENTILES))
        ordered = order_statistics(values, self._ranks)
        low = ordered[self._lower]
        return low + self._share * (ordered[self._upper] - low)


def label_percentiles(values: Array) -> dict[str, float]:
    """Return percentiles of shape (7,) as {"5": .., "10": .., .., "95": ..} in the same unit."""
    return {str(level): float(value) for level, value in zip(PERCENTILES, values, strict=True)}


def median(values: Array) -> float:
    """Return the median of `values`, shape (n,) and not negative; for even n the mean of the middle two."""
    middle = np.array(sorted({(values.size - 1) // 2, values.size // 2}))
    return float(order_statistics(values, middle).mean())


def sustained_amounts(max_spending: Array) -> dict[str, float]:
    """Return the largest amount that 80, 90 and 95% of the paths can afford, by level.

    `max_spending`: the largest amount that each path can afford, shape (paths,), any unit. Convention (contracts,
    "Sustainable spending"): the order statistic floor(N (1 - level)) counted from 0, without interpolation.
    """
    return _values_at_levels(max_spending, [_success_rank(max_spending.size, level) for level in SUCCESS_LEVELS])


def required_amounts(min_saving: Array) -> dict[str, float]:
    """Return the smallest amount that is enough on 80, 90 and 95% of the paths, by level.

    `min_saving`: the smallest amount that is enough on each path, shape (paths,). Mirrors `sustained_amounts`.
    """
    return _values_at_levels(
        min_saving, [min_saving.size - 1 - _success_rank(min_saving.size, level) for level in SUCCESS_LEVELS]
    )


def order_statistics(values: Array, ranks: npt.NDArray[np.int64]) -> Array:
    """Return the values at `ranks` (from 0, ascending, no repeats), exactly; values must not be negative.

    A histogram over logarithmic bins finds the few bins with those ranks, and only their values are sorted. For
    10,000 values this is four times as fast as numpy's partition.
    """
    largest = float(values.max())
    if values.size < MIN_BINNING_SIZE or not 1e-25 < largest < 1e35:
        return np.sort(values)[ranks]
    bins = _bin_indices(values, largest)
    counts = np.bincount(bins, minlength=BIN_COUNT + 1)
    below = counts.cumsum()
    rank_bins = below.searchsorted(ranks, side="right")
    is_needed = np.zeros(below.size, dtype=bool)
    is_needed[rank_bins] = True
    candidates = np.sort(values[is_needed[bins]])
    sizes = counts[rank_bins]
    sizes[1:][rank_bins[1:] == rank_bins[:-1]] = 0
    result: Array = candidates[ranks - below[rank_bins] + sizes.cumsum()]
    return result


def _bin_indices(values: Array, largest: float) -> npt.NDArray[np.intp]:
    """Return the bin of each value, larger values in higher bins: the leading bits of a float32 are its logarithm."""
    floor_value = np.float32(largest * 2.0**-20)
    shifted = values.astype(np.float32)
    shifted += floor_value
    bits = shifted.view(np.int32)
    bits >>= 16
    bits -= int(floor_value.view(np.int32)) >> 16
    return bits.astype(np.intp)


def _values_at_levels(values: Array, ranks: Sequence[int]) -> dict[str, float]:
    """Return the order statistics at these ranks, one for each success level."""
    distinct = sorted(set(ranks))
    statistics = order_statistics(values, np.array(distinct))
    return {level: float(statistics[distinct.index(rank)]) for level, rank in zip(SUCCESS_LEVELS, ranks, strict=True)}


def _success_rank(size: int, level: str) -> int:
    """Return floor(N (1 - level)) exactly; in binary 1 - 0.9 is not 0.1."""
    return min(floor(size * (1 - Decimal(level))), size - 1)
