"""A file as a table: what reading gives, and what understanding starts from."""

from dataclasses import dataclass, replace
from datetime import date

MOST_BYTES = 10_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 200


class NotReadable(Exception):
    """The whole file is refused; the words say why and what to do."""


@dataclass(frozen=True)
class Row:
    """The cells of one row, and the line of the file in which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """A line that is no row of positions: a title, a total, a disclaimer."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Table:
    """header_line: 0 where the file has no headings. dated: the day the file says it is of."""

    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...] = ()
    dated: date | None = None
    written: str = ""

    def written_in(self, encoding: str, delimiter: str) -> "Table":
        names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
        if len(self.rows) > MOST_ROWS:
            raise NotReadable(f"This file has more than {MOST_ROWS:,} rows.")
        if len(self.header) > MOST_COLUMNS:
            raise NotReadable(f"This file has more than {MOST_COLUMNS} columns.")
        return replace(self, written=f"{encoding}, cells separated by {names.get(delimiter, delimiter)}")

    @property
    def is_exact(self) -> bool:
        """OFX and our own JSON say themselves what each value is."""
        return self.written.startswith(("OFX", "JSON"))

    def column(self, index: int | None) -> list[str]:
        """Its cells that are filled."""
        if index is None:
            return []
        return [row.cells[index] for row in self.rows if index < len(row.cells) and row.cells[index]]
