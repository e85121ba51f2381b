"""Read an Excel workbook into records, one for each row of the sheet that holds the positions.

Cells are what the workbook shows: formulas are never computed, their stored results are read as text.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from portfolios.cleaning import clean_text
from portfolios.importers.columns import count_known_headings
from portfolios.importers.readers.csv_text import HEADER_SEARCH_RECORDS, Record
from portfolios.importers.table import MAX_COLUMNS, FileUnreadable, check_cells, check_size
from portfolios.importers.values import unwrap_cell

ZIP_START = b"PK\x03\x04"
WORKBOOK = "xl/workbook.xml"
MAX_UNPACKED_BYTES = 150_000_000
MAX_PARTS = 1_000
MAX_SHEETS = 20
CHUNK = 1 << 16
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
NOT_A_WORKBOOK = "This is a zip file, not an Excel workbook. Unpack it and upload what is inside."
DAMAGED = "This Excel workbook cannot be read. Save it again in Excel, or save it as CSV."


def is_workbook(data: bytes) -> bool:
    return data.startswith(ZIP_START)


def read_workbook(data: bytes) -> list[Record]:
    """Return the rows of the sheet with the most known headings. Raises FileUnreadable."""
    check_package(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [list(_read_sheet(sheet)) for sheet in book.worksheets[:MAX_SHEETS]]
    except (FileUnreadable, MemoryError):
        raise
    except Exception as error:
        raise FileUnreadable(DAMAGED) from error
    filled = [rows for rows in sheets if rows]
    if not filled:
        raise FileUnreadable("This workbook has no filled cells.")
    return max(filled, key=_score)


def check_package(data: bytes) -> None:
    """Raise FileUnreadable unless the package is a workbook that unpacks to a bounded size and declares no entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if WORKBOOK not in package.namelist():
                raise FileUnreadable(NOT_A_WORKBOOK)
            if len(parts) > MAX_PARTS or any(part.flag_bits & 1 for part in parts):
                raise FileUnreadable(DAMAGED)
            left = MAX_UNPACKED_BYTES
            for part in parts:
                left -= _check_part(package, part, left)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as error:
        raise FileUnreadable(DAMAGED) from error


def _check_part(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Return the real size of a part, whatever the package claims."""
    size, tail = 0, b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise FileUnreadable(
                    "This workbook is too large when unpacked. Export fewer columns, or save it as CSV."
                )
            if part.filename.endswith((".xml", ".rels")) and DECLARATION.search(tail + chunk):
                raise FileUnreadable(DAMAGED)
            tail = chunk[-16:]
    return size


def _score(rows: list[Record]) -> tuple[int, int]:
    return max(count_known_headings(row.cells) for row in rows[:HEADER_SEARCH_RECORDS]), len(rows)


def _read_sheet(sheet: Any) -> Iterator[Record]:
    """Yield the rows that are not blank. Raises FileUnreadable as soon as a limit is exceeded."""
    count = cell_count = 0
    if not hasattr(sheet, "iter_rows"):
        return
    for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS + 1), start=1):
        cells = tuple(unwrap_cell(_format_cell(value)) for value in values)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if cells:
            count, cell_count = count + 1, cell_count + len(cells)
            check_cells(cells, line)
            check_size(rows=count - HEADER_SEARCH_RECORDS, columns=len(cells), cells=cell_count)
            yield Record(line, cells)


def _format_cell(value: Any) -> str:
    """Write a value as a CSV file would: plain digits, ISO dates."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        return f"{number:f}" if number.is_finite() and abs(number.adjusted()) < 30 else str(value)
    return clean_text(str(value))
