"""Interpret rows: each is a position, the cash of an account, or refused with a reason."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from portfolios import bounds
from portfolios.cleaning import clean_text, normalize_symbol, remove_invisible
from portfolios.currencies import CURRENCY_NAMES
from portfolios.currency_marks import find_mark
from portfolios.importers import currency, splits, values
from portfolios.importers.columns import ColumnMapping, normalize_heading
from portfolios.importers.currency import DOLLAR, SUBUNITS
from portfolios.importers.headings import FIELD_LABELS
from portfolios.importers.lines import NO_DETAILS, AccountDetails, ImportLine
from portfolios.importers.recognition import kinds, shapes
from portfolios.importers.recognition.accounts import AccountLabels
from portfolios.importers.recognition.evidence import CurrencyEvidence
from portfolios.importers.recognition.repeats import SUM_ROW, find_repeated_rows
from portfolios.importers.recognition.worth import UnitPrice, ValueMismatch, find_unit_price
from portfolios.importers.splits import SPLIT_FIELDS, InstrumentSplits
from portfolios.importers.table import LINE_OF_TEXT, Row, Table
from portfolios.importers.transactions.timeline import find_earlier_days
from portfolios.importers.values import CellUnreadable, is_empty_cell, quote_cell

ZERO, ONE, CASH = Decimal(0), Decimal(1), "CASH"
SHORT_SIDES = frozenset({"short", "s", "sell", "leer"})
LARGEST = Decimal(10) ** 21
"""A larger value is none that can be stored, so it counts for no sum."""
LEAST_PRECISION = Decimal("0.005")
ACCOUNT_DETAIL_FIELDS = {"account_type", "account_purpose", "cash_interest", "counts_for_retirement"}
IDENTIFIER_FIELDS = ("cusip", "isin", "local_id")
OPTIONS_MESSAGE = "Alex does not support options, futures and similar contracts."
UNCLEAR_DAYS_MESSAGE = (
    "This holding is listed on several days, and others are not: these may be purchases or what you held on a day. "
    "Call the column “Date acquired”, or keep one day."
)
FOOTNOTE = re.compile(r"(?:\*|\(\d{1,2}\)){1,9}$")
STATE_HEADINGS = {"status": "status", "state": "status", "position status": "status", "vested": "vested",
                  "vesting status": "vested"}  # fmt: skip
NO_SYMBOL_MESSAGE = "It has no symbol. Give it a name of your own to import it."


class RowRefused(Exception):
    """A row cannot be imported. The message says why. unnamed: the text of a row that only lacks a symbol."""

    def __init__(self, message: str, unnamed: str = "") -> None:
        super().__init__(message)
        self.unnamed = unnamed


class RowLeftOut(Exception):
    """A row is not a holding of this account. The message says why."""


def read_lines(table: Table, mapping: ColumnMapping, *, today: date) -> Iterator[ImportLine]:
    """Interpret the rows of a table. Of several days of the same holdings only the last one counts."""
    reader = LineReader(table, mapping, today=today)
    earlier = find_earlier_days(table, mapping, reader.accounts, today=today)
    repeated = find_repeated_rows(table, mapping)
    for row in table.rows:
        line = reader.read(row)
        if row.line in repeated and not line.is_total:
            reason = repeated[row.line]
            line = line._replace(left_out=reason, refused="", unnamed="", is_total=reason == SUM_ROW)
        if row.line in earlier and not line.is_total:
            last = earlier[row.line]
            line = (
                line._replace(refused=UNCLEAR_DAYS_MESSAGE)
                if last is None
                else line._replace(left_out=f"An earlier day. The file goes to {last}.", refused="")
            )
        yield line


class LineReader:
    """Interprets the rows of one table."""

    def __init__(self, table: Table, mapping: ColumnMapping, *, today: date) -> None:
        self.width, self.mapping, self.today = len(table.header), mapping, today
        self.is_ofx, self.is_own_file = table.written.startswith("OFX"), "made_of" in mapping.columns
        self.accounts = AccountLabels(table, mapping)
        self.evidence = CurrencyEvidence(table, mapping)
        self.detail_fields = sorted(mapping.columns.keys() & ACCOUNT_DETAIL_FIELDS)
        self.split_fields = sorted(mapping.columns.keys() & SPLIT_FIELDS.keys())
        self.states = {
            name: n for n, cell in enumerate(table.header) if (name := STATE_HEADINGS.get(normalize_heading(cell)))
        }
        self.text_column = table.header.index(LINE_OF_TEXT) if table.is_statement else None
        self.details_by_cells: dict[tuple[str, ...], AccountDetails] = {}

    def read(self, row: Row) -> ImportLine:
        """Return what a row says, in its own currency. `importing.settlement` decides about other currencies."""
        code = self.evidence.of_row(row)
        line = ImportLine(
            number=row.line,
            account=self.accounts.of(row),
            symbol=quote_cell(remove_invisible(self._cell_text(row, "symbol"))),
            name=clean_text(self._cell_text(row, "name"))[: bounds.INSTRUMENT_NAME_LENGTH],
            currency=SUBUNITS.get(code, code or DOLLAR),
            value=self._estimate_value(row),
        )
        if kinds.is_total_row(row.cells) or kinds.is_total_label(line.symbol or line.name):
            return line._replace(left_out="A total row.", is_total=True)
        first = next((cell for cell in row.cells if cell), "")  # it may name a total, such as “Roth IRA Total”
        is_sum = kinds.is_sum_of(first) or (kinds.has_total_word(first) and first != line.name)
        if is_sum and not self._cell_text(row, "quantity"):
            account = line.account if kinds.is_sum_of(first) else kinds.remove_total_word(line.account)
            value = None if kinds.is_subtotal(first) else line.value
            return line._replace(account=account, value=value, left_out="A total row.", is_total=True)
        try:
            found = self._read_holding(row, line, code)
        except RowLeftOut as reason:
            return line._replace(left_out=str(reason))
        except RowRefused as reason:
            return line._replace(refused=str(reason), unnamed=reason.unnamed)
        if self.text_column is not None:
            found = found._replace(notes=(*found.notes, f"In the statement: “{row.cells[self.text_column]}”"))
        return found._replace(refused=currency.UNKNOWN_MESSAGE) if self.evidence.is_unknown(row) else found

    def _read_holding(self, row: Row, line: ImportLine, code: str) -> ImportLine:
        """Return the cash or the position of a row. Raises RowLeftOut and RowRefused."""
        if {line.symbol.lower(), line.name.lower()} & kinds.UNSETTLED_LABELS:
            raise RowLeftOut("Not settled yet.")
        states = {name: row.cells[n].strip().lower() for name, n in self.states.items() if n < len(row.cells)}
        if states.get("status", "") in kinds.CLOSED_STATES:
            raise RowLeftOut("This position is closed.")
        if states.get("vested", "") in kinds.UNVESTED_STATES:
            raise RowLeftOut("These shares are not vested yet.")
        if not line.symbol and shapes.is_elsewhere(line.name):
            raise RowLeftOut("This money is in an account of its own. Import that account.")
        if len(row.cells) > self.width:
            raise RowRefused(f"This row has {len(row.cells)} cells, but the table has {self.width} headings.")
        return self._read_cash(row, line) if self._is_cash(row, line) else self._read_position(row, line, code)

    def _estimate_value(self, row: Row) -> Decimal | None:
        """Return what a row is worth by the file, even if the row is refused later."""
        try:
            value = self._parse_amount(row, "value")
            quantity, price = self._parse_amount(row, "quantity"), self._parse_amount(row, "price")
        except RowRefused:
            return None
        if value is None and quantity is not None and price is not None:
            value = quantity * price
        return value if value is None or abs(value) < LARGEST else None

    def _is_cash(self, row: Row, line: ImportLine) -> bool:
        """Return whether a row is cash: by its symbol or label, or as money at a bank at a price of one.

        CASH and USD are also tickers, of rows with a name and a price of their own.
        """
        if "cash_balance" in self.mapping.columns:
            return not line.symbol and bool(self._cell(row, "cash_balance"))
        if not kinds.is_cash(line.symbol, line.name):
            return self._is_bank_deposit(row, line)
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

    def _is_bank_deposit(self, row: Row, line: ImportLine) -> bool:
        label, name = self._cell(row, "instrument_type"), line.name or line.symbol
        is_named_cash = shapes.words_of(name)[:1] == ["cash"]
        if not is_named_cash and not shapes.is_bank_deposit(name, label):
            return False
        price, value = self._parse_amount(row, "price"), self._parse_amount(row, "value")
        quantity = self._parse_amount(row, "quantity")
        if is_named_cash and not shapes.is_bank_deposit(name, label):
            return value is not None and quantity is None and price is None
        return shapes.is_one(price) and (quantity is None or value is None or abs(quantity - value) < ONE)

    def _read_cash(self, row: Row, line: ImportLine) -> ImportLine:
        cash = self._parse_amount(row, "cash_balance")
        cash = self._parse_amount(row, "value") if cash is None else cash
        if cash is None and (units := self._parse_amount(row, "quantity")) is not None:
            price = self._parse_amount(row, "price")
            cash = units if price is None else units * price
        if cash is None:
            raise RowRefused("This cash row has no amount.")
        if cash not in bounds.CASH_BALANCE:
            raise RowRefused(f"The cash is {cash:,f}. It must be {bounds.CASH_BALANCE.range_text}.")
        exact = cash.quantize(bounds.CASH_BALANCE.quantum)
        code = self.evidence.of_amount(row, "value")
        return line._replace(
            cash=exact, value=exact, symbol="", details=self._load_details(row, line.account),
            currency=SUBUNITS.get(code, code) if code else line.currency,
        )  # fmt: skip

    def _load_details(self, row: Row, account: str) -> AccountDetails:
        """Return the details of the row's account. Cached, because many rows repeat them."""
        cells = (account, *(self._cell(row, name) for name in self.detail_fields))
        if cells in self.details_by_cells:
            return self.details_by_cells[cells]
        try:
            rate = values.parse_fraction(self._cell(row, "cash_interest"), self.mapping.style)
        except CellUnreadable as error:
            raise RowRefused(f"Interest on cash: {error}") from error
        if rate is not None and rate not in bounds.CASH_INTEREST:
            raise RowRefused("Interest on cash must be from 0% to 50%.")
        counts = self._cell(row, "counts_for_retirement").lower()
        kind = kinds.guess_account_kind(self._cell(row, "account_type")) or kinds.guess_account_kind(account)
        details = AccountDetails(
            kind=kind,
            purpose=clean_text(self._cell(row, "account_purpose"))[: bounds.ACCOUNT_PURPOSE_LENGTH],
            cash_interest=rate,
            counts_for_retirement=counts in {"yes", "true", "1"} if counts else None,
            number=self.accounts.number_of(row),
        )
        self.details_by_cells[cells] = NO_DETAILS if details == NO_DETAILS else details
        return self.details_by_cells[cells]

    def _read_position(self, row: Row, line: ImportLine, code: str) -> ImportLine:
        label = self._cell(row, "instrument_type")
        if kinds.is_derivative_label(label) or shapes.is_option(line.symbol, line.name):
            raise RowRefused(OPTIONS_MESSAGE)
        kind = kinds.parse_instrument_type(label)
        if not self._cell_text(row, "quantity") and not line.value:
            if line.value is not None or not (line.symbol or line.name):
                raise RowLeftOut("Nothing is held in this row.")
            raise RowRefused("The quantity is missing.")
        if contradiction := self.evidence.find_contradiction(row, code):
            field, other = (FIELD_LABELS[contradiction[0]], CURRENCY_NAMES[contradiction[1]])
            raise RowRefused(f"{field} is in {other}, but the row is in {CURRENCY_NAMES.get(code, code)}.")
        symbol, name, notes = self._identify(row, line)
        quantity = self._parse_quantity(row)
        exact = quantity.quantize(bounds.QUANTITY.quantum)
        if exact != quantity:
            notes = (*notes, f"Quantity rounded to {exact.normalize():f}.")
        if exact == 0:
            raise RowRefused("The quantity is too small to record.")
        bond = (self.is_ofx and kind == "bond") or shapes.is_bond(symbol, line.name or line.symbol, kind)
        unit = self._find_unit_price(row, quantity, code, is_bond=bond)
        price = unit.price
        if price is not None and price not in bounds.PRICE:
            raise RowRefused(f"The price must be above 0 and below {bounds.PRICE.exclusive_maximum:,f}.")
        cost, cost_note = self._parse_cost(row, quantity, unit, line.currency)
        price = None if price is None else self._round_price(price)
        return line._replace(
            symbol=symbol,
            name=name or symbol,
            instrument_type="bond" if bond and not kind else kind,
            quantity=exact,
            cost_basis=cost,
            price=price,
            value=line.value if price is None else exact * price,
            stated=self._parse_amount(row, "value")
            if code == line.currency and self.evidence.compares(row, code)
            else None,
            priced_on=self._parse_day(row, "price_as_of"),
            as_of=self._parse_day(row, "as_of", self.mapping.dated),
            splits=self._parse_splits(row),
            details=self._load_details(row, line.account),
            notes=tuple(filter(None, (*notes, unit.note, cost_note))),
        )

    def _round_price(self, price: Decimal) -> Decimal:
        """Return a price as it can be stored. Raises RowRefused if it would no longer be the same."""
        exact = price.quantize(bounds.PRICE.quantum)
        if abs(exact - price) > LEAST_PRECISION * price:
            raise RowRefused(f"The price of {price.normalize():f} is too small to be recorded exactly.")
        return exact

    def _identify(self, row: Row, line: ImportLine) -> tuple[str, str, tuple[str, ...]]:
        """Return symbol, name and notes: the first of symbol, CUSIP, ISIN, SEDOL and WKN, or a name that was chosen."""
        text = FOOTNOTE.sub("", line.symbol).strip()
        symbol = normalize_symbol(text)
        if shapes.is_symbol(symbol, bounds.SYMBOL_LENGTH):
            is_same = symbol == line.symbol.upper()
            return symbol, line.name, () if is_same else (f"{line.symbol} is read as {symbol}.",)
        identifiers = (normalize_symbol(self._cell_text(row, field).strip()) for field in IDENTIFIER_FIELDS)
        found = next((one for one in identifiers if shapes.is_symbol(one, bounds.SYMBOL_LENGTH)), "")
        found = found or shapes.split_identifier(text) or shapes.find_isin(line.name)
        if found:
            return found, line.name or text, (f"{line.symbol} is read as {found}.",) if text else ()
        described = line.name or line.symbol
        if chosen := self.mapping.names.get(described):
            return chosen, described, (f"Called {chosen}.",)
        if text and " " not in text:
            raise RowRefused(
                f"“{line.symbol}” is not a symbol. Use letters, digits, dots and dashes, such as VTI or BRK.B."
            )
        if not described or not shapes.suggest_symbol(described, bounds.SYMBOL_LENGTH):
            raise RowRefused("The symbol is missing.")
        raise RowRefused(NO_SYMBOL_MESSAGE, unnamed=described)

    def _find_unit_price(self, row: Row, quantity: Decimal, code: str, *, is_bond: bool) -> UnitPrice:
        price = self._parse_amount(row, "price") or None
        value = self._parse_amount(row, "value") if self.evidence.compares(row, code) else None
        try:
            is_quoted_bond = is_bond and not self.is_own_file
            return find_unit_price(quantity, price, value, is_bond=is_quoted_bond, in_pence=code in SUBUNITS)
        except ValueMismatch as mismatch:
            raise RowRefused(str(mismatch)) from mismatch

    def _parse_quantity(self, row: Row) -> Decimal:
        quantity = self._parse_amount(row, "quantity")
        if quantity is None:
            raise RowRefused("The quantity is missing.")
        if find_mark(self._cell(row, "quantity")):
            raise RowRefused(f"The quantity is {quote_cell(self._cell(row, 'quantity'))}, an amount of money.")
        if quantity == 0:
            raise RowRefused("The quantity is 0. If you sold the position, delete it on its page.")
        if quantity < 0:
            raise RowRefused("The quantity is negative. Alex does not support short positions.")
        if self._cell(row, "direction").lower() in SHORT_SIDES:
            raise RowRefused("The position is short. Alex does not support short positions.")
        if quantity >= bounds.QUANTITY.exclusive_maximum:
            raise RowRefused("The quantity is too large.")
        return quantity

    def _parse_cost(
        self, row: Row, quantity: Decimal, unit: UnitPrice, row_currency: str
    ) -> tuple[Decimal | None, str]:
        """Return the total cost, and a note if the file has a cost that cannot be used."""
        field = "cost_basis"
        cost = self._parse_amount(row, field)
        if cost is None:
            field = "cost_per_share"
            each = self._parse_amount(row, field)
            cost = None if each is None else each * quantity / unit.cost_divisor
        if cost is None:
            return None, ""
        code = self.evidence.of_amount(row, field)
        if code and SUBUNITS.get(code, code) != row_currency:
            return None, f"The cost is in {CURRENCY_NAMES.get(code, code)}, so it is left out."
        if cost not in bounds.COST_BASIS:
            limit = bounds.COST_BASIS.exclusive_maximum
            raise RowRefused(f"The total cost is {cost:,.2f}. It must be 0 or more and below {limit:,f}.")
        return cost.quantize(bounds.COST_BASIS.quantum), ""

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
