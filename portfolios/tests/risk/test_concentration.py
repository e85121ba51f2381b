from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.risk.concentration import (
    NAMES_PER_FUND_POOL,
    compute_concentration,
    look_through_concentration,
    normalize_issuer,
    position_concentration,
)
from portfolios.tests.support.sample_portfolios import owned

MONEY = st.lists(st.decimals("0.01", "1e9", places=2), min_size=1, max_size=30)


def taxable(cash=0, **holdings):
    return owned(("taxable", cash, holdings))


@given(MONEY)
def test_effective_number_is_at_most_line_count(values):
    concentration = compute_concentration(values)
    assert 1 - 1e-9 <= concentration.effective <= len(values) + 1e-9
    assert 0 < concentration.top[1] <= concentration.top[5] <= concentration.top[10] <= 1 + 1e-9


@given(MONEY, st.integers(2, 1000))
def test_concentration_ignores_portfolio_size(values, times):
    assert compute_concentration([value * times for value in values]).herfindahl == pytest.approx(
        compute_concentration(values).herfindahl
    )


def test_equal_lines_count_fully():
    assert compute_concentration([Decimal(7)] * 8).effective == pytest.approx(8)
    assert compute_concentration([]) is None


def test_cash_is_part_of_the_total_but_no_line():
    concentration = position_concentration(taxable(50, VTI=30, AAPL=20))
    assert concentration.top == {1: 0.3, 5: 0.5, 10: 0.5}
    assert concentration.herfindahl == pytest.approx(0.6**2 + 0.4**2)


def test_one_instrument_in_two_accounts_is_a_line():
    assert position_concentration(owned(("taxable", 0, {"VTI": 5}), ("roth_ira", 0, {"VTI": 5}))).effective == 1


def test_looking_through_a_fund_gives_many_names():
    assert look_through_concentration(taxable(VTI=100)).effective == pytest.approx(NAMES_PER_FUND_POOL)
    assert look_through_concentration(taxable(AAPL=100)).effective == 1


def test_funds_of_the_same_market_are_one_pool():
    assert look_through_concentration(taxable(VTI=30, VOO=30, ITOT=40)).effective == pytest.approx(NAMES_PER_FUND_POOL)


def test_share_classes_belong_to_one_issuer():
    assert look_through_concentration(taxable(GOOG=50, GOOGL=50)).effective == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("NVIDIA Corp", "NVIDIA CORPORATION", True),
        ("Alphabet Inc. Class A", "Alphabet Inc. Class C", True),
        ("The Coca-Cola Company", "Coca-Cola Co.", True),
        ("Apple Inc.", "Applied Materials, Inc.", False),
        ("Bank of America Corporation", "Bank of Nova Scotia", False),
    ],
)
def test_an_issuer_is_named_without_legal_form(one, other, same):
    assert (normalize_issuer(one) == normalize_issuer(other)) is same


def test_cash_gives_no_look_through_names():
    assert look_through_concentration(taxable(100, VMFXX=100)) is None
