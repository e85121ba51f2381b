"""Which accounts are reserves, and which take part in rebalancing."""

import pytest

from portfolios.tests.support.sample_portfolios import an_id
from portfolios.valuation.reserve import is_rebalanced, is_reserve
from portfolios.valuation.snapshot import AccountValue


def make_account(**changes):
    return AccountValue(id=an_id("a"), **({"name": "Savings", "kind": "other"} | changes))


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
