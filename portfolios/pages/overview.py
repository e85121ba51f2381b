"""The dashboard's tables and pie as plain values, taken from the facts of the portfolio."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from portfolios.facts.allocation import region_group_label
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.palette import ASSET_CLASS_COLORS
from portfolios.taxonomy import label
from portfolios.valuation.drift import Drift
from portfolios.valuation.gain import Gains
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, AccountTotals, percentages, round_account_totals, round_half_even


@dataclass(frozen=True)
class AccountRow:
    id: UUID
    name: str
    kind: str
    value: Decimal
    positions: int
    unpriced: int
    cash: Decimal
    currency: str
    own_cash: Decimal | None
    lacks_rate: bool
    gains: Gains


@dataclass(frozen=True)
class AccountTable:
    """Accounts in dollars and cents; the lines sum to the total."""

    lines: list[AccountRow]

    @property
    def total(self) -> Decimal:
        return sum((line.value for line in self.lines), ZERO)

    @property
    def cash(self) -> Decimal:
        return sum((line.cash for line in self.lines), ZERO)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Return the name by which each column sorts, and its label."""
        return [(name, label) for name, (label, _) in ACCOUNT_SORTS.items()]

    @property
    def gains(self) -> Gains:
        return sum((line.gains for line in self.lines), Gains())

    @property
    def positions(self) -> int:
        return sum(line.positions for line in self.lines)


@dataclass(frozen=True)
class TargetRow:
    """Shares in percent and drift in points; `is_breached` if the 5/25 rule says to act."""

    name: str
    now: Decimal
    target: Decimal
    drift: Decimal
    is_breached: bool


ACCOUNT_SORTS: dict[str, tuple[str, Callable[[AccountRow], Any]]] = {
    "name": ("Name", lambda row: row.name.casefold()),
    "value": ("Value", lambda row: -row.value),
    "cost": ("Cost", lambda row: -row.gains.cost),
    "gain": ("Gain", lambda row: (row.gains.gain is None, -(row.gains.gain or ZERO))),
    "day": ("Day", lambda row: (row.gains.day is None, -(row.gains.day or ZERO))),
    "positions": ("Positions", lambda row: -row.positions),
    "cash": ("Cash", lambda row: -row.cash),
}
"""The columns of the table with the order each gives: names from A, figures from the largest, unknown ones last."""


def build_account_table(sums: Sequence[AccountTotals], *, sort: str = "") -> AccountTable:
    """Build the table in the order of the accounts, or sorted by a column."""
    totals = round_account_totals(sums)
    table = AccountTable(
        [
            AccountRow(
                id=one.account.id,
                name=one.account.name,
                kind=label(one.account.kind),
                value=totals[one.account.id],
                positions=one.positions,
                unpriced=one.unpriced,
                cash=round_half_even(one.cash),
                currency=one.account.currency,
                own_cash=one.account.own_cash,
                lacks_rate=one.account.lacks_rate,
                gains=one.gains,
            )
            for one in sums
        ]
    )
    if sort in ACCOUNT_SORTS:
        table.lines.sort(key=ACCOUNT_SORTS[sort][1])
    return table


def build_target_rows(
    facts: FactSheet, family: Family, keys: Iterable[str], drifts: Iterable[Drift]
) -> list[TargetRow]:
    """Return a row for each key with a target."""
    wide = {drift.key for drift in drifts if drift.breached}
    return [
        TargetRow(
            name=region_group_label(key),
            now=facts.value(family, Measure.SHARE_OF_CLASSIFIED, key),
            target=facts.value(family, Measure.TARGET, key),
            drift=facts.value(family, Measure.DRIFT, key),
            is_breached=key in wide,
        )
        for key in keys
        if facts.one(family, Measure.DRIFT, key)
    ]


def asset_class_pie(portfolio: Portfolio) -> dict[str, Any]:
    shares = percentages(portfolio.asset_classes)
    points = [
        {
            "name": label(key),
            "value": float(amount),
            "percentage": float(shares[key]),
            "color": ASSET_CLASS_COLORS[key],
        }
        for key, amount in portfolio.asset_classes.items()
    ]
    has_debt = any(
        amount < 0 for amount in portfolio.asset_classes.values()
    )  # a ring has no place for a part below zero
    return {
        "type": "horizontalBar" if has_debt else "donut",
        "title": "Asset classes",
        "unit": "usd",
        "bare": True,
        "points": points,
    }
