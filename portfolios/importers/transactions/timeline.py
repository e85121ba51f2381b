"""Tell a list of transactions and a series of snapshots from the positions of one day."""

from collections import defaultdict
from contextlib import suppress
from datetime import date

from portfolios.importers.columns import IDENTITY_FIELDS, ColumnMapping, is_transactions_header, normalize_heading
from portfolios.importers.recognition.accounts import AccountLabels
from portfolios.importers.table import Row, Table
from portfolios.importers.values import CellUnreadable, NotationStyle, is_empty_cell, parse_amount, parse_day

SAMPLE_ROWS = 300
ACTION_WORDS = frozenset({
    "buy", "bought", "sell", "sold", "dividend", "dividends", "reinvest", "reinvestment", "deposit", "withdrawal",
    "purchase", "sale", "redemption", "contribution", "kauf", "verkauf", "ertrag", "dividende", "dividenden",
    "einlage", "entnahme", "zinsen", "achat", "vente", "compra", "venta", "dividendo", "acquisto", "vendita",
    "koop", "verkoop", "split", "exchange", "fee", "credit", "debit", "interest", "bto", "stc", "btc", "sto", "cdiv",
    "acats", "ach", "staking", "send", "receive", "convert", "shrsin", "shrsout", "reinvdiv", "market", "limit",
    "transfer", "journal", "wire", "custody", "cash", "stock", "qualified",
})  # fmt: skip
STRONG_ACTION_WORDS = frozenset({
    "buy", "bought", "sell", "sold", "reinvest", "purchase", "kauf", "verkauf", "achat", "vente", "compra", "venta",
    "acquisto", "vendita", "koop", "verkoop", "bto", "stc", "shrsin", "reinvdiv", "dividend", "dividende",
})  # fmt: skip
NO_ACTION_HEADINGS = frozenset({
    "rating", "ratings", "recommendation", "signal", "reinvest", "dividends", "comment", "notes", "name", "description",
    "direction", "security", "instrument", "capital", "reinvestment", "analyst",
})  # fmt: skip
MOSTLY = 0.6


def is_transactions(table: Table, mapping: ColumnMapping) -> bool:
    """Return whether the rows are transactions: a column of actions, or both signs of a symbol, with dates."""
    if table.is_exact:
        return False
    if table.written == "QIF" or is_transactions_header(table.header):
        return True
    sample = table.rows[:SAMPLE_ROWS]
    columns = [[cell for row in sample if (cell := _cell(row, n))] for n in range(len(table.header))]
    day_columns = [n for n, cells in enumerate(columns) if are_days(cells)]
    if not day_columns:
        return False
    for heading, cells in zip(table.header, columns, strict=True):
        if not NO_ACTION_HEADINGS.intersection(normalize_heading(heading).split()) and are_actions(cells):
            return True
    return _has_sales(sample, mapping, day_columns)


def are_actions(cells: list[str]) -> bool:
    """Return whether the cells of a column say what transactions do, such as “Buy” or “Dividend”."""
    words = [set(normalize_heading(cell[:60]).split()) for cell in cells]
    return (
        bool(words)
        and any(STRONG_ACTION_WORDS & one for one in words)
        and sum(bool(ACTION_WORDS & one) for one in words) >= MOSTLY * len(words)
        and max(map(len, words)) <= 12
    )


def are_days(cells: list[str]) -> bool:
    """Return whether most cells of a column are dates, with or without a time."""
    days = 0
    for cell in cells:
        for style in (NotationStyle(), NotationStyle(day_first=True)):
            with suppress(CellUnreadable):
                days += parse_day(cell, style) is not None
                break
    return bool(cells) and days >= MOSTLY * len(cells)


def _has_sales(rows: tuple[Row, ...], mapping: ColumnMapping, day_columns: list[int]) -> bool:
    """Return whether a symbol has a negative quantity on another day than its positive ones: bought, then sold."""
    days: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for row in rows:
        with suppress(CellUnreadable):
            number = parse_amount(_cell(row, mapping.columns.get("quantity")), mapping.style)
            if number:
                key = (_cell(row, mapping.columns.get("symbol")), number > 0)
                days[key].update(_cell(row, column) for column in day_columns)
    return any(
        symbol and not is_bought and days.get((symbol, True), set()) and found - days[symbol, True] - {""}
        for (symbol, is_bought), found in list(days.items())
    )


def find_earlier_days(
    table: Table, mapping: ColumnMapping, accounts: AccountLabels, *, today: date
) -> dict[int, date | None]:
    """Return the rows of earlier days by line, with the last day, where an account lists a holding on several days.

    A day counts as earlier if one of its holdings comes again on a later day of the same account. If what is left of
    an account is still of several days, these may be purchases: then all rows of repeated holdings have None.
    """
    if "as_of" not in mapping.columns:
        return {}
    found: dict[int, tuple[tuple[str, ...], date]] = {}
    by_holding: dict[tuple[str, ...], set[date]] = defaultdict(set)
    identity = [mapping.columns[name] for name in (*IDENTITY_FIELDS, "currency") if name in mapping.columns]
    for row in table.rows:
        with suppress(CellUnreadable):
            day = parse_day(_cell(row, mapping.columns["as_of"]), mapping.style)
            if day is not None and day <= today:
                key = (accounts.of(row), *(_cell(row, n) for n in identity))
                found[row.line] = (key, day)
                by_holding[key].add(day)
    superseded = {(key[0], day) for key, days in by_holding.items() if len(days) > 1 for day in days - {max(days)}}
    last: dict[str, date] = {}
    for key, day in found.values():
        last[key[0]] = max(day, last.get(key[0], day))
    repeated_accounts = {account for account, _ in superseded}
    unclear = {
        key[0]
        for key, day in found.values()
        if key[0] in repeated_accounts and (key[0], day) not in superseded and day != last[key[0]]
    }
    return {
        line: None if key[0] in unclear else last[key[0]]
        for line, (key, day) in found.items()
        if (len(by_holding[key]) > 1 if key[0] in unclear else (key[0], day) in superseded)
    }


def _cell(row: Row, index: int | None) -> str:
    cell = row.cells[index] if index is not None and index < len(row.cells) else ""
    return "" if is_empty_cell(cell) else cell
