"""A file as a table of text cells, and the size limits of files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

MAX_FILE_BYTES = 10_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
MAX_CELLS = 3_000_000
MAX_LINE_LENGTH, MAX_CELL_LENGTH, MAX_REMARK_LENGTH = 50_000, 5_000, 1_000
"""In characters. Longer lines and cells are refused before any pattern is tried on them; remarks are cut."""

MAX_REMARKS = 50
PDF_TEXT, STATEMENT, LINE_OF_TEXT = "PDF text", "PDF statement", "Line of text"
"""How a table is written that holds the lines of a PDF; one whose rows a language model proposed, and its column with
the text of each row."""
REPEATED_HEADINGS = "Repeated headings."
"""The reason of a line that starts a table again."""


class FileUnreadable(Exception):
    """The whole file is refused. The message says why and what to do."""


def check_size(*, rows: int, columns: int, cells: int) -> None:
    """Raise FileUnreadable if a table of this size is beyond the limits."""
    if rows > MAX_ROWS:
        raise FileUnreadable(f"This file has more than {MAX_ROWS:,} rows.")
    if columns > MAX_COLUMNS:
        raise FileUnreadable(f"This file has more than {MAX_COLUMNS} columns.")
    if cells > MAX_CELLS:
        raise FileUnreadable(
            f"This file has more than {MAX_CELLS:,} cells. Export fewer columns, or one account at a time."
        )


def check_cells(cells: Sequence[str], line: int) -> None:
    """Raise FileUnreadable if one of these cells is too long for a positions file."""
    if cells and max(map(len, cells)) > MAX_CELL_LENGTH:
        raise FileUnreadable(
            f"Line {line} cannot be read: one of its cells is longer than {MAX_CELL_LENGTH:,} characters."
        )


@dataclass(frozen=True)
class Row:
    """The cells of one row, and the line of the file where it starts."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class SkippedLine:
    """A line that is not a position, such as a title, a total or a disclaimer."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class TransactionSpan:
    """The transactions from which positions were computed: those that changed something, and their days."""

    count: int
    first: date
    last: date

    def __str__(self) -> str:
        transactions = "1 transaction" if self.count == 1 else f"{self.count:,} transactions"
        return f"computed from {transactions} from {self.first} to {self.last}"


@dataclass(frozen=True)
class Table:
    """header_line: 0 if the file has no headings. dated: the date of the positions, if the file says one.

    computed: the transactions that rows were computed from; None if they are in the file. remarks: on the whole file.
    history: the transactions themselves, to count them together with those of another file. gap: why no positions can
    be computed from them alone; the rows are then the transactions, or what else the file gives beside its history.
    """

    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    left_out: tuple[SkippedLine, ...] = ()
    dated: date | None = None
    written: str = ""
    computed: TransactionSpan | None = None
    remarks: tuple[str, ...] = ()
    history: "Table | None" = None
    gap: str = ""

    def checked(self) -> "Table":
        """Return this table. Raises FileUnreadable if it is beyond the limits. Applies to every format."""
        check_size(rows=len(self.rows), columns=len(self.header), cells=sum(len(row.cells) for row in self.rows))
        check_cells(self.header, self.header_line)
        for row in self.rows:
            check_cells(row.cells, row.line)
        if self.history is not None:
            self.history.checked()
        return self

    @property
    def transactions(self) -> "Table | None":
        """Return the transactions of a file that lists some, as they stand in it."""
        return self if self.is_activity else self.history

    @property
    def is_activity(self) -> bool:
        """Return whether the rows are transactions, which give no positions by themselves."""
        return bool(self.gap) and self.history is None

    @property
    def is_exact(self) -> bool:
        """Return whether what each value is is known, as of OFX, our own JSON, statements and computed positions."""
        return self.written.startswith(("OFX", "JSON")) or self.is_computed or self.is_statement or bool(self.gap)

    @property
    def is_text(self) -> bool:
        """Return whether the rows are the lines of a PDF, of which nobody knows yet what they hold."""
        return self.written == PDF_TEXT

    @property
    def is_statement(self) -> bool:
        """Return whether the rows were proposed by a language model and checked against the text of a PDF."""
        return self.written == STATEMENT

    @property
    def is_computed(self) -> bool:
        """Return whether the rows are not in the file but computed from its transactions."""
        return self.computed is not None

    def column(self, index: int | None) -> list[str]:
        """Return the non-empty cells of a column."""
        if index is None:
            return []
        return [row.cells[index] for row in self.rows if index < len(row.cells) and row.cells[index]]
