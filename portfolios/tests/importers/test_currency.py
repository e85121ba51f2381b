"""Find the currency of amounts in cells, headings and symbols, and of whole rows."""

import pytest

from portfolios.importers.currency import find_by_exchange, find_in_words, parse_code
from portfolios.importers.readers.formats import guess_mapping, read_file
from portfolios.tests.support.import_files import read_text


@pytest.mark.parametrize(
    ("text", "code"),
    [("Value (£)", "GBP"), ("Price (pence)", "GBX"), ("Kurswert in Euro", "EUR"), ("Wert in EUR", "EUR"),
     ("Last Price $", "$"), ("Book Value (CAD)", "CAD"), ("Price (p)", "GBX"), ("Try our app", ""), ("Price", "")],
)  # fmt: skip
def test_the_currency_of_a_heading_is_found(text, code):
    assert find_in_words(text) == code


@pytest.mark.parametrize(
    ("symbol", "code"),
    [("HSBA.L", "GBX"), ("VWCE.DE", "EUR"), ("0700.HK", "HKD"), ("BRK.B", ""), ("VTI", ""), ("", "")],
)
def test_an_exchange_says_its_currency(symbol, code):
    assert find_by_exchange(symbol) == code


@pytest.mark.parametrize(
    ("cell", "code"), [("usd", "USD"), ("€", "EUR"), ("Euro", "EUR"), ("$", "USD"), ("XYZ", "XYZ")]
)
def test_a_cell_of_a_currency_column_is_a_code(cell, code):
    assert parse_code(cell) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Symbol,Quantity,Price,Currency\nZZZ,1,5,EUR\n", "EUR"),
        ("Symbol,Quantity,Price,\nZZZ,1,5,EUR\nYYY,1,5,EUR\n", "EUR"),
        ("Symbol,Quantity,Price (£)\nZZZ,1,5\n", "GBP"),
        ("Symbol,Quantity,Price (pence)\nZZZ,1,500\n", "GBP"),
        ("Symbol,Quantity,Price\nZZZ,1,5 CHF\n", "CHF"),
        ("Symbol,Quantity,Price\nZZZ.TO,1,5\n", "CAD"),
        ("Valuation currency: EUR,\nSymbol,Quantity,Price\nZZZ,1,5\n", "EUR"),
    ],
)
def test_a_row_has_the_currency_of_its_evidence(text, code):
    line = read_text(text)[0]
    assert (line.refused, line.currency, line.price) == ("", code, 5)


@pytest.mark.parametrize(
    "text",
    [
        "Symbol,Quantity,Price\nVAS.AX,1,$5\nCBA,1,$5\n",
        "Account,Symbol,Quantity,Price ($)\nMy TFSA,ZZZ,1,5\n",
        "Symbol,Quantity,Price\nZZZ,1,5\n",
    ],
)
def test_unclear_dollars_are_asked_for(text):
    table = read_file(text.encode())
    assert guess_mapping(table).currency == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Symbol,Quantity,Price,Total cost,Currency\nZZZ,1,5,€4,USD\n", "Total cost is in euros"),
        ("Symbol,Quantity,Price\nZZZ,$5,5\n", "an amount of money"),
    ],
)
def test_a_row_of_two_currencies_is_refused(text, words):
    assert words in read_text(text)[0].refused


@pytest.mark.parametrize(
    "text",
    [
        "Symbol,Quantity,Price,Currency\nZZZ,1,5,USD\n",
        "Symbol,Quantity,Price\nZZZ,1,$5\n",
        "Symbol,Quantity,Price,Value in EUR,Currency\nZZZ,1,5,4.5,USD\n",
        "Symbol,Quantity,Price\nZZZ,1,USD 5\nYYY,1,EUR 5\n",
    ],
)
def test_a_row_in_dollars_is_read(text):
    line = read_text(text)[0]
    assert (line.refused, line.currency, line.price) == ("", "USD", 5)
