"""Read the bytes of a CSV file into a table of cells with line numbers. Values are not interpreted yet."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date

from portfolios.importers.columns import (
    count_known_headings,
    find_named_fields,
    guess_columns,
    is_header,
    is_transactions_header,
)
from portfolios.importers.readers.csv_text import HEADER_SEARCH_RECORDS, Record, decode, guess_delimiter, read_records
from portfolios.importers.readers.html_table import read_html
from portfolios.importers.readers.interactive_brokers import statement
from portfolios.importers.readers.qif import is_qif, read_qif
from portfolios.importers.readers.titled_symbol import add_titled_symbol
from portfolios.importers.recognition import kinds
from portfolios.importers.recognition.accounts import is_account_number, name_account
from portfolios.importers.table import (
    MAX_REMARK_LENGTH,
    REPEATED_HEADINGS,
    FileUnreadable,
    Row,
    SkippedLine,
    Table,
    check_size,
)
from portfolios.importers.values import CellUnreadable, NotationStyle, parse_day, quote_cell

SECTION_COLUMN, SECTION_NUMBER_COLUMN = "Account heading", "Account number"
"""The column for the title over each table, if a file has several tables."""
BEFORE_DAY = re.compile(r"(?:as of|downloaded|period)\b", re.IGNORECASE)
WEB_PAGE = re.compile(r"<(?:!doctype html|html|table|body)\b", re.IGNORECASE)
PAGE_START_LENGTH = 2_000
A_DAY = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|[A-Z]{3}-\d{2}-\d{4}|[A-Z]{3,9} \d{1,2}, \d{4}", re.IGNORECASE
)
DIGIT = re.compile(r"\d")
LEAST_CELLS = 2
DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def read_csv_table(data: bytes) -> Table:
    """Return the table of positions in a CSV file. Lines outside the table are listed as left out."""
    text, encoding = decode(data)
    text = text.replace("\x00", "")  # PostgreSQL cannot store it
    if WEB_PAGE.search(text[:PAGE_START_LENGTH]):
        return find_table(read_html(text), f"a web page, {encoding}")
    if is_qif(text):
        return read_qif(text)
    if not text.strip():
        raise FileUnreadable("This file is empty.")
    delimiter = guess_delimiter(text)
    records = list(read_records(text, delimiter))
    written = f"{encoding}, cells separated by {DELIMITER_NAMES.get(delimiter, delimiter)}"
    if statement.is_statement(records[0].cells if records else ()):
        table = statement.read_statement((record.line, record.cells) for record in records)
        if not table.rows:
            raise FileUnreadable("This statement has no open positions and no cash.")
        return replace(table, written=written)
    return find_table(records, written)


def find_table(records: list[Record], written: str) -> Table:
    """Return the table of positions among the records of any container. Raises FileUnreadable."""
    if not records:
        raise FileUnreadable("This file is empty.")
    table = _TableFinder(records).table()
    if not table.rows:
        raise FileUnreadable("This file has no rows of positions.")
    return replace(table, written=written)


class _TableFinder:
    """Separates the rows of the positions table from the lines around it."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self.left_out: list[SkippedLine] = []
        self.dated: date | None = None
        self.section, self.ended = "", False
        self.moves: dict[int, int] | None = None

    def table(self) -> Table:
        start, header = self._find_header()
        for record in self.records[:start]:
            self._add_skipped_line(record, "Text before the table.")
        has_header = bool(header)
        header = header or tuple(f"Column {n}" for n in range(1, 1 + max(len(r.cells) for r in self.records)))
        body = self.records[start + has_header :]
        check_size(rows=len(body), columns=len(header), cells=len(body) * len(header))  # short rows are padded
        rows = self._select_rows(body, header)
        rows = [("" if kinds.is_group_title(section) else section, row) for section, row in rows]
        if any(section for section, _ in rows):
            first = self.left_out[start - 1].text if start else ""
            rows = [(section or ("" if kinds.is_group_title(first) else first), row) for section, row in rows]
            header = (*header, SECTION_COLUMN, SECTION_NUMBER_COLUMN)
            rows = [
                (section, Row(row.line, (*row.cells, *name_section(section, self.records[:start]))))
                for section, row in rows
            ]
        line = self.records[start].line if has_header else 0
        header, rows = add_titled_symbol(header, rows, self.left_out)
        return Table(header, line, tuple(row for _, row in rows), tuple(self.left_out), self.dated)

    def _find_header(self) -> tuple[int, tuple[str, ...]]:
        """Return the position of the header, and the header.

        Without known headings it is the first row of words; if there is no such row, the header is empty.
        """
        near = self.records[:HEADER_SEARCH_RECORDS]
        best = max(range(len(near)), key=lambda n: (count_known_headings(near[n].cells), -n), default=0)
        if near and (is_header(near[best].cells) or is_transactions_header(near[best].cells)):
            return best, self._trim_header(best)
        widest = max((len(record.filled_cells) for record in near), default=0)
        for n, record in enumerate(near):
            if len(record.filled_cells) == widest > 1:
                if any(map(DIGIT.search, record.cells)):
                    return n, ()
                return n, record.cells[: 1 + max(place for place, cell in enumerate(record.cells) if cell)]
        raise FileUnreadable("This file has no table: no line has two or more cells.")

    def _trim_header(self, start: int) -> tuple[str, ...]:
        """Return the headings, with those columns without a heading that most rows fill."""
        cells, body = self.records[start].cells, self.records[start + 1 :]
        named = max(n for n, cell in enumerate(cells) if cell) + 1
        filled = [sum(len(row.cells) > n and bool(row.cells[n]) for row in body) for n in range(named, len(cells))]
        used = max((n for n, count in enumerate(filled, named + 1) if 2 * count >= len(body) > 0), default=named)
        return cells[:used]

    def _select_rows(self, body: list[Record], header: tuple[str, ...]) -> list[tuple[str, Row]]:
        """Return the rows, each with the title over its table (empty for the first table).

        A later table with other headings is read below those of the first.
        """
        rows: list[tuple[str, Row]] = []
        for n, record in enumerate(body):
            only_cell = record.filled_cells[0] if len(record.filled_cells) == 1 else ""
            is_title = bool(only_cell) and n + 1 < len(body) and self._starts_table(body[n + 1], header)
            is_note = is_title or (len(header) > 2 and " " in only_cell) or kinds.is_group_title(only_cell)
            if self._follow_headings(record, header):
                continue
            if self.ended and not is_title:
                self._add_skipped_line(record, "Part of another table.")
            elif len(header) > 2 and only_cell == record.cells[0] and is_account_number(only_cell):
                self.section = only_cell
                self._add_skipped_line(record, "The number of an account, for the rows below it.")
            elif is_note:
                self._add_skipped_line(record, "A note, not a table row.")
            else:
                rows.append((self.section, Row(record.line, fit_cells(record.cells, self.moves, len(header)))))
        return rows

    def _follow_headings(self, record: Record, header: tuple[str, ...]) -> bool:
        """Return whether a row is headings, and note how the rows below it are read."""
        if record.cells[: len(header)] == header:
            self.section = self.left_out[-1].text if self.left_out else ""
            self.ended, self.moves = False, None
            self._add_skipped_line(record, REPEATED_HEADINGS)
        elif is_transactions_header(record.cells):
            self.ended = True
            self._add_skipped_line(record, "A table of transactions starts here.")
        elif self._starts_table(record, header):
            self.moves = map_columns(record.cells, header)
            self.ended = not self.moves
            without = "" if self.moves else " without quantities"
            self._add_skipped_line(record, f"Another table{without} starts here.")
        else:
            return False
        return True

    def _starts_table(self, record: Record, header: tuple[str, ...]) -> bool:
        """Return whether a row is headings: the same again, or others that know a symbol and have no digit."""
        if record.cells[: len(header)] == header:
            return True
        if len(record.filled_cells) <= LEAST_CELLS or any(map(DIGIT.search, record.cells)):
            return False
        names = find_named_fields(record.cells)
        return "symbol" in names and (len(names) > 1 or record.cells[0] == header[0])

    def _add_skipped_line(self, record: Record, reason: str) -> None:
        text = " ".join(record.filled_cells)[:MAX_REMARK_LENGTH]
        self.left_out.append(SkippedLine(record.line, quote_cell(text, 120), reason))
        if self.dated is None and (phrase := BEFORE_DAY.search(text)) and (day := A_DAY.search(text, phrase.end())):
            with suppress(CellUnreadable):
                self.dated = parse_day(day[0], NotationStyle())


def map_columns(cells: tuple[str, ...], header: tuple[str, ...]) -> dict[int, int]:
    """Return the columns of a later table by those of the first; nothing if it has no quantities."""
    first, later = guess_columns(header), guess_columns(cells)
    return {column: first[name] for name, column in later.items() if name in first} if "quantity" in later else {}


def fit_cells(cells: tuple[str, ...], moves: dict[int, int] | None, width: int) -> tuple[str, ...]:
    """Return the cells of a row below the headings of the first table.

    moves: for a row of a later table, which of its columns goes to which of the first.
    """
    if moves is None:
        padded = (cells + ("",) * width)[: max(width, len(cells))]
        return padded if any(padded[width:]) else padded[:width]
    moved = [""] * width
    for column, place in moves.items():
        moved[place] = cells[column] if column < len(cells) else ""
    return tuple(moved)


def name_section(section: str, before: list[Record]) -> tuple[str, str]:
    """Return the name and the number of the account over rows: a number has its name in a table before."""
    if not is_account_number(section):
        return section, ""
    names = (name_account(section, record.cells) for record in before)
    return next(filter(None, names), section), section
