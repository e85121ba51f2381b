"""Read a file of any supported format, and guess its columns."""

from portfolios.importers.columns import ColumnMapping, guess_columns
from portfolios.importers.headings import NUMBER_FIELDS
from portfolios.importers.readers import alex_export, csv_table, ofx, xlsx
from portfolios.importers.recognition.evidence import guess_currency
from portfolios.importers.table import MAX_FILE_BYTES, FileUnreadable, Table
from portfolios.importers.transactions import activity
from portfolios.importers.transactions.timeline import is_transactions
from portfolios.importers.values import NotationStyle, guess_day_first, guess_decimal_comma


def read_file(data: bytes) -> Table:
    """Return the table in a file. Raises FileUnreadable with a message for people."""
    if len(data) > MAX_FILE_BYTES:
        raise FileUnreadable("This file is larger than 10 MB.")
    if ofx.is_ofx(data):
        table = ofx.read_ofx(data)
    elif alex_export.is_json(data):
        table = alex_export.read_json(data)
    elif xlsx.is_workbook(data):
        table = csv_table.find_table(xlsx.read_workbook(data), "an Excel workbook")
    else:
        table = csv_table.read_csv_table(data)
    table = table.checked()
    return activity.compute_positions(table) if is_transactions(table, guess_mapping(table)) else table


def guess_mapping(table: Table) -> ColumnMapping:
    """Guess the columns and the notation. A person confirms the guess before anything is imported."""
    columns = guess_columns(table.header)
    numbers = [cell for name in NUMBER_FIELDS for cell in table.column(columns.get(name))]
    comma, day_first = guess_decimal_comma(numbers), guess_day_first(table.column(columns.get("as_of")))
    with_semicolons = table.written.endswith("semicolons")  # such files use decimal commas
    has_comma = with_semicolons if comma is None else comma
    style = NotationStyle(decimal_comma=has_comma, day_first=has_comma if day_first is None else day_first)
    return ColumnMapping(columns, style, table.dated, guess_currency(table, columns))
