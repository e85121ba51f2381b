"""Bytes of a file into a table of cells, each row with the line it stands in. Nothing is interpreted yet."""

import re
from datetime import date

from portfolios.importers.columns import count_known_headings, is_header, is_transactions_header
from portfolios.importers.readers import ib_statement
from portfolios.importers.readers.csv_text import HEADER_SEARCH_RECORDS, Record, decode, guess_delimiter, read_records
from portfolios.importers.table import LONGEST_REMARK, FileUnreadable, Row, SkippedLine, Table, check_size
from portfolios.importers.values import CellUnreadable, NotationStyle, parse_day, quote_cell

SECTION_COLUMN = "Account heading"
"""The column made of the headings that stand over the tables of a file with several."""
BEFORE_DAY = re.compile(r"(?:as of|downloaded|period)\b", re.IGNORECASE)
A_DAY = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|[A-Z]{3}-\d{2}-\d{4}|[A-Z]{3,9} \d{1,2}, \d{4}", re.IGNORECASE
)
DIGIT = re.compile(r"\d")


def read_csv_table(data: bytes) -> Table:
    """The table of positions in a CSV file; what stands before, between and after is listed as left out."""
    text, encoding = decode(data)
    text = text.replace("\x00", "")  # PostgreSQL keeps none
    if not text.strip():
        raise FileUnreadable("This file is empty.")
    delimiter = guess_delimiter(text)
    records = list(read_records(text, delimiter))
    if ib_statement.is_statement(records[0].cells if records else ()):
        table = ib_statement.read_statement((record.line, record.cells) for record in records)
    else:
        table = _TableFinder(records).table()
    if not table.rows:
        raise FileUnreadable("There is no row of positions in this file.")
    return table.with_notation(encoding, delimiter)


class _TableFinder:
    """Tells the rows of the positions table from what stands around it."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self.left_out: list[SkippedLine] = []
        self.dated: date | None = None

    def table(self) -> Table:
        start, header = self._header()
        for record in self.records[:start]:
            self._add_skipped_line(record, "It stands before the table.")
        has_header = bool(header)
        header = header or tuple(f"Column {n}" for n in range(1, 1 + max(len(r.cells) for r in self.records)))
        body = self.records[start + has_header :]
        check_size(rows=len(body), columns=len(header), cells=len(body) * len(header))  # short rows are filled up
        rows = self._rows(body, header)
        if any(section for section, _ in rows):
            first = self.left_out[start - 1].text if start else ""
            rows = [(section or first, row) for section, row in rows]
            header = (*header, SECTION_COLUMN)
            rows = [(section, Row(row.line, (*row.cells, section))) for section, row in rows]
        line = self.records[start].line if has_header else 0
        return Table(header, line, tuple(row for _, row in rows), tuple(self.left_out), self.dated)

    def _header(self) -> tuple[int, tuple[str, ...]]:
        """Where the header is, and it; the first row of words where no heading is known; else none."""
        near = self.records[:HEADER_SEARCH_RECORDS]
        best = max(range(len(near)), key=lambda n: (count_known_headings(near[n].cells), -n), default=0)
        if near and is_transactions_header(near[best].cells):
            raise FileUnreadable("This file lists transactions. Alex needs the positions: what you hold on a day.")
        if near and is_header(near[best].cells):
            return best, _trim_empty_end(near[best].cells)
        widest = max((len(record.filled_cells) for record in near), default=0)
        for n, record in enumerate(near):
            if len(record.filled_cells) == widest > 1:
                words = not any(map(DIGIT.search, record.cells))
                return n, _trim_empty_end(record.cells) if words else ()
        raise FileUnreadable("There is no table in this file: no line has two cells or more.")

    def _rows(self, body: list[Record], header: tuple[str, ...]) -> list[tuple[str, Row]]:
        """The rows, each with the heading over its table (empty in the first)."""
        rows: list[tuple[str, Row]] = []
        section, ended = "", False
        for n, record in enumerate(body):
            if ended:
                self._add_skipped_line(record, "It belongs to another table.")
            elif record.cells[: len(header)] == header:
                section = self.left_out[-1].text if self.left_out else ""
                self._add_skipped_line(record, "The headings again.")
            elif is_transactions_header(record.cells):
                ended = True
                self._add_skipped_line(record, "Another table begins here, of transactions.")
            elif _is_remark(record, header) or _is_title(body, n, header):
                self._add_skipped_line(record, "A remark, not a row of the table.")
            else:
                rows.append((section, Row(record.line, _pad_to_width(record.cells, len(header)))))
        return rows

    def _add_skipped_line(self, record: Record, reason: str) -> None:
        text = " ".join(record.filled_cells)[:LONGEST_REMARK]
        self.left_out.append(SkippedLine(record.line, quote_cell(text, 120), reason))
        if self.dated is None:
            self.dated = _day_named_in(text)


def _day_named_in(remark: str) -> date | None:
    """Return the first day behind “as of” or the like, None where there is none."""
    words = BEFORE_DAY.search(remark)
    found = A_DAY.search(remark, words.end()) if words else None
    try:
        return parse_day(found[0], NotationStyle()) if found else None
    except CellUnreadable:
        return None


def _is_remark(record: Record, header: tuple[str, ...]) -> bool:
    """One cell alone in a wide table that is no symbol."""
    return len(header) > 2 and len(record.filled_cells) == 1 and " " in record.filled_cells[0]


def _is_title(body: list[Record], n: int, header: tuple[str, ...]) -> bool:
    """One cell alone right above the headings of the next table."""
    if len(body[n].filled_cells) != 1 or n + 1 == len(body):
        return False
    return body[n + 1].cells[: len(header)] == header


def _trim_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    last = max(n for n, cell in enumerate(cells) if cell)
    return cells[: last + 1]


def _pad_to_width(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """As many cells as the header; what is beyond it stays, so that it can be told."""
    if len(cells) < width:
        return cells + ("",) * (width - len(cells))
    return cells[:width] if not any(cells[width:]) else cells
