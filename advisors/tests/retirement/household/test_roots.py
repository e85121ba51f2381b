"""The search for withdrawals ends at the root of any rising, piecewise linear function."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.retirement.household.solving.roots import find_roots

SLOPES = st.lists(st.floats(0.02, 1.0), min_size=2, max_size=6)


@dataclass
class Value:
    gap: np.ndarray
    slope: np.ndarray
    visits: np.ndarray

    def put(self, index, part):
        self.gap[index], self.slope[index], self.visits[index] = part.gap, part.slope, part.visits


@dataclass
class Broken:
    """The function with `slopes` on pieces of 100, shifted by an own height on each path."""

    slopes: list[float]
    height: np.ndarray

    def take(self, index):
        return Broken(self.slopes, self.height[index])

    def evaluate(self, x):
        ends = np.concatenate(([0.0], np.cumsum(self.slopes) * 100))
        piece = np.clip((x // 100).astype(int), 0, len(self.slopes) - 1)
        slope = np.array(self.slopes)[piece]
        return Value(ends[piece] + slope * (x - 100 * piece) - self.height, slope, np.ones(x.size))


@settings(deadline=None)
@given(slopes=SLOPES, shares=st.lists(st.floats(-0.2, 1.2), min_size=1, max_size=40), start=st.floats(0, 700))
def test_every_path_ends_at_its_root(slopes, shares, start) -> None:
    top = sum(slopes) * 100
    height = np.array(shares) * top
    most = np.full(height.size, 100.0 * len(slopes))
    x, value = find_roots(Broken(slopes, height), np.full(height.size, start), most)
    inside = (height > 0) & (height < top)
    assert np.abs(value.gap[inside]).max(initial=0) <= 1e-6 + 1e-11
    assert (x[height <= 0] <= 1e-4).all()
    assert (x[height >= top] >= most[0] - 1e-3).all()
    np.testing.assert_allclose(value.gap, Broken(slopes, height).evaluate(x).gap, atol=1e-9)


def test_a_function_that_never_rises_is_an_error() -> None:
    class Flat(Broken):
        def evaluate(self, x):
            return Value(np.where(x < 50.5, -1.0, 1.0), np.zeros(x.size), np.ones(x.size))

        def take(self, index):
            return self

    with pytest.raises(ArithmeticError, match="no withdrawal was found"):
        find_roots(Flat([1.0], np.ones(1)), np.zeros(1), np.full(1, 100.0))
