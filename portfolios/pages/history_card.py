"""The history on the dashboard: the rows of a year as a drawing, a table and three figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portfolios.models import PortfolioValue
from portfolios.palette import COLORS, REST_COLOR
from portfolios.valuation.growth import Growth, growth
from portfolios.valuation.snapshot import AccountValue
from portfolios.valuation.value import ZERO

DAYS = 366
DRAWN = 6
GONE = "Deleted accounts"


@dataclass(frozen=True)
class Line:
    day: date
    total: Decimal
    added: Decimal
    by_account: tuple[Decimal, ...]


@dataclass(frozen=True)
class History:
    growth: Growth
    accounts: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def is_divided(self) -> bool:
        return len(self.accounts) > 1

    @property
    def drawing(self) -> dict[str, Any]:
        """Oldest day first; the table beside it has the newest first."""
        days = self.lines[::-1]
        parts = [
            {"name": name, "color": color, "values": [float(line.by_account[place]) for line in days]}
            for place, (name, color) in enumerate(zip(self.accounts, _colors(len(self.accounts)), strict=True))
        ]
        whole = {"name": "Total", "color": "#062147", "values": [float(line.total) for line in days]}
        return {
            "type": "lines",
            "unit": "usd",
            "labels": [line.day.isoformat() for line in days],
            "series": [whole, *(parts if self.is_divided else [])],
        }


def history(rows: Sequence[PortfolioValue], accounts: Sequence[AccountValue]) -> History | None:
    """rows: newest first. None until two days are recorded."""
    grown = growth(rows[::-1])
    if grown is None:
        return None
    names = {str(account.id): account.name for account in accounts}
    shown = list(names)[:DRAWN]
    lines = tuple(_line(row, shown) for row in rows)
    columns = [names[key] for key in shown]
    if any(line.by_account[-1] for line in lines):
        columns.append("Other accounts" if len(names) > DRAWN else GONE)
    return History(grown, tuple(columns), tuple(_cut(line, len(columns)) for line in lines))


def _line(row: PortfolioValue, shown: list[str]) -> Line:
    parts = [row.by_account.get(key, ZERO) for key in shown]
    return Line(row.date, row.total, row.added, (*parts, row.total - sum(parts, ZERO)))


def _cut(line: Line, columns: int) -> Line:
    return Line(line.day, line.total, line.added, line.by_account[:columns])


def _colors(count: int) -> list[str]:
    return [*COLORS, *[REST_COLOR] * count][:count]
