"""Files about one position, with its symbol in the title: “IAU Lot Details for XXXX-4321”."""

import re
from collections.abc import Sequence

from portfolios.importers.columns import IDENTITY_FIELDS, find_named_fields
from portfolios.importers.readers.csv_text import HEADER_SEARCH_RECORDS
from portfolios.importers.recognition import kinds
from portfolios.importers.table import Row, SkippedLine

TITLE = re.compile(r"^([A-Z0-9][A-Z0-9./]{0,9}) Lot Details for (\S{1,40})")
COLUMNS = ("Symbol of the title", "Account")
SectionRow = tuple[str, Row]


def add_titled_symbol(
    header: tuple[str, ...], rows: list[SectionRow], lines: Sequence[SkippedLine]
) -> tuple[tuple[str, ...], list[SectionRow]]:
    """Add the symbol and the account of the title as columns, where no column says what the rows hold."""
    titles = (TITLE.search(line.text) for line in lines[:HEADER_SEARCH_RECORDS])
    title = next(filter(None, titles), None)
    if title is None or find_named_fields(header) & set(IDENTITY_FIELDS):
        return header, rows
    found = [
        (section, Row(row.line, row.cells if kinds.is_total_row(row.cells) else (*row.cells, title[1], title[2])))
        for section, row in rows
    ]
    return (*header, *COLUMNS), found
