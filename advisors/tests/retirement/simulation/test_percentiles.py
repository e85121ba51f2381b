"""Order statistics by bins equal those of a full sort."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.retirement.simulation.percentiles import (
    PERCENTILES,
    Percentiles,
    median,
    order_statistics,
    required_amounts,
    sustained_amounts,
)

MADE_UP = {
    "lognormal": lambda rng, n: np.exp(rng.standard_normal(n)) * 1e6,
    "half_nothing": lambda rng, n: np.maximum(rng.standard_normal(n), 0),
    "few_values": lambda rng, n: rng.integers(0, 4, n).astype(float),
    "all_equal": lambda rng, n: np.full(n, 3.3),
    "nothing": lambda rng, n: np.zeros(n),
    "forty_orders": lambda rng, n: 10.0 ** rng.uniform(-20, 20, n),
    "tiny": lambda rng, n: rng.random(n) * 1e-40,
    "huge": lambda rng, n: rng.random(n) * 1e300,
}


@pytest.mark.parametrize("size", [2, 3, 97, 1_999, 2_000, 10_000])
@pytest.mark.parametrize("name", MADE_UP)
def test_percentiles_are_those_of_numpy(name: str, size: int) -> None:
    values = MADE_UP[name](np.random.default_rng(size), size)
    assert Percentiles(size).compute(values) == pytest.approx(np.percentile(values, PERCENTILES), rel=1e-12)
    assert median(values) == pytest.approx(float(np.median(values)), rel=1e-12)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 1_000), ranks=st.sets(st.integers(0, 4_999), min_size=1, max_size=9))
def test_order_statistics_match_a_sort(seed: int, ranks: set[int]) -> None:
    values = np.exp(np.random.default_rng(seed).normal(size=5_000) * 3)
    wanted = np.array(sorted(ranks))
    assert np.array_equal(order_statistics(values, wanted), np.sort(values)[wanted])


def test_levels_are_not_interpolated() -> None:
    values = np.random.default_rng(1).permutation(10.0 * np.arange(1, 11))
    assert sustained_amounts(values) == {"0.80": 30.0, "0.90": 20.0, "0.95": 10.0}
    assert required_amounts(values) == {"0.80": 80.0, "0.90": 90.0, "0.95": 100.0}


def test_one_path_is_all_levels() -> None:
    assert set(sustained_amounts(np.array([5.0])).values()) == {5.0}
    assert (Percentiles(1).compute(np.array([5.0])) == 5.0).all()
