"""Decode bytes into text, and split text into records of cells."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from portfolios.importers.columns import count_known_headings
from portfolios.importers.table import MAX_LINE_LENGTH, FileUnreadable, check_cells, check_size
from portfolios.importers.values import unwrap_cell

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_LINE = re.compile(r'sep=([^"\r\n])\r?\n')
HEADER_SEARCH_RECORDS = 60
"""The header must be among this many records."""
BINARY_SIGNATURES = {
    b"\xd0\xcf\x11\xe0": "This is an old Excel workbook. Save it as .xlsx or CSV and upload that.",
    b"\x1f\x8b": "This is a compressed file. Unpack it first.",
}


@dataclass(frozen=True)
class Record:
    line: int
    cells: tuple[str, ...]

    @property
    def filled_cells(self) -> list[str]:
        return [cell for cell in self.cells if cell]


def decode(data: bytes) -> tuple[str, str]:
    """Return the text, and the name of its encoding. Raises FileUnreadable for a file that is not text."""
    for signature, message in BINARY_SIGNATURES.items():
        if data.startswith(signature):
            raise FileUnreadable(message)
    candidates = (
        (data.startswith((b"\xff\xfe", b"\xfe\xff")), "UTF-16", "utf-16"),
        (data[1:40:2].count(0) > 10, "UTF-16", "utf-16-le"),
        (data[0:40:2].count(0) > 10, "UTF-16", "utf-16-be"),
        (True, "UTF-8", "utf-8-sig"),
        (True, "Windows-1252", "cp1252"),
    )
    for is_likely, name, encoding in candidates:
        if is_likely:
            with suppress(UnicodeDecodeError):
                return data.decode(encoding), name
    return data.decode("latin-1"), "Latin-1"


def guess_delimiter(text: str) -> str:
    """Guess the delimiter: the one that gives the most known headings, then the most even rows."""
    if named := DELIMITER_LINE.match(text):
        return named[1]
    scores = {}
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter)
        rows = list(islice(reader, HEADER_SEARCH_RECORDS))
        widths = [len(cells) for cells in rows if len(cells) > 1]
        even = max((widths.count(width) * (width - 1) for width in set(widths)), default=0)
        scores[delimiter] = (max(map(count_known_headings, rows), default=0), even)
    return max(DELIMITERS, key=scores.__getitem__)


def read_records(text: str, delimiter: str) -> Iterator[Record]:
    """Yield rows that are not blank, with their first line. Raises FileUnreadable as soon as a limit is exceeded."""
    taken: list[str] = []
    line, count, cell_count = 1, 0, 0
    try:
        for cells in csv.reader(_bounded_lines(text, taken), delimiter=delimiter):
            if len(taken) > 1 and sum(part.count('"') for part in taken) % 2:
                raise FileUnreadable(f"Line {line}: a quotation mark is opened and never closed.")
            check_cells(cells, line)
            plain = tuple(map(unwrap_cell, cells))
            if any(plain) and not (line == 1 and cells[0].lower().startswith("sep=")):
                count, cell_count = count + 1, cell_count + len(cells)
                check_size(rows=count - HEADER_SEARCH_RECORDS, columns=0, cells=cell_count)
                yield Record(line, plain)
            line += len(taken)
            taken.clear()
    except csv.Error as error:
        raise FileUnreadable(f"Line {line}: this cannot be read as a table ({error}).") from error


def _bounded_lines(text: str, taken: list[str]) -> Iterator[str]:
    """Yield the lines one by one and add each to `taken`. Raises FileUnreadable at one that is too long."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAX_LINE_LENGTH:
            raise FileUnreadable(f"Line {number} cannot be read: it is longer than {MAX_LINE_LENGTH:,} characters.")
        taken.append(line)
        yield line
