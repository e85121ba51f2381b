"""Read the activity statement of Interactive Brokers: many small tables, named by the first cells of each line.

Statements in German and French have the same shape with translated names.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date

from portfolios.importers.readers.interactive_brokers.names import (
    ACCOUNT_LABELS,
    BASE_SUMMARIES,
    DATA,
    ENDING_CASH,
    HEADER,
    HEADING_NAMES,
    KIND_NAMES,
    MONTHS,
    PERIOD_LABELS,
    SECTION_NAMES,
    STATEMENT_NAMES,
)
from portfolios.importers.readers.interactive_brokers.trades import (
    CORPORATE_HEADINGS,
    TRADE_HEADINGS,
    TRANSFER_HEADINGS,
    Section,
    build_transactions,
)
from portfolios.importers.table import Row, SkippedLine, Table
from portfolios.importers.transactions import activity
from portfolios.importers.transactions.activity import check_positions, compute_positions, sum_quantities
from portfolios.importers.transactions.holdings import NoPositions
from portfolios.importers.values import CellUnreadable, NotationStyle, parse_day, quote_cell

POSITION_HEADINGS = {"DataDiscriminator", "Symbol", "Quantity", "Close Price"}
INSTRUMENTS_SECTION, CASH_SECTION = "Financial Instrument Information", "Cash Report"
ACCOUNT_SECTION = "Account Information"
ACCOUNT_COLUMN, NAME_COLUMN = "Account", "Description"
LAST_DAY_PATTERN = re.compile(r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}$")


def is_statement(first: tuple[str, ...]) -> bool:
    return len(first) > 2 and first[0] in STATEMENT_NAMES and first[1] in KIND_NAMES


class _StatementReader:
    def __init__(self) -> None:
        self.headers: dict[str, tuple[str, ...]] = {}
        self.positions: Section = []
        self.cash: Section = []
        self.trades: Section = []
        self.corporate: Section = []
        self.transfers: Section = []
        self.names: dict[str, str] = {}
        self.left_out: list[SkippedLine] = []
        self.account = ""
        self.dated: date | None = None

    def add_row(self, line: int, cells: tuple[str, ...]) -> None:
        section = SECTION_NAMES.get(cells[0], cells[0])
        kind, rest = KIND_NAMES.get(cells[1] if len(cells) > 1 else "", ""), cells[2:]
        if kind == HEADER:
            self.headers[section] = tuple(HEADING_NAMES.get(cell, cell) for cell in rest)
        elif kind == DATA:
            self._add_data(line, section, dict(zip(self.headers.get(section, ()), rest, strict=False)))
        elif self._holds_positions(section):
            self.left_out.append(SkippedLine(line, section, "A total row."))

    def _holds_positions(self, section: str) -> bool:
        """Return whether a section lists open positions. A list of trades has days."""
        headings = set(self.headers.get(section, ()))
        return headings >= POSITION_HEADINGS and "Date/Time" not in headings

    def _find_history(self, section: str) -> Section | None:
        """Return where the rows of a section of transactions go; None for any other section."""
        headings = set(self.headers.get(section, ()))
        kinds = (
            (TRADE_HEADINGS, self.trades),
            (CORPORATE_HEADINGS, self.corporate),
            (TRANSFER_HEADINGS, self.transfers),
        )
        return next((rows for names, rows in kinds if headings >= names), None)

    def _add_data(self, line: int, section: str, values: dict[str, str]) -> None:
        if self._holds_positions(section) and values.get("DataDiscriminator", "Summary") == "Summary":
            self.positions.append((line, values))
        elif self._holds_positions(section):
            symbol = quote_cell(values.get("Symbol", ""), 120)
            self.left_out.append(SkippedLine(line, symbol, "One lot of a position listed above."))
        elif section == CASH_SECTION and values.get("Currency Summary") in ENDING_CASH:
            self._add_cash(line, values)
        elif (history := self._find_history(section)) is not None:
            history.append((line, values))
        elif section == INSTRUMENTS_SECTION and "Symbol" in values:
            self.names[values["Symbol"]] = values.get("Description", "")
        else:
            self._add_detail(section, values.get("Field Name", ""), values.get("Field Value", ""))

    def _add_detail(self, section: str, name: str, value: str) -> None:
        if section == ACCOUNT_SECTION and name in ACCOUNT_LABELS:
            self.account = value
        elif name in PERIOD_LABELS:
            for month, english in MONTHS.items():
                value = value.replace(month, english)
            if day := LAST_DAY_PATTERN.search(value.rstrip()):
                with suppress(CellUnreadable):
                    self.dated = parse_day(day[0], NotationStyle())

    def _add_cash(self, line: int, values: dict[str, str]) -> None:
        if values.get("Currency", "") in BASE_SUMMARIES:
            self.left_out.append(SkippedLine(line, "Ending Cash", "Total cash in all currencies."))
            return
        account = {name: values[name] for name in (ACCOUNT_COLUMN,) if name in values}
        amount = {"Symbol": "CASH", "Currency": values.get("Currency", ""), "Value": values.get("Total", "")}
        self.cash.append((line, {"Asset Category": "Cash", **amount, **account}))

    def table(self) -> Table:
        """Return positions and cash. Positions that the statement does not list are computed from its trades."""
        sections = [header for section, header in self.headers.items() if self._holds_positions(section)]
        transactions = build_transactions(self.trades, self.corporate, self.transfers, self.names)
        if not sections and transactions is not None:
            return self._computed_table(transactions)
        header = (*(sections[0] if sections else ("Symbol", "Currency", "Value")), NAME_COLUMN)
        header = header if ACCOUNT_COLUMN in header else (*header, ACCOUNT_COLUMN)
        rows = []
        for line, values in (*self.positions, *self.cash):
            extra = {NAME_COLUMN: self.names.get(values.get("Symbol", ""), ""), ACCOUNT_COLUMN: self.account}
            rows.append(Row(line, tuple((extra | values).get(heading, "") for heading in header)))
        listed = (values for _, values in self.positions)
        held = sum_quantities(
            (one.get("Account", ""), one.get("Symbol", ""), one.get("Quantity", "")) for one in listed
        )  # fmt: skip
        remarks = () if transactions is None else (check_positions(transactions, held)[1],)
        return Table(header, 1, tuple(rows), tuple(self.left_out), self.dated, remarks=remarks)

    def _computed_table(self, transactions: Table) -> Table:
        """Return the positions after all trades, with the cash; the cash alone if the trades give no positions."""
        history = replace(transactions, rows=tuple(self._named(transactions.rows, transactions.header)))
        try:
            computed = compute_positions(transactions)
        except NoPositions as error:
            if not self.cash:
                return replace(history, gap=str(error))
            computed = Table(activity.HEADER, 1, (), written=history.written, gap=str(error))
        rows = [*computed.rows]
        for line, values in self.cash:
            cells = {"Account": values.get("Account", ""), "Symbol": "CASH", "Currency": values["Currency"],
                     "Quantity": values["Value"]}  # fmt: skip
            rows.append(Row(line, tuple(cells.get(heading, "") for heading in computed.header)))
        named, left_out = tuple(self._named(rows, computed.header)), (*self.left_out, *computed.left_out)
        dated = self.dated or computed.dated
        return replace(computed, rows=named, left_out=left_out, dated=dated, history=history)

    def _named(self, rows: Iterable[Row], header: tuple[str, ...]) -> Iterator[Row]:
        """Yield rows with the account of the statement, where they name none."""
        account = header.index(ACCOUNT_COLUMN)
        for row in rows:
            yield Row(row.line, (*row.cells[:account], row.cells[account] or self.account, *row.cells[account + 1 :]))


def read_statement(records: Iterable[tuple[int, tuple[str, ...]]]) -> Table:
    """Return the positions and cash of a statement from its lines."""
    statement = _StatementReader()
    for line, cells in records:
        statement.add_row(line, cells)
    return statement.table()
