"""Merge the lines of a file: lots of one symbol become one position, and each account gets one cash balance."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from portfolios.bounds import MONEY_LIMIT, QUANTITY_LIMIT
from portfolios.importers.lines import NO_DETAILS, AccountDetails, ImportLine


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

    def add(self, line: ImportLine) -> None:
        """Add a valid line, or refuse it if the total would be too large. In `rows`, cash has an empty symbol."""
        details = self.accounts.setdefault(line.account, line.details)
        if line.details is not details and line.details != NO_DETAILS:
            self.accounts[line.account] = details.completed_by(line.details)
        if line.cash is not None:
            before = self.cash.get(line.account)
            total = line if before is None else before._replace(cash=(before.cash or Decimal(0)) + line.cash)
            is_too_large = (total.cash or Decimal(0)) >= MONEY_LIMIT
        else:
            before = self.positions.get((line.account, line.symbol))
            total = line if before is None else before.add_lot(line)
            is_too_large = total.quantity >= QUANTITY_LIMIT or (total.cost_basis or Decimal(0)) >= MONEY_LIMIT
        if is_too_large:
            self.refused.append(line._replace(refused="The total with the rows above is too large."))
            return
        if line.cash is not None:
            self.cash[line.account] = total
        else:
            self.positions[line.account, line.symbol] = total
        self.rows.setdefault((line.account, line.symbol), []).append(line.number)


def merge_lines(lines: Iterable[ImportLine]) -> MergedLines:
    """Merge lines by account and symbol."""
    merged = MergedLines()
    for line in lines:
        if line.refused:
            merged.refused.append(line)
        elif line.left_out:
            merged.left_out.append(line)
        else:
            merged.add(line)
    return merged
