"""Searches find the least of a change that is enough, in few runs."""

from math import exp

import pytest

from advisors.retirement.projection.searching import search_level, search_step


def curve(middle, width):
    """Return a success that rises with the amount, and the list of amounts that were tried."""
    tried = []

    def success(amount):
        tried.append(amount)
        return 1 / (1 + exp(-(amount - middle) / width))

    return success, tried


@pytest.mark.parametrize("middle", range(-3, 30, 4))
@pytest.mark.parametrize("width", [0.2, 2.0, 9.0])
def test_the_first_step_that_is_enough_is_found(middle, width):
    success, tried = curve(middle, width)
    enough = [step for step in range(24) if success(step) >= 0.895]
    tried.clear()
    found = search_step(success, 24, base=success(-1), level=0.895)
    assert found == (enough[0] if enough else None)
    assert len(tried) <= 12


def test_a_straight_curve_takes_few_runs():
    success, tried = curve(10.0, 4.0)
    assert search_step(success, 40, base=0.06, level=0.895) == 19
    assert len(tried) <= 5


def test_no_steps_have_no_answer():
    assert search_step(lambda step: 1.0, 0, base=0.5, level=0.9) is None


@pytest.mark.parametrize("middle", [100.0, 5_000.0, 9_000.0])
def test_a_level_is_met_within_its_error(middle):
    success, tried = curve(middle, 700.0)
    low, high = ((amount, success(amount)) for amount in (0.0, 12_000.0))
    found = search_level(success, low, high, 0.9)
    assert 0.9 <= success(found) < 0.9016
    assert len(tried) <= 12
