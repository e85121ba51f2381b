"""Compute positions from a list of transactions: purchases, sales, reinvestments, splits and transfers of shares.

The cost is the average cost. A list that does not start at the beginning is refused where it shows: it sells, or gets a
dividend on, what it never bought.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from portfolios.importers import currency
from portfolios.importers.columns import ColumnMapping, normalize_heading
from portfolios.importers.recognition import kinds, shapes
from portfolios.importers.recognition.accounts import AccountLabels
from portfolios.importers.recognition.evidence import CurrencyEvidence, guess_currency
from portfolios.importers.table import FileUnreadable, Row, SkippedLine, Table, TransactionSpan
from portfolios.importers.transactions.actions import DIVIDEND, OUT, REINVEST, Kind, classify_action
from portfolios.importers.transactions.columns import guess_activity_columns
from portfolios.importers.transactions.holdings import (
    NEGLIGIBLE,
    History,
    Holding,
    IncompleteHistory,
    Key,
    NoPositions,
    is_possible_split,
)
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

HEADER = ("Account", "Account number", "Symbol", "CUSIP", "ISIN", "Name", "Instrument type", "Quantity", "Total cost",
          "Price", "Price as of", "Currency", "As of")  # fmt: skip
ORDER_OF_DAY = {"split": 0, "buy": 1, "move": 2, "dividend": 3, "capital": 3, "sell": 4}
RATIO = re.compile(r"\b([1-9]\d{0,2}) ?(?::|for|zu|pour|-) ?([1-9]\d{0,2})\b", re.IGNORECASE)
"""The ratio of a split, such as 10:1 or 3 for 2."""
LEVELS = ("execution", "order", "trade")
"""Of a file that lists each trade at several levels of detail, the first of these that it has counts."""
NOT_EXECUTED = frozenset({
    "cancelled", "canceled", "rejected", "failed", "pending", "expired", "reverted", "declined", "open", "storniert",
})  # fmt: skip
ZERO, TEN, HUNDRED, FIXED_FEES, BOND_TOLERANCE = Decimal(0), Decimal(10), Decimal(100), Decimal(100), Decimal("0.05")


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
    return build_table(compute_history(table), table.written)


def read_positions(table: Table) -> Table:
    """Return the positions after all transactions of a table, with the transactions beside them.

    Where they give no positions by themselves, they are the rows, with the reason. Raises FileUnreadable.
    """
    try:
        return replace(compute_positions(table), history=table)
    except NoPositions as error:
        return replace(table, gap=str(error))


def build_table(history: History, written: str) -> Table:
    """Return what is held as a table. Raises NoPositions if nothing is."""
    rows = tuple(
        Row(one.line, one.cells(history.span.last)) for one in history.holdings.values() if one.quantity > NEGLIGIBLE
    )
    if not rows:
        raise NoPositions("This file lists transactions, and after the last of them nothing is held.")
    return Table(
        HEADER, 1, tuple(sorted(rows, key=lambda row: row.line)), history.left_out, history.span.last, written,
        history.span,
    )  # fmt: skip


def compute_history(table: Table) -> History:
    """Return what is held after all transactions of a table. Raises FileUnreadable if it cannot be computed."""
    reader = ActivityReader(table)
    return apply_transactions([(reader, one) for one in reader.read()])


def apply_transactions(transactions: Sequence[tuple["ActivityReader", Transaction]]) -> History:
    """Return what is held after transactions, each with its reader. The readers share what they hold."""
    if not transactions:
        raise NoPositions("This file lists transactions, but none with a symbol, a day and a quantity.")
    # files say no order within a day: splits come first, then purchases, then sales
    ordered = sorted(transactions, key=lambda pair: (pair[1].day, ORDER_OF_DAY.get(pair[1].kind, 0)))
    for reader, transaction in ordered:
        reader.apply(transaction)
    first, last, reader = ordered[0][1].day, ordered[-1][1].day, ordered[0][0]
    return History(reader.holdings, TransactionSpan(len(ordered), first, last), tuple(reader.left_out))


def sum_quantities(rows: Iterable[tuple[str, str, str]]) -> dict[Key, Decimal]:
    """Return what a file lists of each holding. rows: account, symbol and quantity as written."""
    held: dict[Key, Decimal] = defaultdict(Decimal)
    for account, symbol, quantity in rows:
        with suppress(CellUnreadable):
            held[account, symbol.upper()] += parse_amount(quantity, NotationStyle()) or ZERO
    return held


def check_positions(transactions: Table, held: Mapping[Key, Decimal]) -> tuple[History | None, str]:
    """Return the history and what it says of the positions that a file lists; no history if it is not complete."""
    try:
        history = compute_history(transactions)
    except FileUnreadable as error:
        return None, f"The positions count. They were not checked: {error}"
    return history, history.compare(held)


class ActivityReader:
    """Reads the transactions of a table and applies them to what is held.

    holdings: shared with the readers of other files. account: of all transactions, instead of those in the file; name:
    of the file, and before: the lines of the files before it, where there are several.
    """

    def __init__(self, table: Table, *, account: str | None = None, name: str = "", before: int = 0) -> None:
        self.table, self.account, self.name, self.before = table, account, name, before
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
        levels = {normalize_heading(cell) for cell in table.column(self.columns.get("level"))}
        self.level = next((one for one in LEVELS if one in levels), "")
        self.has_sales = any(
            cell.lstrip(" $").startswith(("-", "(")) for cell in table.column(self.columns.get("quantity"))
        )
        self.holdings: dict[Key, Holding] = {}
        self.left_out: list[SkippedLine] = list(table.left_out)

    def read(self) -> Iterator[Transaction]:
        """Yield what changes a holding. Raises FileUnreadable for what is not understood."""
        for row in self.table.rows:
            if not self._identity(row) or kinds.is_cash(self._cell(row, "symbol"), self._cell(row, "name")):
                continue
            if reason := self._reason_to_leave_out(row):
                self.left_out.append(SkippedLine(row.line, quote_cell(self._identity(row)), reason))
                continue
            try:
                quantity = parse_amount(self._cell(row, "quantity"), self.mapping.style) or ZERO
                price = parse_amount(self._cell(row, "price"), self.mapping.style)
                amount = parse_amount(self._cell(row, "value"), self.mapping.style)
                day = parse_day(self._cell(row, "as_of"), self.mapping.style)
            except CellUnreadable as error:
                raise self._unclear(row, str(error)) from error
            kind = self._classify(row, quantity, amount)
            if kind == "split" and not quantity and not RATIO.search(self._cell(row, "action")):
                raise self._unclear(row, "It is a split without a quantity.")
            if kind == "split" or (kind == "capital" and amount) or (kind not in {"none", "capital"} and quantity):
                yield self._checked(row, day, kind, (quantity, price or None, amount))

    def _classify(self, row: Row, quantity: Decimal, amount: Decimal | None) -> Kind:
        """Return what a row does, by its action, else its description, else the sign of its quantity."""
        if action := self._cell(row, "action"):
            return classify_action(action, quantity, amount)
        described = classify_action(self._cell(row, "name"), quantity, amount)
        if described not in {"none", "unknown"} or not quantity:
            return described
        if not self.has_sales:
            raise self._unclear(row, "Nothing says whether it is a purchase or a sale.")
        return "buy" if quantity > 0 else "sell"

    def _checked(
        self, row: Row, day: date | None, kind: Kind, figures: tuple[Decimal, Decimal | None, Decimal | None]
    ) -> Transaction:
        """Return a transaction that is understood. Raises FileUnreadable."""
        if kind == "unknown":
            action = quote_cell(self._cell(row, "action"))
            raise FileUnreadable(
                f"This file lists transactions, and Alex does not know “{action}” in {self._place(row)}. "
                "Download the positions instead."
            )
        if day is None:
            raise self._unclear(row, "It has no date.")
        if kind == "buy" and figures[0] < 0:
            raise self._unclear(row, "It is a purchase of a negative quantity.")
        return Transaction(row, day, kind, *figures)

    def _reason_to_leave_out(self, row: Row) -> str:
        """Return why a row changes nothing that is held, or an empty string."""
        if kinds.is_total_row(row.cells):
            return "A total row."
        if self.level and normalize_heading(self._cell(row, "level")) != self.level:
            return "The same trade at another level of detail."
        if NOT_EXECUTED & set(normalize_heading(self._cell(row, "status")).split()):
            return "An order that was not executed."
        if currency.is_pair(self._cell(row, "symbol")):
            return "A conversion of currencies."
        is_contract = kinds.is_derivative_label(self._cell(row, "instrument_type"))
        if is_contract or shapes.is_option(self._cell(row, "symbol"), self._cell(row, "name")):
            return "A transaction in options or similar contracts."
        return ""

    def _unclear(self, row: Row, reason: str) -> FileUnreadable:
        return FileUnreadable(f"This file lists transactions, and {self._place(row)} is unclear: {reason}")

    def _place(self, row: Row) -> str:
        """Return the line of a row in words, with the name of its file where there are several."""
        return f"line {row.line - self.before}{f' of {self.name}' if self.name else ''}"

    def _account(self, row: Row) -> str:
        return self.accounts.of(row) if self.account is None else self.account

    def mark_of(self, one: Transaction) -> tuple[object, ...]:
        """Return what two files say alike of one transaction."""
        return (
            one.day, self._identity(one.row).upper(), one.kind, abs(one.quantity), one.amount,
            self.evidence.of_row(one.row),
        )  # fmt: skip

    def apply(self, one: Transaction) -> None:
        """Apply a transaction to what is held. Raises FileUnreadable."""
        key = (self._account(one.row), self._identity(one.row).upper())
        holding = self.holdings.setdefault(key, self._open_holding(one.row))
        size, shown = abs(one.quantity), quote_cell(self._cell(one.row, "symbol") or self._identity(one.row))
        action = set(normalize_heading(self._cell(one.row, "action")).split())
        is_out = one.kind == "sell" or (one.kind == "move" and (one.quantity < 0 or bool(OUT & action)))
        if (is_out or one.kind == "dividend") and size > holding.quantity * (1 + NEGLIGIBLE) + NEGLIGIBLE:
            verb = "has a dividend on" if one.kind == "dividend" else "sells"
            raise IncompleteHistory(f"{self._place(one.row)} {verb} more of {shown} than it buys")
        price = self._find_price(one)
        if one.kind == "split":
            self._split(one, holding, action)
        elif one.kind == "capital":
            holding.return_capital(abs(one.amount or ZERO))
        elif is_out:
            holding.sell(size)
        elif one.kind in {"buy", "move"}:
            self._require_start(one, holding)
            holding.buy(size, self._find_paid(one, price))
        if price is not None and one.kind in {"buy", "sell", "move"}:
            holding.price, holding.priced_on = price, one.day
        holding.note_currency(self.evidence.of_row(one.row))

    def _split(self, one: Transaction, holding: Holding, action: set[str]) -> None:
        """Apply a split, which a file gives as the shares that are added, or as all of them out and in again."""
        if action & {"open", "close"}:
            holding.split(-abs(one.quantity) if "close" in action else one.quantity)
            return
        if holding.quantity <= NEGLIGIBLE:
            raise IncompleteHistory(f"{self._place(one.row)} splits a holding that it never bought")
        added = holding.quantity * (one.quantity / TEN - 1) if "stksplit" in action else one.quantity
        if not added and (ratio := RATIO.search(self._cell(one.row, "action"))):
            added = holding.quantity * (Decimal(ratio[1]) / Decimal(ratio[2]) - 1)
        if not is_possible_split(holding.quantity, holding.quantity + added):
            numbers = f"{holding.quantity.normalize():f} → {(holding.quantity + added).normalize():f}"
            raise self._unclear(one.row, f"A split does not turn these shares into those: {numbers}.")
        holding.split(added)

    def _find_price(self, one: Transaction) -> Decimal | None:
        """Return the price of one unit: bonds are quoted per 100 of face value. Raises FileUnreadable."""
        if one.price is None or not one.amount or not self._is_same_currency(one):
            return one.price
        product, paid = abs(one.quantity * one.price), abs(one.amount)
        if abs(product / HUNDRED - paid) <= BOND_TOLERANCE * paid:
            return one.price / HUNDRED
        fees = max(min(product, paid), FIXED_FEES)  # small trades may cost more than they are worth
        if abs(product - paid) > fees and one.kind in {"buy", "sell"}:
            raise self._unclear(one.row, f"Quantity × price is {product:,.2f}, but the amount is {paid:,.2f}.")
        return one.price

    def _is_same_currency(self, one: Transaction) -> bool:
        return self.evidence.of_amount(one.row, "value") in {"", self.evidence.of_row(one.row)}

    def _find_paid(self, one: Transaction, price: Decimal | None) -> Decimal | None:
        """Return what a purchase cost in the currency of its row: the amount with fees, else quantity x price."""
        if one.amount and self._is_same_currency(one):
            return abs(one.amount)
        return None if price is None else abs(one.quantity) * price

    def _require_start(self, one: Transaction, holding: Holding) -> None:
        """Raise FileUnreadable for shares bought from the dividend of a holding that the file never bought."""
        words = set(normalize_heading(self._cell(one.row, "action")).split())
        if words & (REINVEST | DIVIDEND) and holding.quantity <= NEGLIGIBLE:
            shown = self._cell(one.row, "symbol") or self._identity(one.row)
            raise IncompleteHistory(f"{self._place(one.row)} reinvests {quote_cell(shown)}, never bought")

    def _identity(self, row: Row) -> str:
        return next((cell for name in ("symbol", "cusip", "isin", "name") if (cell := self._cell(row, name))), "")

    def _open_holding(self, row: Row) -> Holding:
        has_name = self.account is not None or self.accounts.number_column is not None
        number = self.accounts.number_of(row) if has_name else ""
        return Holding(
            account=self._account(row), account_number=number, symbol=self._cell(row, "symbol"),
            cusip=self._cell(row, "cusip"), isin=self._cell(row, "isin"), name=self._cell(row, "name"),
            instrument_type=self._cell(row, "instrument_type"), line=row.line,
        )  # fmt: skip

    def _cell(self, row: Row, field: str) -> str:
        index = self.columns.get(field)
        cell = row.cells[index] if index is not None and index < len(row.cells) else ""
        return "" if is_empty_cell(cell) else cell
