"""Pure: compare the positions of an account with what its transactions give."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from portfolios.importers.lines import ImportLine
from portfolios.importers.table import TransactionSpan
from portfolios.importers.transactions.holdings import NEGLIGIBLE

MAX_SHOWN = 50


@dataclass(frozen=True)
class Difference:
    """A holding whose quantity in the positions file is not what the transactions give."""

    symbol: str
    computed: Decimal
    listed: Decimal


@dataclass(frozen=True)
class PositionsCheck:
    """What the transactions of an account say of its positions file. agreeing: the number of equal holdings."""

    account: str
    positions: str
    transactions: str
    span: TransactionSpan
    day: date | None
    agreeing: int
    differences: tuple[Difference, ...]

    @property
    def holdings(self) -> int:
        return self.agreeing + len(self.differences)

    @property
    def shown(self) -> tuple[Difference, ...]:
        return self.differences[:MAX_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.differences) - MAX_SHOWN)


def check_positions(
    account: str, held: Sequence[ImportLine], history: Sequence[ImportLine], names: Sequence[str], span: TransactionSpan
) -> PositionsCheck:
    """Compare what the transactions of an account give with what its positions files list."""
    listed, computed = quantities_of(held), quantities_of(history)
    symbols = sorted(listed.keys() | computed.keys())
    pairs = [Difference(one, computed.get(one, Decimal(0)), listed.get(one, Decimal(0))) for one in symbols]
    differing = tuple(one for one in pairs if abs(one.computed - one.listed) > NEGLIGIBLE * max(one.listed, Decimal(1)))
    positions = " and ".join(names[file] for file in sorted({one.file for one in held}))
    return PositionsCheck(
        account, positions, names[history[0].file], span, find_day(held), len(pairs) - len(differing), differing
    )


def quantities_of(lines: Iterable[ImportLine]) -> dict[str, Decimal]:
    """Return what is held of each symbol."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        if line.cash is None:
            found[line.symbol] += line.quantity
    return found


def take_costs(
    held: Sequence[ImportLine], history: Sequence[ImportLine], check: PositionsCheck
) -> Iterator[ImportLine]:
    """Yield positions without a cost with the one of the transactions, where both give the same quantity."""
    known = {one.symbol: one for one in history if one.cost_basis is not None}
    differing = {one.symbol for one in check.differences}
    symbols = [one.symbol for one in held]
    for line in held:
        computed = known.get(line.symbol)
        if computed is None or line.symbol in differing or symbols.count(line.symbol) > 1:
            continue
        if line.cost_basis is None and line.currency == computed.currency:
            note = f"Cost computed from {check.transactions}."
            yield line._replace(cost_basis=computed.cost_basis, notes=(*line.notes, note))


def find_day(lines: Iterable[ImportLine]) -> date | None:
    """Return the latest day of the lines of a file; None if they have none."""
    return max((line.as_of for line in lines if line.as_of), default=None)
