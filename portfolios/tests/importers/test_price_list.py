"""A pasted list of prices: what is held is read, and every other line is refused with its reason."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.price_list import read_price_list
from portfolios.importers.table import FileUnreadable

HELD = {"VTI": "USD", "BRK.B": "USD", "SAP.DE": "EUR", "SHEL.L": "GBP"}
TODAY = date(2026, 11, 28)


def read(text):
    return read_price_list(text, currencies=HELD, shared_symbols={"TWIN"}, today=TODAY)


def prices(text):
    found = read(text)
    assert found.refused == ()
    return [(one.symbol, str(one.price.normalize()), one.day) for one in found.prices]


@pytest.mark.parametrize("text", [
    "VTI,110.5,2026-11-20,USD\nBRK-B,480,2026-11-20,\n",
    "Symbol\tPrice\tDate\nvti\t$110.50\t11/20/2026\nBRK B\t480\t11/20/2026",
    "Prices of Friday\nDate;Currency;Close;Ticker\n2026-11-20;USD;110,50;VTI\n2026-11-20;;480,00;BRK/B\n",
])  # fmt: skip
def test_a_list_is_read_with_and_without_headings(text):
    day = date(2026, 11, 20)
    assert prices(text) == [("VTI", "110.5", day), ("BRK.B", "4.8E+2", day)]


def test_a_price_without_a_day_is_of_this_moment():
    assert prices("VTI,110.5") == [("VTI", "110.5", None)]


def test_pence_become_pounds():
    assert prices("SHEL.L,2650,2026-11-20,GBX") == prices("SHEL.L,£26.50,2026-11-20") == [
        ("SHEL.L", "26.5", date(2026, 11, 20))
    ]  # fmt: skip


def test_several_days_of_a_symbol_are_all_read():
    assert [day.day for _, _, day in prices("VTI,1,2026-11-20\nVTI,2,2026-11-19")] == [20, 19]


@pytest.mark.parametrize(("line", "reason"), [
    ("NVDA,5", "You hold nothing called NVDA."),
    ("TWIN,5", "You hold two instruments called TWIN. Enter it in the table."),
    (",5", "No symbol."),
    ("VTI,", "No price."),
    ("VTI,x", "“x” is not a number written like 1,234.56."),
    ("VTI,0", "0 is not a price."),
    ("VTI,-3", "-3 is not a price."),
    ("VTI,1,2026-11-29", "2026-11-29 is in the future."),
    ("VTI,1,soon", "“soon” is not a date written like 2024-12-31 or 12/31/2024."),
    ("VTI,1,2026-11-20,EUR", "It is quoted in USD, and this price is in EUR."),
    ("VTI,€1", "It is quoted in USD, and this price is in EUR."),
    ("SAP.DE,$1", "It is quoted in EUR, and this price is in dollars."),
    ("VTI,1,2026-11-20,XXX", "“XXX” is no currency that we know."),
    ("BRK.B,2,2026-11-20", "Line 1 has a price of BRK.B for the same day."),
])  # fmt: skip
def test_a_wrong_line_is_refused_by_name(line, reason):
    found = read(f"BRK.B,480,2026-11-20\n{line}\n")
    assert [(row.line, row.reason) for row in found.refused] == [(2, reason)]
    assert [one.symbol for one in found.prices] == ["BRK.B"]


@pytest.mark.parametrize("text", ["", "\n \n", "VTI", "VTI 5"])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(FileUnreadable):
        read(text)


@given(st.text(max_size=200) | st.lists(st.text(max_size=20), max_size=12).map("\n".join))
def test_any_text_is_read_or_refused(text):
    try:
        found = read(text)
    except FileUnreadable:
        return
    assert all(one.symbol in HELD and one.price > Decimal(0) for one in found.prices)
