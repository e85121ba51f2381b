"""Read the sample files with the guessed columns."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from portfolios.importers.lots import merge_lines
from portfolios.importers.readers.formats import guess_mapping, read_file
from portfolios.importers.rows import read_lines
from portfolios.importing.settlement import settle_currencies
from portfolios.valuation.base_currency import Conversion

FOLDER = Path(__file__).parents[1] / "imports"
TODAY = date(2025, 2, 1)

EXPECTED_POSITIONS = {
    "fidelity_positions.csv": [("Individual", "VTI", "110", "22700.00"), ("401K PLAN", "31635V216", "812.331", None)],
    "schwab_positions.csv": [("", "SCHB", "1250", "21000.00"), ("", "BRK.B", "12", "3900.00")],
    "schwab_all_accounts.csv": [
        ("Individual ...123", "SCHD", "300", "20100.00"), ("Roth IRA ...456", "SCHD", "50", "3000.00"),
    ],
    "vanguard_download.csv": [
        ("Account ...5678", "VTSAX", "310.442", None), ("Account ...5678", "VMFXX", "2500.17", None),
    ],
    "interactive_brokers_activity.csv": [
        ("Account ...4567", "AAPL", "100", "15012.50"), ("Account ...4567", "BRK.B", "5", "1900.00"),
    ],
    "interactive_brokers_flex.csv": [("Account ...4567", "VOO", "25.5", "10460.10")],
    "german_semicolons.csv": [
        ("", "VTI", "1234.5", "200000.00"), ("", "AAPL", "10", "1500.50"), ("", "MSFT", "1.25", None),
    ],
    "french_tabs_latin1.tsv": [("", "VEA", "1200.5", None), ("", "BND", "300", None)],
    "excel_unicode_text.txt": [("", "VTI", "10", "2000.00"), ("", "BND", "5.5", "396.55")],
    "formulas_and_text.csv": [
        ("", "VTI", "10", "2000.00"), ("", "ZZTEXT", "3", None), ("", "ZZPLUS", "4", "12.00"), ("", "ZZTAB", "2", None),
    ],
    "bad_rows.csv": [("", "VTI", "10", "1000.00"), ("", "BND", "0.12345679", "100.00")],
    "lots.csv": [
        ("Brokerage", "VTI", "40", "7000.00"), ("Brokerage", "BND", "5", "352.50"), ("Roth", "VTI", "8", None),
    ],
    "old_mac_lines.csv": [("", "VTI", "10", None), ("", "BND", "20", None)],
    "european_slashes.csv": [("", "VTI", "12.5", None), ("", "BND", "1000", None)],
    "brokerage.ofx": [("X-1", "VTI", "12.5", None), ("X-1", "VMFXX", "410.07", None)],
    "brokerage_xml.ofx": [("Roth 9", "037833100", "3", "453.76")],
    "transactions.csv": [("", "AAPL", "10", "1505.00")],
    "bank.qfx": [],
}  # fmt: skip
"""The expected positions of each file: account, symbol, quantity, total cost."""
ACTIVITY = (
    "Date,Action,Symbol,Quantity,Price ($),Amount ($)\n2024-01-02,Buy,VTI,4,200,-800\n2024-03-05,Buy,BND,3,70,-210\n"
)
POSITIONS = "Symbol,Quantity,Price ($)\nVTI,5,210\nBND,3,71\n"
"""Transactions of an account, and its positions: they differ by a share of VTI."""


def content(name):
    return (FOLDER / name).read_bytes()


def lines_of(name):
    table = read_file(content(name))
    lines = read_lines(table, mapping_of(table), today=TODAY)
    return list(settle_currencies(lines, conversion=Conversion(), accounts={}, owned={}))


def mapping_of(table):
    """Guess the columns, and answer that amounts are in dollars where nothing says their currency."""
    mapping = guess_mapping(table)
    return replace(mapping, currency=mapping.currency or "USD")


def merge_file(name):
    return merge_lines(lines_of(name))


def positions_of(name):
    """Return account, symbol, quantity and total cost of each position."""
    return [
        (line.account, line.symbol, f"{line.quantity.normalize():f}", line.cost_basis and str(line.cost_basis))
        for line in merge_file(name).positions.values()
    ]


def cash_of(name):
    return {account: str(line.cash) for account, line in merge_file(name).cash.items()}


def refusals_of(name):
    return {line.number: line.refused for line in lines_of(name) if line.refused}


def read_text(text):
    """Read the lines of a file given as text."""
    table = read_file(text.encode())
    return list(read_lines(table, mapping_of(table), today=TODAY))
