"""The value history on the dashboard as a table: a year by account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from portfolios.models import PortfolioValue
from portfolios.valuation.growth import Growth, compute_growth
from portfolios.valuation.snapshot import AccountValue
from portfolios.valuation.value import ZERO

HISTORY_DAYS = 366
MAX_DRAWN_ACCOUNTS = 6
DELETED_ACCOUNTS_LABEL = "Deleted accounts"


@dataclass(frozen=True)
class HistoryRow:
    day: date
    total: Decimal
    added: Decimal
    by_account: tuple[Decimal, ...]


@dataclass(frozen=True)
class ValueHistory:
    growth: Growth
    accounts: tuple[str, ...]
    lines: tuple[HistoryRow, ...]

    @property
    def has_several_accounts(self) -> bool:
        return len(self.accounts) > 1


def build_history(rows: Sequence[PortfolioValue], accounts: Sequence[AccountValue]) -> ValueHistory | None:
    """Build the card from rows, newest first; return None until two days are recorded."""
    grown = compute_growth(rows[::-1])
    if grown is None:
        return None
    names = {str(account.id): account.name for account in accounts}
    shown = list(names)[:MAX_DRAWN_ACCOUNTS]
    lines = []
    for row in rows:
        parts = [row.by_account.get(key, ZERO) for key in shown]
        lines.append(HistoryRow(row.date, row.total, row.added, (*parts, row.total - sum(parts, ZERO))))
    columns = [names[key] for key in shown]
    if any(line.by_account[-1] for line in lines):
        columns.append("Other accounts" if len(names) > MAX_DRAWN_ACCOUNTS else DELETED_ACCOUNTS_LABEL)
    drawn = tuple(replace(line, by_account=line.by_account[: len(columns)]) for line in lines)
    return ValueHistory(grown, tuple(columns), drawn)
