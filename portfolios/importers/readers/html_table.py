"""Read the tables of a web page, which some brokers name .xls, into records. Scripts and styles are dropped first."""

from html.parser import HTMLParser

import nh3

from portfolios.cleaning import clean_text
from portfolios.importers.columns import count_known_headings
from portfolios.importers.readers.csv_text import Record
from portfolios.importers.table import MAX_CELL_LENGTH, MAX_COLUMNS, FileUnreadable, check_size
from portfolios.importers.values import unwrap_cell

TABLE_TAGS = {"table", "tr", "td", "th", "br"}
TABLE_MISSING = "This is a web page without a table. Download the positions as CSV, Excel or OFX instead."


class _TableParser(HTMLParser):
    """Collects the cells of each row of sanitized HTML. The line of a record is the number of its row."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[Record] = []
        self.cells: list[str] = []
        self.parts: list[str] | None = None
        self.number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.end_row()
            self.number += 1
        elif tag in {"td", "th"}:
            self.end_cell()
            self.parts = []
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.end_cell()
        elif tag in {"tr", "table"}:
            self.end_row()

    def handle_data(self, data: str) -> None:
        if self.parts is not None:
            self.parts.append(data)

    def end_cell(self) -> None:
        if self.parts is None:
            return
        text = "".join(self.parts)
        if len(text) > MAX_CELL_LENGTH or len(self.cells) >= MAX_COLUMNS:
            raise FileUnreadable(f"Row {self.number} cannot be read: it is too long for a row of positions.")
        self.cells.append(unwrap_cell(clean_text(text)))
        self.parts = None

    def end_row(self) -> None:
        self.end_cell()
        if any(self.cells):
            self.rows.append(Record(max(self.number, 1), tuple(self.cells)))
            check_size(rows=len(self.rows), columns=0, cells=0)
        self.cells = []


def read_html(text: str) -> list[Record]:
    """Return the rows of all tables of a page. Raises FileUnreadable."""
    parser = _TableParser()
    parser.feed(nh3.clean(text, tags=TABLE_TAGS, attributes={}, link_rel=None))
    parser.end_row()
    if not any(len(row.cells) > 1 and count_known_headings(row.cells) for row in parser.rows):
        raise FileUnreadable(TABLE_MISSING)
    return parser.rows
