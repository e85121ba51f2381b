"""What a row of a file says: a position, the cash of an account, or the reason why it is not imported."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portfolios.importers.currency import DOLLAR
from portfolios.importers.splits import InstrumentSplits


@dataclass(frozen=True)
class AccountDetails:
    """Details of an account in a file. They are used if the import opens the account; the number also to find it."""

    kind: str = ""
    purpose: str = ""
    cash_interest: Decimal | None = None
    counts_for_retirement: bool | None = None
    number: str = ""

    def completed_by(self, later: "AccountDetails") -> "AccountDetails":
        """Return these details, with missing ones taken from a later row."""
        counts = self.counts_for_retirement
        return AccountDetails(
            kind=self.kind or later.kind,
            purpose=self.purpose or later.purpose,
            cash_interest=later.cash_interest if self.cash_interest is None else self.cash_interest,
            counts_for_retirement=later.counts_for_retirement if counts is None else counts,
            number=self.number or later.number,
        )


NO_DETAILS = AccountDetails()


class ImportLine(NamedTuple):
    """One row: cash, or a symbol with a quantity, or the reason in `refused` or `left_out`.

    currency: of all its amounts. value: what it is worth in that currency, as far as the file says, also of a row that
    is refused. stated: the value that the file itself gives an accepted row. unnamed: the text of a row without a
    symbol, for which a person can choose one. is_total: the row sums other rows. file: its place in the upload.
    """

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
    currency: str = DOLLAR
    value: Decimal | None = None
    unnamed: str = ""
    is_total: bool = False
    stated: Decimal | None = None
    file: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Return the file and the line in it."""
        return self.file, self.number

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
            value=None if self.value is None or lot.value is None else self.value + lot.value,
            stated=None,
            price=lot.price or self.price,
            priced_on=lot.priced_on if lot.price else self.priced_on,
            as_of=max(filter(None, (self.as_of, lot.as_of)), default=None),
            notes=tuple(notes),
        )
