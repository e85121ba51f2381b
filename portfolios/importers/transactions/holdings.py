"""What is held of one security while its transactions are counted, and what a whole history comes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portfolios.importers.table import FileUnreadable, SkippedLine, TransactionSpan

NEGLIGIBLE = Decimal("0.000001")
SHOWN_DIFFERENCES = 5
LEAST_SPLIT, ROUNDED_SHARES, LARGEST_PARTS = Decimal("1.05"), Decimal("0.005"), range(1, 21)
Key = tuple[str, str]
"""The account, and the symbol or identifier in capitals."""


class NoPositions(FileUnreadable):
    """The transactions are understood, but give no positions by themselves. Those of other files may be missing."""


class IncompleteHistory(NoPositions):
    """The transactions do not start at the beginning. gap: the line that shows it."""

    def __init__(self, gap: str) -> None:
        super().__init__(
            f"This file lists transactions, but not from the beginning: {gap}. Download the positions, or the full "
            "history."
        )
        self.gap = gap


@dataclass
class Holding:
    """quantity, cost: as of the last transaction; no cost if one purchase has none. price: of one unit in the last
    trade, adjusted for splits.
    """

    account: str
    account_number: str
    symbol: str
    cusip: str
    isin: str
    name: str
    instrument_type: str
    currency: str = ""
    line: int = 0
    quantity: Decimal = Decimal(0)
    cost: Decimal | None = Decimal(0)
    price: Decimal | None = None
    priced_on: date | None = None

    @property
    def price_text(self) -> str:
        return "" if self.price is None else f"{self.price:.12f}"

    @property
    def cost_text(self) -> str:
        """Return the cost, or nothing: shares that cost nothing were given, and their cost is not known."""
        return f"{self.cost:.2f}" if self.cost else ""

    def cells(self, last: date) -> tuple[str, ...]:
        """Return the cells below `activity.HEADER`. last: the day of the last transaction of the file."""
        priced_on = "" if self.priced_on is None else self.priced_on.isoformat()
        identity = (self.account, self.account_number, self.symbol, self.cusip, self.isin, self.name)
        figures = (f"{self.quantity:f}", self.cost_text, self.price_text, priced_on, self.currency, last.isoformat())
        return (*identity, self.instrument_type, *figures)

    def buy(self, quantity: Decimal, paid: Decimal | None) -> None:
        self.quantity = self.quantity + quantity
        self.cost = None if self.cost is None or paid is None else self.cost + paid

    def sell(self, quantity: Decimal) -> None:
        left = max(self.quantity - quantity, Decimal(0))
        if left <= NEGLIGIBLE:
            self.cost = Decimal(0)  # a new purchase starts anew
        elif self.cost is not None:
            self.cost = self.cost * left / self.quantity
        self.quantity = left

    def split(self, added: Decimal) -> None:
        """Add the shares of a split; the cost stays."""
        after = max(self.quantity + added, Decimal(0))
        is_known = self.price is not None and self.quantity > 0 and after > 0
        self.price = self.price * self.quantity / after if self.price is not None and is_known else None
        self.quantity = after

    def note_currency(self, code: str) -> None:
        """Take the currency of a transaction. Costs in two currencies have no sum."""
        if code and self.currency not in {"", code}:
            self.cost = None
        self.currency = code or self.currency

    def return_capital(self, amount: Decimal) -> None:
        """Take what the company paid back off the cost."""
        if self.cost is not None:
            self.cost = max(self.cost - amount, Decimal(0))


def is_possible_split(before: Decimal, after: Decimal) -> bool:
    """Return whether a split can turn one quantity into the other: 3 for 2 can, 102 for 100 cannot."""
    ratio = after / before
    near = (abs(ratio * old - round(ratio * old)) <= ROUNDED_SHARES * ratio * old for old in LARGEST_PARTS)
    return ratio > 0 and (ratio >= LEAST_SPLIT or ratio <= 1 / LEAST_SPLIT) and any(near)


@dataclass(frozen=True)
class History:
    """What is held after all transactions."""

    holdings: Mapping[Key, Holding]
    span: TransactionSpan
    left_out: tuple[SkippedLine, ...] = field(default=())

    def agrees(self, key: Key, quantity: Decimal) -> bool:
        """Return whether the transactions give the quantity that is held."""
        holding = self.holdings.get(key)
        return holding is not None and abs(holding.quantity - quantity) <= NEGLIGIBLE * max(quantity, Decimal(1))

    def compare(self, held: Mapping[Key, Decimal]) -> str:
        """Return how the quantities that the transactions give differ from those that are held."""
        keys = [key for key, one in self.holdings.items() if one.quantity > NEGLIGIBLE or key in held]
        differing = [key for key in keys if not self.agrees(key, held.get(key, Decimal(0)))]
        days = f"{self.span.count:,} transactions from {self.span.first} to {self.span.last}"
        if not differing:
            return f"Checked: the {days} give the quantities of the positions."
        shown = [
            f"{key[1]}: {self.holdings[key].quantity.normalize():f}, held are {held.get(key, Decimal(0)).normalize():f}"
            for key in differing[:SHOWN_DIFFERENCES]
        ]
        more = f"; and {len(differing) - SHOWN_DIFFERENCES} more" if len(differing) > SHOWN_DIFFERENCES else ""
        return (
            f"The positions count. The {days} give other quantities ({'; '.join(shown)}{more}), as they do if they do "
            "not start at the beginning."
        )


def join_spans(histories: Sequence[History]) -> TransactionSpan | None:
    """Return the transactions of all histories; None for none."""
    if not histories:
        return None
    first, last = min(one.span.first for one in histories), max(one.span.last for one in histories)
    return TransactionSpan(sum(one.span.count for one in histories), first, last)
