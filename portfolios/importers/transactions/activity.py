"""Compute positions from a list of transactions: purchases, sales, reinvestments, splits and transfers of shares.

The cost is the average cost. A list that does not start at the beginning is refused where it shows: it sells, or gets a
dividend on, what it never bought.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolios.importers.columns import ColumnMapping, heading_key, normalize_heading
from portfolios.importers.recognition import kinds, shapes
from portfolios.importers.recognition.accounts import AccountLabels
from portfolios.importers.recognition.evidence import CurrencyEvidence, guess_currency
from portfolios.importers.table import FileUnreadable, Row, SkippedLine, Table
from portfolios.importers.transactions.actions import DIVIDEND, OUT, REINVEST, Kind, classify_action
from portfolios.importers.values import (
    CellUnreadable,
    NotationStyle,
    guess_day_first,
    guess_decimal_comma,
    is_empty_cell,
    parse_amount,
    parse_day,
    quote_cell,
)

ACTIVITY_HEADINGS = {
    "as_of": (
        "date", "time", "trade date", "run date", "activity date", "transaction date", "transactiondate", "datum",
        "timestamp", "date time", "completed date", "buchungstag",
    ),
    "action": (
        "action", "transaction type", "transactiontype", "type", "trans code", "activity", "typ", "buy sell",
        "transaction", "activity type", "transaction description",
    ),
    "symbol": ("symbol", "ticker", "instrument", "asset", "ticker symbol", "security id"),
    "isin": ("isin",),
    "cusip": ("cusip",),
    "name": ("name", "security", "security name", "wertpapiername", "description", "investment name", "product"),
    "quantity": (
        "quantity", "no of shares", "shares", "quantity transacted", "stück", "units", "qty", "anzahl", "number",
    ),
    "price": ("price", "price share", "price per share", "t price", "share price", "spot price at transaction", "kurs"),
    "value": (
        "amount", "total", "total amount", "net amount", "wert", "principal amount", "betrag", "proceeds",
        "subtotal",
    ),
    "currency": ("currency", "currency price share", "price currency", "währung", "spot price currency"),
    "account": ("account", "account name", "konto"),
    "account_number": ("account number", "for account"),
}  # fmt: skip
HEADER = ("Account", "Account number", "Symbol", "CUSIP", "ISIN", "Name", "Quantity", "Total cost", "Price",
          "Price as of", "Currency", "As of")  # fmt: skip
ORDER_OF_DAY = {"split": 0, "buy": 1, "move": 2, "dividend": 3, "sell": 4}
NEGLIGIBLE = Decimal("0.000001")
INCOMPLETE = (
    "This file lists transactions, but not from the beginning: {}. Download the positions, or the full history."
)


@dataclass
class Holding:
    """quantity, cost: as of the last transaction. price: of one unit in the last trade, adjusted for splits."""

    cells: tuple[str, ...]
    currency: str = ""
    line: int = 0
    quantity: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    price: Decimal | None = None
    priced_on: date | None = None

    def buy(self, quantity: Decimal, paid: Decimal) -> None:
        self.quantity, self.cost = self.quantity + quantity, self.cost + paid

    def sell(self, quantity: Decimal) -> None:
        left = max(self.quantity - quantity, Decimal(0))
        self.cost = self.cost * left / self.quantity if self.quantity else Decimal(0)
        self.quantity = left

    def split(self, added: Decimal) -> None:
        """Add the shares of a split; the cost stays."""
        after = max(self.quantity + added, Decimal(0))
        is_known = self.price is not None and self.quantity > 0 and after > 0
        self.price = self.price * self.quantity / after if self.price is not None and is_known else None
        self.quantity = after


@dataclass(frozen=True)
class Transaction:
    row: Row
    day: date
    kind: Kind
    quantity: Decimal
    price: Decimal | None
    amount: Decimal | None


def compute_positions(table: Table) -> Table:
    """Return the positions after all transactions of a table. Raises FileUnreadable if they cannot be computed."""
    return _ActivityReader(table).positions()


class _ActivityReader:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = guess_activity_columns(table.header)
        numbers = [cell for name in ("quantity", "price", "value") for cell in table.column(self.columns.get(name))]
        days = table.column(self.columns.get("as_of"))
        comma = guess_decimal_comma(numbers)
        with_semicolons = table.written.endswith("semicolons")
        has_comma, day_first = with_semicolons if comma is None else comma, guess_day_first(days)
        style = NotationStyle(has_comma, has_comma if day_first is None else day_first)
        columns = {name: n for name, n in self.columns.items() if name != "action"}
        self.mapping = ColumnMapping(columns, style, currency=guess_currency(table, columns))
        self.evidence, self.accounts = CurrencyEvidence(table, self.mapping), AccountLabels(table, self.mapping)
        self.holdings: dict[tuple[str, str], Holding] = {}
        self.left_out: list[SkippedLine] = list(table.left_out)

    def positions(self) -> Table:
        # files say no order within a day: splits come first, then purchases, then sales
        transactions = sorted(self._read(), key=lambda one: (one.day, ORDER_OF_DAY.get(one.kind, 0)))
        if not transactions:
            raise FileUnreadable("This file lists transactions, but none with a symbol, a day and a quantity.")
        for transaction in transactions:
            self._apply(transaction)
        first, last = transactions[0].day, transactions[-1].day
        rows = tuple(self._row(holding, last) for holding in self.holdings.values() if holding.quantity > NEGLIGIBLE)
        if not rows:
            raise FileUnreadable("This file lists transactions, and after the last of them nothing is held.")
        written = f"computed from {len(transactions)} transactions from {first} to {last}"
        return Table(HEADER, 1, tuple(sorted(rows, key=lambda row: row.line)), tuple(self.left_out), last, written)

    def _read(self) -> Iterator[Transaction]:
        for row in self.table.rows:
            if not self._identity(row) or kinds.is_cash(self._cell(row, "symbol"), self._cell(row, "name")):
                continue
            try:
                quantity = parse_amount(self._cell(row, "quantity"), self.mapping.style) or Decimal(0)
                price = parse_amount(self._cell(row, "price"), self.mapping.style)
                amount = parse_amount(self._cell(row, "value"), self.mapping.style)
                day = parse_day(self._cell(row, "as_of"), self.mapping.style)
            except CellUnreadable as error:
                raise FileUnreadable(
                    f"This file lists transactions, and line {row.line} is unclear: {error}"
                ) from error
            if day is None:
                continue
            action = self._cell(row, "action")
            kind = classify_action(action, quantity, amount) if action else "buy" if quantity > 0 else "sell"
            if shapes.is_option(self._cell(row, "symbol"), self._cell(row, "name")):
                self.left_out.append(
                    SkippedLine(row.line, quote_cell(self._identity(row)), "A transaction in options.")
                )
            elif kind == "unknown":
                raise FileUnreadable(
                    f"This file lists transactions, and Alex does not know “{quote_cell(action)}” in line {row.line}. "
                    "Download the positions instead."
                )
            elif kind != "none" and quantity:
                yield Transaction(row, day, kind, quantity, price or None, amount)

    def _apply(self, one: Transaction) -> None:
        key = (self.accounts.of(one.row), self._identity(one.row).upper())
        holding = self.holdings.setdefault(key, Holding(self._identity_cells(one.row), line=one.row.line))
        size = abs(one.quantity)
        action = set(normalize_heading(self._cell(one.row, "action")).split())
        is_out = one.kind == "sell" or (one.kind == "move" and (one.quantity < 0 or bool(OUT & action)))
        if (is_out or one.kind == "dividend") and size > holding.quantity * (1 + NEGLIGIBLE) + NEGLIGIBLE:
            verb = "has a dividend on" if one.kind == "dividend" else "sells"
            shown = self._cell(one.row, "symbol") or self._identity(one.row)
            raise FileUnreadable(
                INCOMPLETE.format(f"line {one.row.line} {verb} more of {quote_cell(shown)} than it buys")
            )
        if one.kind == "split":
            holding.split(-size if "close" in action else one.quantity)
        elif is_out:
            holding.sell(size)
        elif one.kind in {"buy", "move"}:
            self._require_start(one, holding)
            holding.buy(size, self._find_paid(one))
        if one.price is not None and one.kind in {"buy", "sell", "move"}:
            holding.price, holding.priced_on = one.price, one.day
        holding.currency = self.evidence.of_row(one.row) or holding.currency

    def _find_paid(self, one: Transaction) -> Decimal:
        """Return what a purchase cost in the currency of its row: the amount with fees, else quantity x price."""
        code = self.evidence.of_row(one.row)
        if one.amount and self.evidence.of_amount(one.row, "value") in {"", code}:
            return abs(one.amount)
        return abs(one.quantity) * (one.price or Decimal(0))

    def _require_start(self, one: Transaction, holding: Holding) -> None:
        """Raise FileUnreadable for shares bought from the dividend of a holding that the file never bought."""
        words = set(normalize_heading(self._cell(one.row, "action")).split())
        if words & (REINVEST | DIVIDEND) and holding.quantity <= NEGLIGIBLE:
            shown = self._cell(one.row, "symbol") or self._identity(one.row)
            raise FileUnreadable(INCOMPLETE.format(f"line {one.row.line} reinvests {quote_cell(shown)}, never bought"))

    def _identity(self, row: Row) -> str:
        return next((cell for name in ("symbol", "cusip", "isin", "name") if (cell := self._cell(row, name))), "")

    def _identity_cells(self, row: Row) -> tuple[str, ...]:
        account = self.accounts.of(row)
        found = (self._cell(row, name) for name in ("symbol", "cusip", "isin", "name"))
        return (account, self.accounts.number_of(row) if self.accounts.number_column is not None else "", *found)

    def _row(self, holding: Holding, last: date) -> Row:
        price = "" if holding.price is None else f"{holding.price:.6f}"
        cost = f"{holding.cost:.2f}" if holding.cost else ""
        priced_on = "" if holding.priced_on is None else holding.priced_on.isoformat()
        figures = (f"{holding.quantity:f}", cost, price, priced_on, holding.currency, last.isoformat())
        return Row(holding.line, (*holding.cells, *figures))

    def _cell(self, row: Row, field: str) -> str:
        index = self.columns.get(field)
        cell = row.cells[index] if index is not None and index < len(row.cells) else ""
        return "" if is_empty_cell(cell) else cell


def guess_activity_columns(header: tuple[str, ...]) -> Mapping[str, int]:
    """Return the column of each field of a transaction: the first of its headings that is there."""
    places: dict[str, int] = {}
    for index, cell in enumerate(header):
        places.setdefault(heading_key(cell), index)
        places.setdefault(normalize_heading(cell), index)
    found: dict[str, int] = {}
    for name, headings in ACTIVITY_HEADINGS.items():
        column = next((places[h] for h in headings if h in places and places[h] not in found.values()), None)
        if column is not None:
            found[name] = column
    return found
