"""Read a file of `imports/kinds` as the import does, and describe in one line each what it would store or refuse."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from portfolios.importers.lots import merge_lines
from portfolios.importers.readers.formats import guess_mapping, read_file
from portfolios.importers.rows import read_lines
from portfolios.importers.table import FileUnreadable
from portfolios.importing.settlement import settle_currencies
from portfolios.tests.support.import_files import FOLDER
from portfolios.valuation.base_currency import Conversion

KINDS = FOLDER / "kinds"
TODAY = date(2026, 11, 29)
RATES = {code: Decimal(1) for code in ("USD", "EUR", "GBP", "CHF", "CAD", "JPY")}


def describe_file(name: str) -> list[str]:
    """Return what a file gives: the positions and the cash of each account, then the rows that are refused.

    A question that a person must answer first is said as such.
    """
    try:
        table = read_file((KINDS / name).read_bytes())
    except FileUnreadable as error:
        return [f"file refused: {error}"]
    mapping = guess_mapping(table)
    lines = list(read_lines(table, mapping, today=TODAY))
    if any("currency of the amounts" in line.refused for line in lines):
        return ["asks for the currency", *_describe(table, replace(mapping, currency="USD"))]
    return _describe(table, mapping)


def _describe(table, mapping):
    lines = read_lines(table, mapping, today=TODAY)
    merged = merge_lines(settle_currencies(lines, conversion=Conversion(worth=RATES), accounts={}, owned={}))
    rows = [
        f"{_account(line)}{line.symbol} {line.quantity.normalize():f}{_figures(line)}"
        for line in merged.positions.values()
    ]
    rows += [f"{_account(line)}cash {line.cash}{_currency(line)}" for line in merged.cash.values()]
    return rows + [f"refused {line.symbol or line.name}: {line.refused}" for line in merged.refused]


def _figures(line):
    price = "" if line.price is None else f" at {line.price.normalize():f}"
    cost = "" if line.cost_basis is None else f", cost {line.cost_basis}"
    return f"{price}{_currency(line)}{cost}"


def _currency(line):
    return "" if line.currency == "USD" else f" {line.currency}"


def _account(line):
    return f"{line.account}: " if line.account else ""
