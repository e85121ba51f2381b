"""Interpret rows: each is a position, the cash of an account, or refused with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portfolios import bounds
from portfolios.cleaning import (
    SYMBOL_PATTERN,
    clean_text,
    normalize_symbol,
    remove_invisible,
)
from portfolios.importers import kinds, splits, values
from portfolios.importers.columns import ColumnMapping
from portfolios.importers.headings import FIELD_LABELS
from portfolios.importers.splits import SPLIT_FIELDS, InstrumentSplits
from portfolios.importers.table import Row, Table
from portfolios.importers.values import CellUnreadable, is_empty_cell, quote_cell

ZERO, ONE, CASH = Decimal(0), Decimal(1), "CASH"


class RowRefused(Exception):
    """A row is wrong. The message says why."""


@dataclass(frozen=True)
class AccountDetails:
    """Details of an account in a file. They are used if the import opens the account."""

    kind: str = ""
    purpose: str = ""
    cash_interest: Decimal | None = None
    counts_for_retirement: bool | None = None

    def completed_by(self, later: "AccountDetails") -> "AccountDetails":
        """Return these details, with missing ones taken from a later row."""
        counts = self.counts_for_retirement
        return AccountDetails(
            kind=self.kind or later.kind,
            purpose=self.purpose or later.purpose,
            cash_interest=later.cash_interest if self.cash_interest is None else self.cash_interest,
            counts_for_retirement=later.counts_for_retirement if counts is None else counts,
        )


NO_DETAILS = AccountDetails()
ACCOUNT_DETAIL_FIELDS = {"account_type", "account_purpose", "cash_interest", "counts_for_retirement"}


class ImportLine(NamedTuple):
    """One row: cash, or a symbol with a quantity, or the reason in `refused` or `left_out`."""

    number: int
    account: str = ""
    symbol: str = ""
    name: str = ""
    instrument_type: str = ""
    quantity: Decimal = Decimal(0)
    cost_basis: Decimal | None = None
    price: Decimal | None = None
    priced_on: date | None = None
    as_of: date | None = None
    splits: InstrumentSplits | None = None
    cash: Decimal | None = None
    details: AccountDetails = NO_DETAILS
    notes: tuple[str, ...] = ()
    refused: str = ""
    left_out: str = ""

    @property
    def price_day(self) -> date | None:
        """Return the date of the price; by default that of the position."""
        return self.priced_on or self.as_of

    def completed_by(self, later: "ImportLine") -> "ImportLine":
        """Return this line, with missing instrument details taken from a later line."""
        line = self
        if line.price is None and later.price is not None:
            line = line._replace(price=later.price, priced_on=later.price_day)
        return line._replace(
            name=later.name if line.name == line.symbol else line.name,
            instrument_type=line.instrument_type or later.instrument_type,
            splits=line.splits or later.splits,
        )

    def add_lot(self, lot: "ImportLine") -> "ImportLine":
        """Return this line with another lot added. The total cost is known only if the cost of every lot is."""
        cost = None if self.cost_basis is None or lot.cost_basis is None else self.cost_basis + lot.cost_basis
        notes = dict.fromkeys((*self.notes, *lot.notes))
        if (self.cost_basis is None) != (lot.cost_basis is None):
            notes["The total cost is unknown because one lot has no cost."] = None
        return self.completed_by(lot)._replace(
            quantity=self.quantity + lot.quantity,
            cost_basis=cost,
            price=lot.price or self.price,
            priced_on=lot.priced_on if lot.price else self.priced_on,
            as_of=max(filter(None, (self.as_of, lot.as_of)), default=None),
            notes=tuple(notes),
        )


def read_lines(table: Table, mapping: ColumnMapping, *, today: date) -> Iterator[ImportLine]:
    return map(LineReader(table, mapping, today=today).read, table.rows)


class LineReader:
    """Interprets the rows of one table."""

    def __init__(self, table: Table, mapping: ColumnMapping, *, today: date) -> None:
        self.width, self.mapping, self.today = len(table.header), mapping, today
        self.detail_fields = sorted(mapping.columns.keys() & ACCOUNT_DETAIL_FIELDS)
        self.split_fields = sorted(mapping.columns.keys() & SPLIT_FIELDS.keys())
        self.details_by_cells: dict[tuple[str, ...], AccountDetails] = {}

    def account(self, row: Row) -> str:
        return clean_text(self._cell(row, "account"))[: bounds.ACCOUNT_NAME_LENGTH]

    def read(self, row: Row) -> ImportLine:
        line = ImportLine(
            number=row.line,
            account=self.account(row),
            symbol=quote_cell(remove_invisible(self._cell_text(row, "symbol"))),
            name=clean_text(self._cell_text(row, "name"))[: bounds.INSTRUMENT_NAME_LENGTH],
        )
        if kinds.is_total_row(row.cells):
            return line._replace(left_out="A total row.")
        if {line.symbol.lower(), line.name.lower()} & kinds.UNSETTLED_LABELS:
            return line._replace(left_out="Not settled yet.")
        try:
            if len(row.cells) > self.width:
                raise RowRefused(f"This row has {len(row.cells)} cells, but the table has {self.width} headings.")
            currency = self._cell(row, "currency").upper()
            if currency not in {"", "USD", "US$", "$"}:
                raise RowRefused(f"The currency is {quote_cell(currency)}. Alex supports US dollars only.")
            return self._read_cash(row, line) if self._is_cash(row, line) else self._read_position(row, line)
        except RowRefused as reason:
            return line._replace(refused=str(reason))

    def _is_cash(self, row: Row, line: ImportLine) -> bool:
        """Return whether a row is cash. CASH and USD are also tickers, of rows with a name and a price of their own."""
        if "cash_balance" in self.mapping.columns:
            return not line.symbol and bool(self._cell(row, "cash_balance"))
        if not kinds.is_cash(line.symbol, line.name):
            return False
        if not kinds.is_possible_ticker(line.symbol, line.name) or self._parse_amount(row, "price") in {
            None,
            ZERO,
            ONE,
        }:
            return True
        if line.symbol.upper() == CASH:
            raise RowRefused(
                f"In Alex, CASH means US dollars, but this row is {line.name}. Add it by hand under another symbol."
            )
        return False

    def _read_cash(self, row: Row, line: ImportLine) -> ImportLine:
        cash = self._parse_amount(row, "cash_balance")
        cash = self._parse_amount(row, "value") if cash is None else cash
        if cash is None and (units := self._parse_amount(row, "quantity")) is not None:
            price = self._parse_amount(row, "price")
            cash = units if price is None else units * price
        if cash is None:
            raise RowRefused("This cash row has no amount.")
        if cash not in bounds.CASH_BALANCE:
            raise RowRefused(f"The cash is {cash:,f}. It must be 0 or more.")
        return line._replace(
            cash=cash.quantize(bounds.CASH_BALANCE.quantum), symbol="", details=self._load_details(row)
        )

    def _load_details(self, row: Row) -> AccountDetails:
        """Return the details of the row's account. Cached, because many rows repeat them."""
        if not self.detail_fields:
            return NO_DETAILS
        cells = tuple(self._cell(row, name) for name in self.detail_fields)
        if cells in self.details_by_cells:
            return self.details_by_cells[cells]
        try:
            rate = values.parse_fraction(self._cell(row, "cash_interest"), self.mapping.style)
        except CellUnreadable as error:
            raise RowRefused(f"Interest on cash: {error}") from error
        if rate is not None and rate not in bounds.CASH_INTEREST:
            raise RowRefused("Interest on cash must be from 0% to 50%.")
        counts = self._cell(row, "counts_for_retirement").lower()
        details = self.details_by_cells[cells] = AccountDetails(
            kind=kinds.parse_account_kind(self._cell(row, "account_type")),
            purpose=clean_text(self._cell(row, "account_purpose"))[: bounds.ACCOUNT_PURPOSE_LENGTH],
            cash_interest=rate,
            counts_for_retirement=counts in {"yes", "true", "1"} if counts else None,
        )
        return details

    def _read_position(self, row: Row, line: ImportLine) -> ImportLine:
        instrument_type = self._cell(row, "instrument_type")
        if instrument_type.lower() in kinds.DERIVATIVE_LABELS:
            raise RowRefused("Alex does not support options, futures and similar contracts.")
        symbol, notes = self._parse_symbol(line)
        quantity = self._parse_quantity(row)
        exact = quantity.quantize(bounds.QUANTITY.quantum)
        if exact != quantity:
            notes = (*notes, f"Quantity rounded to {exact.normalize():f}.")
        if exact == 0:
            raise RowRefused("The quantity is too small to record.")
        cost = self._parse_cost(row, quantity)
        price = self._parse_amount(row, "price") or None
        if price is not None and price not in bounds.PRICE:
            raise RowRefused(f"The price must be above 0 and below {bounds.PRICE.exclusive_maximum:,f}.")
        return line._replace(
            symbol=symbol,
            name=line.name or symbol,
            instrument_type=kinds.parse_instrument_type(instrument_type),
            quantity=exact,
            cost_basis=cost,
            price=None if price is None else price.quantize(bounds.PRICE.quantum) or None,
            priced_on=self._parse_day(row, "price_as_of"),
            as_of=self._parse_day(row, "as_of", self.mapping.dated),
            splits=self._parse_splits(row),
            details=self._load_details(row),
            notes=notes,
        )

    def _parse_symbol(self, line: ImportLine) -> tuple[str, tuple[str, ...]]:
        """Return the symbol in normal form, with a note if it differs from the file."""
        if not line.symbol:
            raise RowRefused("The symbol is missing.")
        symbol = normalize_symbol(line.symbol.rstrip("*").strip())
        if len(symbol) > bounds.SYMBOL_LENGTH:
            raise RowRefused(f"A symbol can have at most {bounds.SYMBOL_LENGTH} characters.")
        if not SYMBOL_PATTERN.fullmatch(symbol):
            raise RowRefused(
                f"“{line.symbol}” is not a symbol. Use letters, digits, dots and dashes, such as VTI or BRK.B."
            )
        return symbol, () if symbol == line.symbol.upper() else (f"{line.symbol} is read as {symbol}.",)

    def _parse_quantity(self, row: Row) -> Decimal:
        quantity = self._parse_amount(row, "quantity")
        if quantity is None:
            raise RowRefused("The quantity is missing.")
        if quantity == 0:
            raise RowRefused("The quantity is 0. If you sold the position, delete it on its page.")
        if quantity < 0:
            raise RowRefused("The quantity is negative. Alex does not support short positions.")
        if quantity >= bounds.QUANTITY.exclusive_maximum:
            raise RowRefused("The quantity is too large.")
        return quantity

    def _parse_cost(self, row: Row, quantity: Decimal) -> Decimal | None:
        cost = self._parse_amount(row, "cost_basis")
        if cost is None and (each := self._parse_amount(row, "cost_per_share")) is not None:
            cost = each * quantity
        if cost is None:
            return None
        if cost not in bounds.COST_BASIS:
            limit = bounds.COST_BASIS.exclusive_maximum
            raise RowRefused(f"The total cost is {cost:,.2f}. It must be 0 or more and below {limit:,f}.")
        return cost.quantize(bounds.COST_BASIS.quantum)

    def _parse_day(self, row: Row, field: str, default: date | None = None) -> date | None:
        try:
            found = values.parse_day(self._cell(row, field), self.mapping.style) or default
        except CellUnreadable as error:
            raise RowRefused(f"{FIELD_LABELS[field]}: {error}") from error
        if found is not None and found > self.today:
            raise RowRefused(f"{FIELD_LABELS[field]} {found} is in the future.")
        return found

    def _parse_splits(self, row: Row) -> InstrumentSplits | None:
        if not self.split_fields:
            return None
        try:
            return splits.parse_splits({field: self._cell(row, field) for field in self.split_fields})
        except CellUnreadable as error:
            raise RowRefused(f"Made of: {error}") from error

    def _parse_amount(self, row: Row, field: str) -> Decimal | None:
        """Parse the amount in a cell. Raises RowRefused with the name of the field."""
        try:
            return values.parse_amount(self._cell(row, field), self.mapping.style)
        except CellUnreadable as error:
            raise RowRefused(f"{FIELD_LABELS[field]}: {error}") from error

    def _cell_text(self, row: Row, field: str) -> str:
        cell = self._cell(row, field)
        return "" if is_empty_cell(cell) else cell

    def _cell(self, row: Row, field: str) -> str:
        index = self.mapping.columns.get(field)
        return row.cells[index] if index is not None and index < len(row.cells) else ""
