"""Lines of one file put together: equal lots are one position, and an account has one cash balance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from portfolios.importers.rows import MONEY_BELOW, NO_DETAILS, QUANTITY_BELOW, AccountDetails, ImportLine


@dataclass
class MergedLines:
    """positions: by account and symbol, cash: by account; `number` of a merged line is that of its first row.

    Every row of the file stands in `rows` under what it became part of, or among the refused or left out.
    """

    positions: dict[tuple[str, str], ImportLine] = field(default_factory=dict)
    cash: dict[str, ImportLine] = field(default_factory=dict)
    accounts: dict[str, AccountDetails] = field(default_factory=dict)
    rows: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    refused: list[ImportLine] = field(default_factory=list)
    left_out: list[ImportLine] = field(default_factory=list)


def merge_lines(lines: Iterable[ImportLine]) -> MergedLines:
    """Cash stands under the empty symbol."""
    gathered = MergedLines()
    for line in lines:
        if line.refused:
            gathered.refused.append(line)
        elif line.left_out:
            gathered.left_out.append(line)
        else:
            _add_line(gathered, line)
    return gathered


def _add_line(gathered: MergedLines, line: ImportLine) -> None:
    details = gathered.accounts.setdefault(line.account, line.details)
    if line.details is not details and line.details != NO_DETAILS:
        gathered.accounts[line.account] = details.completed_by(line.details)
    if line.cash is not None:
        before = gathered.cash.get(line.account)
        together = line if before is None else before._replace(cash=(before.cash or Decimal(0)) + line.cash)
        too_much = (together.cash or Decimal(0)) >= MONEY_BELOW
    else:
        before = gathered.positions.get((line.account, line.symbol))
        together = line if before is None else _merge_lots(before, line)
        too_much = together.quantity >= QUANTITY_BELOW or (together.cost_basis or Decimal(0)) >= MONEY_BELOW
    if too_much:
        gathered.refused.append(line._replace(refused="Together with the rows above it is too much."))
        return
    if line.cash is not None:
        gathered.cash[line.account] = together
    else:
        gathered.positions[line.account, line.symbol] = together
    gathered.rows.setdefault((line.account, line.symbol), []).append(line.number)


def _merge_lots(before: ImportLine, line: ImportLine) -> ImportLine:
    """Quantities and costs add up; the cost of all is known only where that of each lot is."""
    cost = None if before.cost_basis is None or line.cost_basis is None else before.cost_basis + line.cost_basis
    notes = dict.fromkeys((*before.notes, *line.notes))
    if (before.cost_basis is None) != (line.cost_basis is None):
        notes["The total cost is not known: one of its lots has none."] = None
    return before.completed_by(line)._replace(
        quantity=before.quantity + line.quantity,
        cost_basis=cost,
        price=line.price or before.price,
        priced_on=line.priced_on if line.price else before.priced_on,
        as_of=max(filter(None, (before.as_of, line.as_of)), default=None),
        notes=tuple(notes),
    )
