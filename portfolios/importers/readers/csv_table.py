"""Read the bytes of a CSV file into a table of cells with line numbers. Values are not interpreted yet."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date

from portfolios.importers.columns import (
    count_known_headings,
    is_header,
    is_transactions_header,
)
from portfolios.importers.readers import ib_statement
from portfolios.importers.readers.csv_text import HEADER_SEARCH_RECORDS, Record, decode, guess_delimiter, read_records
from portfolios.importers.readers.html_table import read_html
from portfolios.importers.readers.qif import is_qif, read_qif
from portfolios.importers.readers.titled_symbol import add_titled_symbol
from portfolios.importers.table import MAX_REMARK_LENGTH, FileUnreadable, Row, SkippedLine, Table, check_size
from portfolios.importers.values import CellUnreadable, NotationStyle, parse_day, quote_cell

SECTION_COLUMN = "Account heading"
"""The column for the title over each table, if a file has several tables."""
BEFORE_DAY = re.compile(r"(?:as of|downloaded|period)\b", re.IGNORECASE)
WEB_PAGE = re.compile(r"<(?:!doctype html|html|table|body)\b", re.IGNORECASE)
PAGE_START_LENGTH = 2_000
A_DAY = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|[A-Z]{3}-\d{2}-\d{4}|[A-Z]{3,9} \d{1,2}, \d{4}", re.IGNORECASE
)
DIGIT = re.compile(r"\d")
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
    if ib_statement.is_statement(records[0].cells if records else ()):
        table = ib_statement.read_statement((record.line, record.cells) for record in records)
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

    def table(self) -> Table:
        start, header = self._find_header()
        for record in self.records[:start]:
            self._add_skipped_line(record, "Text before the table.")
        has_header = bool(header)
        header = header or tuple(f"Column {n}" for n in range(1, 1 + max(len(r.cells) for r in self.records)))
        body = self.records[start + has_header :]
        check_size(rows=len(body), columns=len(header), cells=len(body) * len(header))  # short rows are padded
        rows = self._select_rows(body, header)
        if any(section for section, _ in rows):
            first = self.left_out[start - 1].text if start else ""
            rows = [(section or first, row) for section, row in rows]
            header = (*header, SECTION_COLUMN)
            rows = [(section, Row(row.line, (*row.cells, section))) for section, row in rows]
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
                has_words_only = not any(map(DIGIT.search, record.cells))
                return n, _trim_empty_end(record.cells) if has_words_only else ()
        raise FileUnreadable("This file has no table: no line has two or more cells.")

    def _trim_header(self, start: int) -> tuple[str, ...]:
        """Return the headings, with those columns without a heading that most rows fill."""
        cells, body = self.records[start].cells, self.records[start + 1 :]
        named = max(n for n, cell in enumerate(cells) if cell) + 1
        filled = [sum(len(row.cells) > n and bool(row.cells[n]) for row in body) for n in range(named, len(cells))]
        used = max((n for n, count in enumerate(filled, named + 1) if 2 * count >= len(body) > 0), default=named)
        return cells[:used]

    def _select_rows(self, body: list[Record], header: tuple[str, ...]) -> list[tuple[str, Row]]:
        """Return the rows, each with the title over its table (empty for the first table)."""
        rows: list[tuple[str, Row]] = []
        section, ended = "", False
        for n, record in enumerate(body):
            only_cell = record.filled_cells[0] if len(record.filled_cells) == 1 else ""
            is_note = len(header) > 2 and " " in only_cell
            is_title = bool(only_cell) and n + 1 < len(body) and body[n + 1].cells[: len(header)] == header
            if ended:
                self._add_skipped_line(record, "Part of another table.")
            elif record.cells[: len(header)] == header:
                section = self.left_out[-1].text if self.left_out else ""
                self._add_skipped_line(record, "Repeated headings.")
            elif is_transactions_header(record.cells):
                ended = True
                self._add_skipped_line(record, "A table of transactions starts here.")
            elif is_note or is_title:
                self._add_skipped_line(record, "A note, not a table row.")
            else:
                width = len(header)
                cells = (record.cells + ("",) * width)[: max(width, len(record.cells))]
                rows.append((section, Row(record.line, cells if any(cells[width:]) else cells[:width])))
        return rows

    def _add_skipped_line(self, record: Record, reason: str) -> None:
        text = " ".join(record.filled_cells)[:MAX_REMARK_LENGTH]
        self.left_out.append(SkippedLine(record.line, quote_cell(text, 120), reason))
        if self.dated is None and (phrase := BEFORE_DAY.search(text)) and (day := A_DAY.search(text, phrase.end())):
            with suppress(CellUnreadable):
                self.dated = parse_day(day[0], NotationStyle())


def _trim_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells up to the last one that is not empty."""
    last = max(n for n, cell in enumerate(cells) if cell)
    return cells[: last + 1]
