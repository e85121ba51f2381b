"""The dashboard's tables and pie as plain values, taken from the facts of the portfolio."""

from collections.abc import Iterable, Sequence
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


def build_account_table(sums: Sequence[AccountTotals]) -> AccountTable:
    totals = round_account_totals(sums)
    return AccountTable(
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
            )
            for one in sums
        ]
    )


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
