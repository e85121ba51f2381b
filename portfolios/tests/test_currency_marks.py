"""The currency beside a number."""

import pytest

from portfolios.currency_marks import find_mark, is_in_currency, remove_mark


@pytest.mark.parametrize(
    ("cell", "code"),
    [("EUR 118,24", "EUR"), ("5 €", "EUR"), ("£5", "GBP"), ("C$5", "CAD"), ("US$ 5", "USD"), ("$5", "$"),
     ("702.30p", "GBX"), ("1,234.50", ""), ("-$5.00", "$"), ("5 CHF", "CHF"), ("HK$540", "HKD"), ("n/a", "")],
)  # fmt: skip
def test_the_mark_beside_a_number_is_found(cell, code):
    assert find_mark(cell) == code


@pytest.mark.parametrize(
    ("mark", "code", "fits"),
    [("", "CHF", True), ("CHF", "CHF", True), ("$", "USD", True), ("$", "CAD", True), ("$", "MXN", True),
     ("$", "CHF", False), ("EUR", "USD", False), ("GBX", "GBP", False), ("USD", "CAD", False)],
)  # fmt: skip
def test_a_mark_fits_its_currency_only(mark, code, fits):
    assert is_in_currency(mark, code) is fits


def test_marks_are_removed_from_an_amount():
    assert remove_mark("US$ 5").strip() == "5"
    assert remove_mark("$$5", 1) == "$5"
