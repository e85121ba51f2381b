"""Merge the lines of a file: lots of one symbol become one position, and each account gets one cash balance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from portfolios.bounds import MONEY_BELOW, QUANTITY_BELOW
from portfolios.importers.rows import NO_DETAILS, AccountDetails, ImportLine


@dataclass
class MergedLines:
    """positions: by account and symbol. cash: by account. A merged line has the number of its first row.

    Every row of the file is in `rows`, under the line it was merged into, or in `refused` or `left_out`.
    """

    positions: dict[tuple[str, str], ImportLine] = field(default_factory=dict)
    cash: dict[str, ImportLine] = field(default_factory=dict)
    accounts: dict[str, AccountDetails] = field(default_factory=dict)
    rows: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    refused: list[ImportLine] = field(default_factory=list)
    left_out: list[ImportLine] = field(default_factory=list)


def merge_lines(lines: Iterable[ImportLine]) -> MergedLines:
    """Merge lines by account and symbol. In `rows`, cash has an empty symbol."""
    merged = MergedLines()
    for line in lines:
        if line.refused:
            merged.refused.append(line)
        elif line.left_out:
            merged.left_out.append(line)
        else:
            _add_line(merged, line)
    return merged


def _add_line(merged: MergedLines, line: ImportLine) -> None:
    details = merged.accounts.setdefault(line.account, line.details)
    if line.details is not details and line.details != NO_DETAILS:
        merged.accounts[line.account] = details.completed_by(line.details)
    if line.cash is not None:
        before = merged.cash.get(line.account)
        total = line if before is None else before._replace(cash=(before.cash or Decimal(0)) + line.cash)
        too_much = (total.cash or Decimal(0)) >= MONEY_BELOW
    else:
        before = merged.positions.get((line.account, line.symbol))
        total = line if before is None else _merge_lots(before, line)
        too_much = total.quantity >= QUANTITY_BELOW or (total.cost_basis or Decimal(0)) >= MONEY_BELOW
    if too_much:
        merged.refused.append(line._replace(refused="The total with the rows above is too large."))
        return
    if line.cash is not None:
        merged.cash[line.account] = total
    else:
        merged.positions[line.account, line.symbol] = total
    merged.rows.setdefault((line.account, line.symbol), []).append(line.number)


def _merge_lots(before: ImportLine, line: ImportLine) -> ImportLine:
    """Add quantities and costs. The total cost is known only if the cost of every lot is."""
    cost = None if before.cost_basis is None or line.cost_basis is None else before.cost_basis + line.cost_basis
    notes = dict.fromkeys((*before.notes, *line.notes))
    if (before.cost_basis is None) != (line.cost_basis is None):
        notes["The total cost is unknown because one lot has no cost."] = None
    return before.completed_by(line)._replace(
        quantity=before.quantity + line.quantity,
        cost_basis=cost,
        price=line.price or before.price,
        priced_on=line.priced_on if line.price else before.priced_on,
        as_of=max(filter(None, (before.as_of, line.as_of)), default=None),
        notes=tuple(notes),
    )
