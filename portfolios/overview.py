"""What the dashboard shows of a portfolio, as plain values. Every figure is taken from the portfolio's own facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from portfolios.drift import Drift
from portfolios.facts import FactSheet
from portfolios.figures.mix import label_of_group
from portfolios.palette import ASSET_CLASS_COLORS
from portfolios.portfolio import Portfolio
from portfolios.taxonomy import ASSET_CLASSES, REGION_TARGETS, UNCLASSIFIED, label
from portfolios.valuation import percentages


@dataclass(frozen=True)
class AccountLine:
    id: UUID
    name: str
    kind: str
    value: Decimal
    positions: int
    unpriced: int
    cash: Decimal


@dataclass(frozen=True)
class TargetLine:
    """Shares in per cent of what the target speaks of, drift in points. is_wide: the 5/25 rule says to act."""

    name: str
    now: Decimal
    target: Decimal
    drift: Decimal
    is_wide: bool


def account_lines(portfolio: Portfolio) -> list[AccountLine]:
    totals = portfolio.valuation.account_totals()
    return [
        AccountLine(
            id=worth.account.id,
            name=worth.account.name,
            kind=label(worth.account.kind),
            value=totals[worth.account.id],
            positions=len(worth.positions),
            unpriced=sum(position.value is None for position in worth.positions),
            cash=worth.cash,
        )
        for worth in portfolio.valuation.accounts
    ]


def asset_class_lines(portfolio: Portfolio, facts: FactSheet) -> list[TargetLine]:
    return _target_lines(facts, "asset", ASSET_CLASSES, portfolio.asset_drifts)


def region_lines(portfolio: Portfolio, facts: FactSheet) -> list[TargetLine]:
    return _target_lines(facts, "group", REGION_TARGETS, portfolio.region_drifts)


def _target_lines(facts: FactSheet, prefix: str, keys: Iterable[str], drifts: Iterable[Drift]) -> list[TargetLine]:
    wide = {drift.key for drift in drifts if drift.breached}
    return [
        TargetLine(
            name=label_of_group(key),
            now=facts.value(f"{prefix}_{key}_now"),
            target=facts.value(f"{prefix}_{key}_target"),
            drift=facts.value(f"{prefix}_{key}_drift"),
            is_wide=key in wide,
        )
        for key in keys
        if f"{prefix}_{key}_drift" in facts
    ]


def unclassified_share(facts: FactSheet) -> Decimal:
    return facts.value(f"asset_{UNCLASSIFIED}_share")


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
    return {"type": "donut", "title": "Asset classes", "unit": "usd", "bare": True, "points": points}
