"""What accounts are for, as people write it, and which accounts take part in rebalancing."""

import pytest

from portfolios.tests.support.sample_portfolios import an_id
from portfolios.valuation.purposes import (
    count_reserve_months,
    find_aims,
    has_mixed_purpose,
    is_rebalanced,
    is_reserve,
)
from portfolios.valuation.snapshot import AccountValue


def make_account(**changes):
    return AccountValue(id=an_id("a"), **({"name": "Savings", "kind": "other"} | changes))


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
    assert is_reserve(make_account(purpose=purpose)) == ("reserve" in aims)


@pytest.mark.parametrize("purpose", ["Emergency fund and house", "College 2035", "House in 2029"])
def test_two_aims_or_a_year_are_mixed(purpose):
    assert has_mixed_purpose(purpose)


@pytest.mark.parametrize("purpose", ["Emergency fund", "Retirement 2050", "Savings", "In use since 2019"])
def test_one_aim_is_not_mixed(purpose):
    assert not has_mixed_purpose(purpose)


@pytest.mark.parametrize("purpose", ["Emergency fund", "Emergency fund and house", "our RESERVE", "A rainy-day fund"])
def test_a_purpose_marks_a_reserve(purpose):
    assert is_reserve(make_account(purpose=purpose))
    assert is_reserve(make_account(name=purpose))
    assert not is_rebalanced(make_account(purpose=purpose))


@pytest.mark.parametrize("purpose", ["", "House", "Reserved shares", "Emergent markets"])
def test_other_purposes_mark_no_reserve(purpose):
    assert not is_reserve(make_account(purpose=purpose))
    assert is_rebalanced(make_account(purpose=purpose))


@pytest.mark.parametrize("kind", ["529", "hsa", "pension"])
def test_some_kinds_are_never_rebalanced(kind):
    assert not is_rebalanced(make_account(kind=kind))


def test_money_for_other_goals_is_not_rebalanced():
    assert not is_rebalanced(make_account(counts_for_retirement=False))


def test_a_named_reserve_holds_six_months():
    plain, reserve = make_account(), make_account(name="Emergency fund")
    assert count_reserve_months([plain]) == 3
    assert count_reserve_months([plain, reserve]) == 6
