"""Read the sample files of brokers and spreadsheets. See imports/README.md."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.importers.columns import find_preset
from portfolios.importers.readers.formats import guess_mapping, read_file
from portfolios.importers.table import FileUnreadable
from portfolios.tests.support.import_files import (
    EXPECTED_POSITIONS,
    cash_of,
    content,
    lines_of,
    merge_file,
    positions_of,
    read_text,
    refusals_of,
)

EXPECTED_CASH = {
    "fidelity_positions.csv": {"Individual": "1234.56"},
    "schwab_positions.csv": {"": "12345.67"},
    "schwab_all_accounts.csv": {"Individual ...123": "1200.00", "Roth IRA ...456": "10.50"},
    "vanguard_download.csv": {"Account ...5678": "0.42"},
    "interactive_brokers_activity.csv": {"Account ...4567": "3500.75"},
    "brokerage.ofx": {"X-1": "1520.33"},
    "bank.qfx": {"Account ...0123": "8250.40"},
}
BROKERS = {
    "fidelity_positions.csv": ("Fidelity", date(2025, 1, 5)),
    "schwab_positions.csv": ("Schwab", date(2025, 1, 6)),
    "schwab_all_accounts.csv": ("Schwab", date(2024, 5, 10)),
    "vanguard_download.csv": ("Vanguard", None),
    "interactive_brokers_activity.csv": ("Interactive Brokers", date(2024, 12, 31)),
    "interactive_brokers_flex.csv": ("Interactive Brokers", None),
}
NOTATIONS = {
    "german_semicolons.csv": "UTF-8, cells separated by semicolons",
    "french_tabs_latin1.tsv": "Windows-1252, cells separated by tabs",
    "excel_unicode_text.txt": "UTF-16, cells separated by tabs",
    "european_slashes.csv": "UTF-8, cells separated by bars",
    "bank.qfx": "OFX",
}
BAD_ROW_REASONS = {
    3: "quantity is missing", 4: "“ten” is not a number", 5: "short positions", 6: "The quantity is 0", 7: "too large",
    8: "symbol is missing", 9: "a percentage", 10: "euros", 11: "“2024-13-45” is not a date",
    12: "“2199-01-01” is not a date", 13: "is in the future", 14: "Swiss francs", 15: "“<script>” is not a symbol",
    16: "6 cells, but the table has 5 headings", 17: "“1,2,3” is not a number", 18: "too small",
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED_POSITIONS)
def test_positions_of_each_file_are_read(name):
    assert positions_of(name) == EXPECTED_POSITIONS[name]


@pytest.mark.parametrize("name", EXPECTED_POSITIONS)
def test_the_cash_of_each_file_is_read(name):
    assert cash_of(name) == EXPECTED_CASH.get(name, {})


@pytest.mark.parametrize("name", BROKERS)
def test_the_broker_and_the_date_are_recognized(name):
    table = read_file(content(name))
    assert (find_preset(table.header).name, table.dated) == BROKERS[name]


@pytest.mark.parametrize("name", NOTATIONS)
def test_the_notation_of_a_file_is_described(name):
    assert read_file(content(name)).written == NOTATIONS[name]


def test_each_bad_row_is_refused_with_a_reason():
    refusals = refusals_of("bad_rows.csv")
    assert list(refusals) == list(BAD_ROW_REASONS)
    assert [line for line, reason in BAD_ROW_REASONS.items() if reason not in refusals[line]] == []


def test_notes_are_left_out_with_line_and_reason():
    table = read_file(content("fidelity_positions.csv"))
    assert [(out.line, out.reason) for out in table.left_out] == [(n, "A note, not a table row.") for n in (10, 12, 14)]
    assert [line.number for line in merge_file("schwab_positions.csv").left_out] == [9]


def test_unsupported_positions_are_refused():
    refusals = refusals_of("interactive_brokers_activity.csv")
    assert list(refusals) == [13, 14]
    assert "in euros, and there is no exchange rate" in refusals[13]
    assert refusals[14] == "Alex does not support options, futures and similar contracts."
    assert list(refusals_of("schwab_positions.csv")) == [6, 7]
    assert "short" in refusals_of("brokerage.ofx")[19]


def test_a_ticker_that_means_cash_is_not_cash():
    fund, bank, dollars, unnamed = read_text(
        "Symbol,Description,Quantity,Price\n"
        "USD,ProShares Ultra Semiconductors,10,95.10\nCASH,Pathward Financial Inc,3,70\n"
        "USD,US Dollar,10,1\nCASH,,3,1\n"
    )
    assert (fund.symbol, str(fund.quantity), fund.cash) == ("USD", "10.00000000", None)
    assert "this row is Pathward Financial Inc" in bank.refused
    assert (str(dollars.cash), str(unnamed.cash)) == ("10.00", "3.00")


def test_transactions_after_positions_are_skipped():
    left = read_file(content("vanguard_download.csv")).left_out
    assert [(out.line, out.reason) for out in left][:2] == [
        (9, "A table of transactions starts here."),
        (10, "Part of another table."),
    ]


def test_lots_merge_and_keep_their_rows():
    merged = merge_file("lots.csv")
    assert merged.rows["Brokerage", "VTI"] == [2, 4]
    assert merged.positions["Roth", "VTI"].notes == ("The total cost is unknown because one lot has no cost.",)


def test_line_numbers_survive_multiline_cells():
    assert [(line.number, line.name) for line in lines_of("old_mac_lines.csv")] == [
        (2, "Vanguard Total Stock"),
        (4, 'Total "Bond" Market'),
    ]
    assert [line.number for line in lines_of("brokerage.ofx")] == [17, 18, 19, 21]


def test_a_formula_is_read_as_text():
    names = {line.symbol: line.name for line in lines_of("formulas_and_text.csv")}
    assert names["ZZTEXT"] == '=HYPERLINK("http://example.com","Click")'
    assert names["ZZPLUS"] == "+1 Company"


def test_without_headings_columns_are_numbered():
    table = read_file(content("no_headings.csv"))
    assert (table.header, table.header_line, len(table.rows)) == (("Column 1", "Column 2", "Column 3"), 0, 2)
    assert guess_mapping(table).columns == {}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"PK\x03\x04rest", "Excel workbook cannot be read"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"\x1f\x8brest", "compressed"),
        (b"<!DOCTYPE html><html>", "web page without a table"),
        (b"just words", "no table"),
        (b"Symbol,Quantity\r\n", "no row"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n", "cannot be read"),
        (b'{"accounts": []}', "not an Alex export"),
        (b"[[[[", "not an Alex export"),
        (b"OFXHEADER:100\n<OFX><X></OFX>", "no positions and no balances"),
        (content("unclosed_quote.csv"), "Line 2: a quotation mark"),
    ],
)
def test_an_unreadable_file_gets_a_message(data, message):
    with pytest.raises(FileUnreadable, match=message):
        read_file(data)


@pytest.mark.parametrize("data", [b"x" * 10_000_001, b"Symbol,Quantity\n" + b"VTI,1\n" * 100_001])
def test_a_file_beyond_the_limits_is_refused(data):
    with pytest.raises(FileUnreadable, match="larger than 10 MB|more than 100,000 rows"):
        read_file(data)


def test_as_many_rows_as_the_limit_are_read():
    assert len(read_file(b"Symbol,Quantity\n" + b"VTI,1\n" * 100_000).rows) == 100_000


def test_a_stray_quotation_mark_is_kept():
    assert [line.name for line in read_text('Symbol,Name,Shares\nVTI,The 6" fund,10\nBND,Bonds,1\n')] == [
        'The 6" fund',
        "Bonds",
    ]


def test_hidden_characters_are_removed():
    line = read_text("Symbol,Name,Shares\nVT\u200bI,Zebra \u202ezoo\x00,10\n")[0]
    assert (line.symbol, line.name, line.refused) == ("VTI", "Zebra zoo", "")


CELLS = st.text(max_size=12) | st.sampled_from(["VTI", "1,5", "Cash", "Total", '"', "2024-01-31", "Symbol", "Quantity"])


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_table_or_a_message(data):
    try:
        read_file(data)
    except FileUnreadable as error:
        assert str(error)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=8), st.sampled_from(",;\t|"))
def test_any_row_is_read_or_gets_a_reason(rows, delimiter):
    data = "\n".join(delimiter.join(row) for row in [["Symbol", "Quantity", "Total cost", "As of"], *rows])
    try:
        lines = read_text(data)
    except FileUnreadable:
        return
    assert all(line.refused or line.left_out or line.cash is not None or line.quantity > 0 for line in lines)


@pytest.mark.parametrize("named", ['sep="', "sep=\r"])
def test_an_invalid_sep_line_is_ignored(named):
    """Later Python versions refuse such delimiters."""
    table = read_file(f"{named}\nSymbol,Quantity\nVTI,1\n".encode())
    assert [row.cells for row in table.rows] == [("VTI", "1")]
