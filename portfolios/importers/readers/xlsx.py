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
from portfolios.importers.columns import IDENTITY_FIELDS, count_known_headings, find_named_fields
from portfolios.importers.readers.csv_text import HEADER_SEARCH_RECORDS, Record
from portfolios.importers.table import FileUnreadable, check_cells, check_size
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


def read_workbook(data: bytes) -> tuple[list[Record], tuple[str, ...]]:
    """Return the rows of the visible sheet with the most known headings, and remarks on other sheets like it.

    Raises FileUnreadable.
    """
    check_package(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        sheets = {clean_text(sheet.title): list(_read_sheet(sheet)) for sheet in visible[:MAX_SHEETS]}
    except (FileUnreadable, MemoryError):
        raise
    except Exception as error:
        raise FileUnreadable(DAMAGED) from error
    filled = {title: rows for title, rows in sheets.items() if rows}
    if not filled:
        raise FileUnreadable("This workbook has no filled cells.")
    known = {
        title: max(count_known_headings(row.cells) for row in rows[:HEADER_SEARCH_RECORDS])
        for title, rows in filled.items()
    }
    best = max(filled, key=lambda title: (known[title], len(filled[title])))
    others = [title for title, rows in filled.items() if title != best and holds_positions(rows)]
    remark = f"Only the sheet “{best}” is read. Save these as files of their own to import them: {', '.join(others)}."
    return filled[best], (remark,) if others else ()


def holds_positions(rows: list[Record]) -> bool:
    """Return whether a sheet has headings for what is held and how much."""
    named = (find_named_fields(row.cells) for row in rows[:HEADER_SEARCH_RECORDS])
    return any("quantity" in names and names & set(IDENTITY_FIELDS) for names in named)


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


def _read_sheet(sheet: Any) -> Iterator[Record]:
    """Yield the rows that are not blank. Raises FileUnreadable as soon as a limit is exceeded."""
    count = cell_count = 0
    if not hasattr(sheet, "iter_rows"):
        return
    sheet.reset_dimensions()  # otherwise each row is filled up to the widest that the workbook claims
    for line, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = tuple(unwrap_cell(format_cell(value)) for value in values)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if cells:
            count, cell_count = count + 1, cell_count + len(cells)
            check_cells(cells, line)
            check_size(rows=count - HEADER_SEARCH_RECORDS, columns=len(cells), cells=cell_count)
            yield Record(line, cells)


def format_cell(value: Any) -> str:
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
