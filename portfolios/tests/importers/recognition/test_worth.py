"""The value of a row against quantity times price."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.recognition.worth import ValueMismatch, find_unit_price

quantities = st.decimals("0.01", "1e6", places=2)
prices = st.decimals("1", "1e4", places=2)


@pytest.mark.parametrize(
    ("quantity", "price", "value", "expected"),
    [
        ("10", "30", "300", "30"), ("10", "30", "305", "30"), ("10000", "98.529", "9852.90", "0.98529"),
        ("12.53", None, "245.51", "19.59377494"), ("2700", "0.05", "130.95", "0.0485"), ("10", "30", None, "30"),
        ("10", None, None, None), ("10", "30", "0", "30"),
    ],
)  # fmt: skip
def test_the_price_of_one_unit_is_found(quantity, price, value, expected):
    found = find_unit_price(Decimal(quantity), price and Decimal(price), value and Decimal(value)).price
    assert (found and round(found, 8)) == (expected and round(Decimal(expected), 8))


@pytest.mark.parametrize(
    ("quantity", "price", "value", "words"),
    [
        ("2", "84.10", "16820", "option contract of 100"),
        ("10", "30", "450", "10 × 30 = 300.00"),
        ("1", "5", "-5", "-5"),
    ],
)
def test_figures_that_disagree_are_refused(quantity, price, value, words):
    with pytest.raises(ValueMismatch, match=words):
        find_unit_price(Decimal(quantity), Decimal(price), Decimal(value))


@pytest.mark.parametrize("value", ["9852.90", None])
def test_a_bond_is_priced_per_hundred(value):
    found = find_unit_price(Decimal(10000), Decimal("98.529"), value and Decimal(value), is_bond=True)
    assert (found.price, found.cost_divisor) == (Decimal("0.98529"), 100)


def test_ten_bonds_are_bonds_of_a_thousand():
    found = find_unit_price(Decimal(10), Decimal("98.5"), Decimal(9850), is_bond=True)
    assert (found.price, found.cost_divisor) == (985, Decimal("0.1"))


@pytest.mark.parametrize("value", ["9710.09", "971008.50", None])
def test_a_price_in_pence_becomes_pounds(value):
    found = find_unit_price(Decimal("10.5"), Decimal(92477), value and Decimal(value), in_pence=True)
    assert found.price == Decimal("924.77")


@given(quantities, prices, st.decimals("-1e9", "1e9", places=2), st.booleans(), st.booleans())
def test_an_accepted_price_agrees_with_the_value(quantity, price, value, is_bond, in_pence):
    try:
        found = find_unit_price(quantity, price, value, is_bond=is_bond, in_pence=in_pence)
    except ValueMismatch as mismatch:
        assert str(mismatch)
        return
    if value and not in_pence:
        assert abs(quantity * found.price - value) <= Decimal("0.06") * value
