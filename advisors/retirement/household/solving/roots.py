"""Find the root of a rising, piecewise linear function on every path at once: Newton's method inside a bracket.

After each step only the paths go on that are not solved yet. On a straight piece a step is exact, so most paths need
one or two. Where steps jump between kinks, the bracket is halved.
"""

from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.schedules import Array, Rate

TOLERANCE = 1e-6
"""In dollars."""
ROUNDING = 4e-15
"""Of the largest amount, what sums of such amounts lose in floating point."""
MAX_STEPS = 80
MIN_SLOPE = 1e-9
NEWTON_STEPS = 8
Index = npt.NDArray[np.intp]


class Point(Protocol):
    """The value of the function on each path; whatever else was computed there is replaced with it."""

    gap: Array
    slope: Rate

    def put(self, index: Index, part: Self) -> None:
        """Replace the paths of an index by those of `part`."""
        ...


PointT = TypeVar("PointT", bound=Point, covariant=True)


class Rising(Protocol[PointT]):
    """A function that rises with x on every path."""

    def take(self, index: Index) -> Self:
        """Return the same function on some of the paths."""
        ...

    def evaluate(self, x: Array) -> PointT:
        """Return the value and the slope at x."""
        ...


@dataclass
class Search:
    """Where the search stands on the paths that are not solved: x, its value and slope, and the bracket around it."""

    here: Array
    gap: Array
    slope: Rate
    low: Array
    high: Array
    most: Array

    def take(self, index: Index) -> "Search":
        """Return the search on some of the paths."""
        parts = vars(self).values()
        size = self.here.size
        return Search(*(part[index] if np.size(part) == size else part for part in parts))

    def unsolved(self, tolerance: float) -> npt.NDArray[np.bool_]:
        """Return which paths are neither at their root nor at the end of the range nearest to it."""
        above = (self.gap > tolerance) & (self.here > 0)
        return above | ((self.gap < -tolerance) & (self.here < self.most))

    def step(self, number: int) -> Array:
        """Narrow the bracket by the last value and return the next x: Newton's, or the middle where it jumps."""
        below = self.gap < 0
        self.low, self.high = np.where(below, self.here, self.low), np.where(below, self.high, self.here)
        guess = self.here - self.gap / np.maximum(self.slope, MIN_SLOPE)
        jumped = ((guess >= self.high) & (self.high < self.most)) | ((guess <= self.low) & (self.low > 0))
        if number >= NEWTON_STEPS and number % 2 == 0:
            jumped = np.ones_like(jumped)
        newton = np.minimum(np.maximum(guess, self.low), self.high)
        return np.where(jumped, 0.5 * (self.low + self.high), newton)


def find_roots(function: Rising[PointT], start: Array, most: Array) -> tuple[Array, PointT]:
    """Return x between 0 and `most` where the function is 0, and what was computed there.

    Where it is positive at 0 the root is 0, where it is negative at `most` it is `most`. Raises ArithmeticError if
    there is no end.
    """
    x = np.minimum(np.maximum(start, 0.0), most)
    point = function.evaluate(x)
    tolerance = TOLERANCE + ROUNDING * float(most.max())
    search, places = Search(x, point.gap, point.slope, np.zeros(1), most, most), np.arange(x.size)
    for number in range(MAX_STEPS):
        index = np.flatnonzero(search.unsolved(tolerance))
        if not index.size:
            return x, point
        if index.size < places.size:
            function, search, places = function.take(index), search.take(index), places[index]
        search.here = search.step(number)
        found = function.evaluate(search.here)
        search.gap, search.slope = found.gap, found.slope
        if places.size == x.size:
            x, point = search.here, found
        else:
            x[places] = search.here
            point.put(places, found)
    raise ArithmeticError(f"no withdrawal was found within {MAX_STEPS} steps")
