"""The record of currencies, and what forms and files read from it."""

from collections import Counter

import pytest

from portfolios.currencies import BASE_CURRENCY, CURRENCIES, CURRENCY_NAMES, KNOWN_CURRENCIES
from portfolios.currency_marks import SPELLINGS
from portfolios.importers.currency import SUBUNITS, parse_code


def test_each_currency_has_one_record():
    codes = Counter(one.code for one in KNOWN_CURRENCIES)
    assert set(codes.values()) == {1}
    assert set(CURRENCIES) < set(CURRENCY_NAMES)
    assert BASE_CURRENCY in CURRENCIES


def test_each_spelling_means_one_currency():
    spellings = [spelling for one in KNOWN_CURRENCIES for spelling in one.spellings]
    assert len(spellings) == len(SPELLINGS)
    assert [spelling for spelling in spellings if spelling != spelling.upper()] == []


def test_a_subunit_belongs_to_a_currency_with_rate():
    assert SUBUNITS == {"GBX": "GBP", "ILA": "ILS", "ZAC": "ZAR"}
    assert not SUBUNITS.keys() & CURRENCIES.keys()


@pytest.mark.parametrize(("cell", "code"), [("zł", "PLN"), ("Kč", "CZK"), ("U.S. Dollar", "USD"), ("pence", "GBX")])
def test_a_spelling_is_read_in_any_case(cell, code):
    assert parse_code(cell) == code
