"""Read the activity statement of Interactive Brokers: many small tables, named by the first cells of each line."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from portfolios.importers.table import Row, SkippedLine, Table
from portfolios.importers.values import CellUnreadable, NotationStyle, parse_day, quote_cell

POSITIONS_SECTION, CASH_SECTION, ACCOUNT_SECTION, STATEMENT_SECTION = (
    "Open Positions",
    "Cash Report",
    "Account Information",
    "Statement",
)
INSTRUMENTS_SECTION = "Financial Instrument Information"
ACCOUNT_COLUMN, NAME_COLUMN = "Account", "Description"
LAST_DAY_PATTERN = re.compile(r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}$")


def is_statement(first: tuple[str, ...]) -> bool:
    return len(first) > 2 and first[0] == STATEMENT_SECTION and first[1] in {"Header", "Data"}


class _StatementReader:
    def __init__(self) -> None:
        self.headers: dict[str, tuple[str, ...]] = {}
        self.positions: list[tuple[int, dict[str, str]]] = []
        self.names: dict[str, str] = {}
        self.left_out: list[SkippedLine] = []
        self.account = ""
        self.dated: date | None = None

    def add_row(self, line: int, cells: tuple[str, ...]) -> None:
        section, kind, rest = cells[0], cells[1] if len(cells) > 1 else "", cells[2:]
        if kind == "Header":
            self.headers[section] = rest
        elif kind == "Data":
            self._add_data(line, section, dict(zip(self.headers.get(section, ()), rest, strict=False)))
        elif section == POSITIONS_SECTION:
            self.left_out.append(SkippedLine(line, section, "A total row."))

    def _add_data(self, line: int, section: str, values: dict[str, str]) -> None:
        name, value = values.get("Field Name"), values.get("Field Value", "")
        if section == POSITIONS_SECTION and values.get("DataDiscriminator", "Summary") == "Summary":
            self.positions.append((line, values))
        elif section == POSITIONS_SECTION:
            symbol = quote_cell(values.get("Symbol", ""), 120)
            self.left_out.append(SkippedLine(line, symbol, "One lot of a position listed above."))
        elif section == CASH_SECTION and values.get("Currency Summary") == "Ending Cash":
            currency, total = values.get("Currency", ""), values.get("Total", "")
            if currency == "Base Currency Summary":
                self.left_out.append(SkippedLine(line, "Ending Cash", "Total cash in all currencies."))
            else:
                cash = {"Symbol": "CASH", "Currency": currency, "Value": total, "Asset Category": "Cash"}
                self.positions.append((line, cash))
        elif section == INSTRUMENTS_SECTION and "Symbol" in values:
            self.names[values["Symbol"]] = values.get("Description", "")
        elif section == ACCOUNT_SECTION and name == "Account":
            self.account = value
        elif section == STATEMENT_SECTION and name == "Period" and (day := LAST_DAY_PATTERN.search(value.rstrip())):
            with suppress(CellUnreadable):
                self.dated = parse_day(day[0], NotationStyle())

    def table(self) -> Table:
        header = (*self.headers.get(POSITIONS_SECTION, ("Symbol", "Currency", "Value")), NAME_COLUMN, ACCOUNT_COLUMN)
        rows = []
        for line, values in self.positions:
            extra = {NAME_COLUMN: self.names.get(values.get("Symbol", ""), ""), ACCOUNT_COLUMN: self.account}
            rows.append(Row(line, tuple((values | extra).get(heading, "") for heading in header)))
        return Table(header, 1, tuple(rows), tuple(self.left_out), self.dated)


def read_statement(records: Iterable[tuple[int, tuple[str, ...]]]) -> Table:
    """Return the positions and cash of a statement from its lines."""
    statement = _StatementReader()
    for line, cells in records:
        statement.add_row(line, cells)
    return statement.table()
