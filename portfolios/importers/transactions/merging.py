"""Count the transactions of several files of one account together: in the order of their days, each once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from portfolios.importers.table import FileUnreadable, Row, Table
from portfolios.importers.transactions.activity import ActivityReader, Transaction, apply_transactions, build_table


class ActivityFile(NamedTuple):
    """The transactions of a file, its name, and which of its accounts is meant: None for the only one."""

    table: Table
    name: str
    labels: frozenset[str] | None


@dataclass(frozen=True)
class MergedHistory:
    """positions: after all transactions. repeated: transactions of one file that an earlier file lists, too.

    latest: the place of the file with the last transaction.
    """

    positions: Table
    repeated: int
    latest: int


def merge_activity(files: Sequence[ActivityFile], account: str) -> MergedHistory:
    """Return what is held after the transactions of all files. account: its name in the result.

    The lines of a file are counted on from those of the files before it. Raises FileUnreadable.
    """
    kept: list[tuple[ActivityReader, Transaction]] = []
    counted: Counter[tuple[object, ...]] = Counter()
    repeated = before = 0
    layouts: list[tuple[ActivityFile, date, date]] = []
    for file in files:
        reader = open_reader(file, account, before)
        before += 1 + max((row.line for row in file.table.rows), default=0)
        found = [one for one in reader.read() if file.labels is None or reader.accounts.of(one.row) in file.labels]
        if found:
            days = [one.day for one in found]
            _require_one_layout(layouts, file, min(days), max(days))
            layouts.append((file, min(days), max(days)))
        own: Counter[tuple[object, ...]] = Counter()
        for one in found:
            mark = reader.mark_of(one)
            own[mark] += 1
            if own[mark] <= counted[mark]:
                repeated += 1
            else:
                kept.append((reader, one))
        counted |= own
    for reader, _ in kept:
        reader.holdings = kept[0][0].holdings
    positions = build_table(apply_transactions(kept), files[0].table.written)
    ends = {file.name: until for file, _, until in layouts}
    latest = max(range(len(files)), key=lambda n: ends.get(files[n].name, date.min))
    return MergedHistory(positions, repeated, latest)


def open_reader(file: ActivityFile, account: str, before: int) -> ActivityReader:
    rows = tuple(Row(row.line + before, row.cells) for row in file.table.rows)
    table = Table(file.table.header, file.table.header_line, rows, dated=file.table.dated, written=file.table.written)
    return ActivityReader(table, account=account, name=file.name, before=before)


def _require_one_layout(
    layouts: Sequence[tuple[ActivityFile, date, date]], file: ActivityFile, first: date, last: date
) -> None:
    """Raise FileUnreadable for files of one time that are written differently: nothing says what both list."""
    for other, since, until in layouts:
        if other.table.header != file.table.header and first <= until and since <= last:
            raise FileUnreadable(
                f"{other.name} and {file.name} list transactions of the same time in different columns, so it is not "
                "certain which of them are the same. Import one file with all of them."
            )
