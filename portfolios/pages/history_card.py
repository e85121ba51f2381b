"""The history on the dashboard: the rows of a year as a drawing, a table and three figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.models import PortfolioValue
from portfolios.palette import COLORS, REST_COLOR
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

    @property
    def chart_data(self) -> dict[str, Any]:
        """Oldest day first; the table beside it has the newest first."""
        days = self.lines[::-1]
        parts = [
            {"name": name, "color": color, "values": [float(line.by_account[place]) for line in days]}
            for place, (name, color) in enumerate(zip(self.accounts, _account_colors(len(self.accounts)), strict=True))
        ]
        whole = {"name": "Total", "color": "#062147", "values": [float(line.total) for line in days]}
        return {
            "type": "lines",
            "unit": "usd",
            "labels": [line.day.isoformat() for line in days],
            "series": [whole, *(parts if self.has_several_accounts else [])],
        }


def build_history(rows: Sequence[PortfolioValue], accounts: Sequence[AccountValue]) -> ValueHistory | None:
    """rows: newest first. None until two days are recorded."""
    grown = compute_growth(rows[::-1])
    if grown is None:
        return None
    names = {str(account.id): account.name for account in accounts}
    shown = list(names)[:MAX_DRAWN_ACCOUNTS]
    lines = tuple(_build_row(row, shown) for row in rows)
    columns = [names[key] for key in shown]
    if any(line.by_account[-1] for line in lines):
        columns.append("Other accounts" if len(names) > MAX_DRAWN_ACCOUNTS else DELETED_ACCOUNTS_LABEL)
    return ValueHistory(grown, tuple(columns), tuple(_trim_accounts(line, len(columns)) for line in lines))


def _build_row(row: PortfolioValue, shown: list[str]) -> HistoryRow:
    parts = [row.by_account.get(key, ZERO) for key in shown]
    return HistoryRow(row.date, row.total, row.added, (*parts, row.total - sum(parts, ZERO)))


def _trim_accounts(line: HistoryRow, columns: int) -> HistoryRow:
    return HistoryRow(line.day, line.total, line.added, line.by_account[:columns])


def _account_colors(count: int) -> list[str]:
    return [*COLORS, *[REST_COLOR] * count][:count]
