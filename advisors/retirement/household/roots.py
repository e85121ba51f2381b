"""Find the root of a rising, piecewise linear function on every path at once: Newton's method inside a bracket.

After each step only the paths go on that are not solved yet. On a straight piece a step is exact, so most paths need
one or two. Where steps jump between kinks, the bracket is halved.
"""

from typing import Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from advisors.retirement.tax_law.schedules import Array, Rate

TOLERANCE = 1e-6
"""In dollars."""
ROUNDING = 4e-15
"""Of the largest amount, what sums of such amounts lose in floating point."""
MAX_STEPS = 80
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


def find_roots(function: Rising[PointT], start: Array, most: Array) -> tuple[Array, PointT]:
    """Return x between 0 and `most` where the function is 0, and what was computed there.

    Where it is positive at 0 the root is 0, where it is negative at `most` it is `most`. Raises ArithmeticError if
    there is no end.
    """
    x = np.minimum(np.maximum(start, 0.0), most)
    point = function.evaluate(x)
    index = np.flatnonzero(unsolved(point.gap, x, most))
    if not index.size:
        return x, point
    part, here, high, low = function.take(index), x[index], most[index], np.zeros(index.size)
    top = high
    gap, slope = point.gap[index], np.broadcast_to(point.slope, x.shape)[index]
    for step in range(MAX_STEPS):
        low, high = np.where(gap < 0, here, low), np.where(gap > 0, here, high)
        guess = here - gap / np.maximum(slope, 1e-9)
        jumped = ((guess >= high) & (high < top)) | ((guess <= low) & (low > 0))
        if step >= NEWTON_STEPS:
            jumped |= step % 2 == 0
        here = np.where(jumped, 0.5 * (low + high), np.minimum(np.maximum(guess, low), high))
        found = part.evaluate(here)
        x[index] = here
        point.put(index, found)
        left = np.flatnonzero(unsolved(found.gap, here, top))
        if not left.size:
            return x, point
        gap, slope = found.gap[left], np.broadcast_to(found.slope, here.shape)[left]
        here, low, high, top = here[left], low[left], high[left], top[left]
        if left.size < index.size:
            part, index = part.take(left), index[left]
    raise ArithmeticError(f"no withdrawal was found within {MAX_STEPS} steps")


def unsolved(gap: Array, x: Array, most: Array) -> npt.NDArray[np.bool_]:
    """Return which paths are neither at their root nor at the end of the range nearest to it."""
    return (np.abs(gap) > TOLERANCE + ROUNDING * most) & ~((x <= 0) & (gap > 0)) & ~((x >= most) & (gap < 0))
