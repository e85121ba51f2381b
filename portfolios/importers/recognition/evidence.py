"""The currency of each row, from all the evidence that a file gives."""

from portfolios.currency_marks import find_mark
from portfolios.importers import currency
from portfolios.importers.columns import MONEY_FIELDS, ColumnMapping, find_preset
from portfolios.importers.currency import DOLLAR, SUBUNITS
from portfolios.importers.table import Row, Table

OTHER_DOLLARS = frozenset({"CAD", "AUD", "NZD", "HKD", "SGD", "TWD"})
MONEY_WORDS = ("currency", "währung", "devise", "wert", "value", "total", "valuation")
"""A note with one of these speaks of amounts. Other notes name currencies for many reasons."""
CANADIAN_PLANS = frozenset({"TFSA", "RRSP", "RRIF", "FHSA", "RESP", "LIRA"})
SAMPLE_ROWS = 200
"""Rows that decide what a column without a heading holds."""


class CurrencyEvidence:
    """Finds the currency of rows and of single amounts. Stronger evidence comes first:

    a mapped column or a mark beside the number; a column of codes next to the amounts; words in the heading; the
    exchange of the symbol; what the file or the person says about all amounts.
    """

    def __init__(self, table: Table, mapping: ColumnMapping) -> None:
        self.mapping, columns = mapping, mapping.columns
        taken = set(columns.values())
        self.code_columns = [n for n in range(len(table.header)) if n not in taken and holds_codes(table, n)]
        self.fields = [name for name in MONEY_FIELDS if name in columns]
        self.beside = {name: n for name in self.fields if (n := columns[name] + 1) in self.code_columns}
        headings = {name: currency.find_in_words(table.header[columns[name]]) for name in self.fields}
        self.headings = {name: code for name, code in headings.items() if code not in {"", "$"}}
        sample = table.rows[:SAMPLE_ROWS]
        self.is_mixed = len({code for row in sample if (code := self.of_row(row))}) > 1

    def of_amount(self, row: Row, field: str) -> str:
        """Return the currency that stands beside an amount or over it, or an empty string."""
        marked = find_mark(_cell(row, self.mapping.columns.get(field)))
        if marked not in {"", "$"}:
            return marked
        if field in self.beside and _cell(row, self.beside[field]):
            return currency.parse_code(_cell(row, self.beside[field]))
        return self.headings.get(field, "")

    def of_row(self, row: Row) -> str:
        """Return the currency of a row, or an empty string if nothing says it."""
        if code := currency.parse_code(_cell(row, self.mapping.columns.get("currency"))):
            return code
        present = [name for name in self.fields if _cell(row, self.mapping.columns[name])]
        own = [code for name in present if (code := self.of_amount(row, name))]
        if own:
            return own[0]
        if code := currency.agree(currency.parse_code(_cell(row, n)) for n in self.code_columns):
            return code
        return currency.find_by_exchange(_cell(row, self.mapping.columns.get("symbol"))) or self.mapping.currency

    def compares(self, row: Row, code: str) -> bool:
        """Return whether the value of a row is in the currency of its price, or in the whole unit of its pence."""
        of_value, of_price = self.of_amount(row, "value"), self.of_amount(row, "price") or code
        if not of_value:  # a file of several currencies may sum values in the base currency of the account
            return not (self.is_mixed and self.of_amount(row, "price"))
        return of_value == of_price or of_value == SUBUNITS.get(of_price, "")

    def find_contradiction(self, row: Row, code: str) -> tuple[str, str] | None:
        """Return the field and the currency of an amount that is marked with another currency than that of its row.

        A value is none: it may be in the base currency of the account.
        """
        for name in self.fields:
            marked = "" if name == "value" else find_mark(_cell(row, self.mapping.columns[name]))
            if marked not in {"", "$", code} and SUBUNITS.get(marked, marked) != SUBUNITS.get(code, code):
                return name, marked
        return None

    def is_unknown(self, row: Row) -> bool:
        """Return whether the row has amounts and nothing says their currency."""
        return any(_cell(row, self.mapping.columns[name]) for name in self.fields) and not self.of_row(row)


def guess_currency(table: Table, columns: dict[str, int]) -> str:
    """Guess the currency of amounts without a currency of their own, or return an empty string to ask for it."""
    if table.is_exact and not table.is_statement:
        return DOLLAR if table.written.startswith("JSON") else ""
    named = {currency.find_in_words(table.header[n]) for name, n in columns.items() if name in MONEY_FIELDS} - {""}
    if len(named) == 1:
        code = named.pop()
        return _guess_dollar(table, columns) if code == "$" else code
    notes = currency.agree(
        code
        for line in table.left_out
        if any(word in line.text.lower() for word in MONEY_WORDS)
        and (code := currency.find_in_words(line.text)) not in {"", "$"}
    )
    preset = find_preset(table.header)
    if notes or preset is not None and preset.currency:
        return notes or (preset.currency if preset else "")
    cells = (_cell(row, n) for row in table.rows[:SAMPLE_ROWS] for name, n in columns.items() if name in MONEY_FIELDS)
    if any(find_mark(cell) == "$" for cell in cells):
        return _guess_dollar(table, columns)
    return "EUR" if "local_id" in columns and "wkn" in table.header[columns["local_id"]].lower() else ""


def _guess_dollar(table: Table, columns: dict[str, int]) -> str:
    """Return whose dollars a sign alone means: American ones, unless an exchange or a plan of the file is elsewhere."""
    index = columns.get("symbol")
    exchanges = {currency.find_by_exchange(_cell(row, index)) for row in table.rows[:SAMPLE_ROWS]}
    cells = (cell for row in table.rows[:SAMPLE_ROWS] for cell in row.cells)
    if exchanges & OTHER_DOLLARS or any(CANADIAN_PLANS.intersection(cell[:60].upper().split()) for cell in cells):
        return ""
    return DOLLAR


def holds_codes(table: Table, index: int) -> bool:
    """Return whether a column holds currency codes and nothing else, in at least half of the first rows."""
    sample = table.rows[:SAMPLE_ROWS]
    cells = [cell for row in sample if (cell := _cell(row, index))]
    return bool(cells) and 2 * len(cells) >= len(sample) and all(map(currency.is_code, cells))


def _cell(row: Row, index: int | None) -> str:
    return row.cells[index] if index is not None and index < len(row.cells) else ""
