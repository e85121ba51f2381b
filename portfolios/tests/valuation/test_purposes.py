"""Purposes of accounts, as people write them."""

import pytest

from portfolios.valuation.purposes import find_aims, has_mixed_purpose, is_reserve


@pytest.mark.parametrize(
    ("purpose", "aims"),
    [
        ("Emergency fund", {"reserve"}), ("Rainy day money", {"reserve"}), ("Reserve, house", {"reserve", "home"}),
        ("College 2035", {"education"}), ("Retirement, with the employer's match", {"retirement"}), ("", set()),
        ("Household bills", set()),
    ],
)  # fmt: skip
def test_aims_are_read_as_whole_words(purpose, aims):
    assert find_aims(purpose) == aims
    assert is_reserve(purpose) == ("reserve" in aims)


@pytest.mark.parametrize("purpose", ["Emergency fund and house", "College 2035", "House in 2029"])
def test_two_aims_or_a_year_are_mixed(purpose):
    assert has_mixed_purpose(purpose)


@pytest.mark.parametrize("purpose", ["Emergency fund", "Retirement 2050", "Savings", "In use since 2019"])
def test_one_aim_is_not_mixed(purpose):
    assert not has_mixed_purpose(purpose)
