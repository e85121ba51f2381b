"""Read a file of any supported format, and guess its columns."""

from dataclasses import replace

from portfolios.importers.columns import ColumnMapping, guess_columns
from portfolios.importers.headings import FIELD_LABELS, NUMBER_FIELDS
from portfolios.importers.readers import alex_export, csv_table, pdf, xlsx
from portfolios.importers.readers.interactive_brokers import flex
from portfolios.importers.readers.ofx import statement
from portfolios.importers.recognition.evidence import guess_currency
from portfolios.importers.table import MAX_FILE_BYTES, FileUnreadable, Table
from portfolios.importers.transactions import activity
from portfolios.importers.transactions.columns import guess_activity_columns
from portfolios.importers.transactions.timeline import is_transactions
from portfolios.importers.values import NotationStyle, guess_day_first, guess_decimal_comma


def read_file(data: bytes, *, keeps_gap: bool = False) -> Table:
    """Return the table in a file. Raises FileUnreadable with a message for people.

    keeps_gap: return the transactions of a file that give no positions alone; other files may complete them.
    """
    table = read_any_file(data)
    if table.gap and not keeps_gap:
        raise FileUnreadable(table.gap)
    return table


def read_any_file(data: bytes) -> Table:
    """Return the table in a file, or transactions that give no positions alone. Raises FileUnreadable."""
    if len(data) > MAX_FILE_BYTES:
        raise FileUnreadable("This file is larger than 10 MB.")
    if statement.is_ofx(data):
        table = statement.read_ofx(data)
    elif flex.is_flex(data):
        table = flex.read_flex(data)
    elif alex_export.is_json(data):
        table = alex_export.read_json(data)
    elif xlsx.is_workbook(data):
        records, remarks = xlsx.read_workbook(data)
        table = replace(csv_table.find_table(records, "an Excel workbook"), remarks=remarks)
    elif pdf.is_pdf(data):
        return pdf.read_pdf(data).checked()
    else:
        table = csv_table.read_csv_table(data)
    table = table.checked()
    return activity.read_positions(table) if is_transactions(table, guess_mapping(table)) else table


def guess_mapping(table: Table) -> ColumnMapping:
    """Guess the columns and the notation. A person confirms the guess before anything is imported."""
    if table.is_activity:
        columns = {name: n for name, n in guess_activity_columns(table.header).items() if name in FIELD_LABELS}
    else:
        columns = guess_columns(table.header)
    numbers = [cell for name in NUMBER_FIELDS for cell in table.column(columns.get(name))]
    comma, day_first = guess_decimal_comma(numbers), guess_day_first(table.column(columns.get("as_of")))
    with_semicolons = table.written.endswith("semicolons")  # such files use decimal commas
    has_comma = with_semicolons if comma is None else comma
    style = NotationStyle(decimal_comma=has_comma, day_first=has_comma if day_first is None else day_first)
    return ColumnMapping(columns, style, table.dated, guess_currency(table, columns))
