"""Find rows that say again what other rows say: lots below their sum, tables that come twice, sums without a word."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from portfolios.importers.columns import IDENTITY_FIELDS, ColumnMapping, normalize_heading
from portfolios.importers.recognition import kinds
from portfolios.importers.table import REPEATED_HEADINGS, Row, Table
from portfolios.importers.values import CellUnreadable, is_empty_cell, parse_amount

LOT = "A lot of a position that another row sums."
AGAIN = "The same table again."
SUM_ROW = "The sum of the rows above."
CASH_AGAIN = "The money market fund is this cash: the total of the file counts it once."
CENT = Decimal("0.01")
LEAST_SUMMED = 2
DAY = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2}[- ][A-Z][a-z]{2,8}[- ]\d{4}", re.ASCII
)


def find_repeated_rows(table: Table, mapping: ColumnMapping) -> dict[int, str]:
    """Return the rows that repeat others, by line, each with the reason why it does not count."""
    found = dict.fromkeys(_find_tables_again(table), AGAIN)
    rows = [row for row in table.rows if row.line not in found]
    found |= dict.fromkeys(_find_lots(rows, table, mapping), LOT)
    rows = [row for row in rows if row.line not in found]
    found |= dict.fromkeys(find_cash_again(rows, mapping), CASH_AGAIN)
    return found | dict.fromkeys(_find_sums(rows, mapping), SUM_ROW)


def _find_tables_again(table: Table) -> Iterator[int]:
    """Yield the lines of a table that comes again: after repeated headings, all its rows are those of the first."""
    starts = sorted(line.line for line in table.left_out if line.reason == REPEATED_HEADINGS)
    if not starts:
        return
    first = [row for row in table.rows if row.line < starts[0]]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        block = [row for row in table.rows if row.line > start and (end is None or row.line < end)]
        if len(block) >= LEAST_SUMMED and [row.cells for row in block] == [row.cells for row in first]:
            yield from (row.line for row in block)


def _find_lots(rows: list[Row], table: Table, mapping: ColumnMapping) -> Iterator[int]:
    """Yield the lines of lots whose sum has a row of its own.

    A lot is one by its label, or by the day it was acquired, which the row of the sum lacks.
    """
    taken = set(mapping.columns.values())
    free = [n for n in range(len(table.header)) if n not in taken]
    day_columns = [n for n in (mapping.columns.get("symbol"), *free) if n is not None]
    by_symbol: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    account = [mapping.columns[name] for name in ("account", "account_number") if name in mapping.columns]
    symbol = ""
    for row in rows:
        cell = _cell(row, mapping.columns.get("symbol"))
        symbol = symbol if _is_day(cell) else cell  # lots may have their day in place of the symbol
        by_symbol[symbol, *(_cell(row, n) for n in account)].append(row)
    for key, group in by_symbol.items():
        if not key[0] or len(group) < LEAST_SUMMED:
            continue
        lots = [
            row for row in group if any(_is_day(_cell(row, n)) for n in day_columns) or _has_label(row, free)
        ]  # fmt: skip
        sums = [row for row in group if row not in lots]
        if lots and len(sums) == 1 and _adds_up(sums[0], lots, mapping, labeled=_has_label(lots[0], free)):
            yield from (row.line for row in lots)


def _has_label(row: Row, free: list[int]) -> bool:
    return any(normalize_heading(_cell(row, n)[:40]) in kinds.LOT_LABELS for n in free)


def _adds_up(summed: Row, lots: list[Row], mapping: ColumnMapping, *, labeled: bool) -> bool:
    quantities = [_amount(row, "quantity", mapping) for row in lots]
    total = _amount(summed, "quantity", mapping)
    is_sum = total is not None and None not in quantities and sum(filter(None, quantities), Decimal(0)) == total
    return is_sum or labeled


def find_cash_again(rows: list[Row], mapping: ColumnMapping) -> Iterator[int]:
    """Yield the line of a cash row that repeats a money market fund, where the one total of the file says so."""
    totals = [row for row in rows if kinds.is_total_row(row.cells)]
    total = _amount(totals[0], "value", mapping) if len(totals) == 1 else None
    if total is None:
        return
    others = [(row, amount) for row in rows if row not in totals and (amount := _amount(row, "value", mapping))]
    surplus = sum((amount for _, amount in others), Decimal(0)) - total
    names = [mapping.columns.get(name) for name in ("symbol", "name")]
    cash = [row for row, amount in others if amount == surplus and kinds.is_cash(*(_cell(row, n) for n in names))]
    funds = [row for row, amount in others if amount == surplus and _amount(row, "price", mapping) == 1]
    if len(cash) == 1 and any(row not in cash for row in funds):
        yield cash[0].line


def _find_sums(rows: list[Row], mapping: ColumnMapping) -> Iterator[int]:
    """Yield the line of a last row that sums all others. It names nothing, or has the sum of all quantities, too."""
    if len(rows) <= LEAST_SUMMED or "value" not in mapping.columns or _amount(rows[-1], "price", mapping) is not None:
        return
    last, others = rows[-1], rows[:-1]
    is_named = any(_cell(last, mapping.columns.get(name)) for name in IDENTITY_FIELDS)
    fields = ("value", "quantity") if is_named else ("value",)
    if is_named and "price" not in mapping.columns:
        return
    if all(_sums(last, others, field, mapping) for field in fields):
        yield last.line


def _sums(last: Row, others: list[Row], field: str, mapping: ColumnMapping) -> bool:
    total = _amount(last, field, mapping)
    amounts = [amount for row in others if (amount := _amount(row, field, mapping)) is not None]
    return total is not None and len(amounts) >= LEAST_SUMMED and abs(sum(amounts, Decimal(0)) - total) <= CENT


def _is_day(cell: str) -> bool:
    return DAY.fullmatch(cell) is not None


def _amount(row: Row, field: str, mapping: ColumnMapping) -> Decimal | None:
    try:
        return parse_amount(_cell(row, mapping.columns.get(field)), mapping.style)
    except CellUnreadable:
        return None


def _cell(row: Row, index: int | None) -> str:
    cell = row.cells[index] if index is not None and index < len(row.cells) else ""
    return "" if is_empty_cell(cell) else cell.strip()
