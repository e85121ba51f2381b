"""The dashboard's tables and pie as plain values, taken from the facts of the portfolio."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from portfolios.facts.allocation import region_group_label
from portfolios.facts.fact import FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.taxonomy import CLASS_NAMES, label
from portfolios.valuation.base_currency import BaseCurrency
from portfolios.valuation.drift import Drift
from portfolios.valuation.gain import Gains
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, AccountTotals, round_account_totals, round_half_even


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

    @property
    def day_unknown(self) -> str:
        """Return what to say of a change of the day that is not known; nothing where no price can change."""
        return "not known" if self.positions > self.unpriced else ""


@dataclass(frozen=True)
class AccountTable:
    """Accounts in the person's currency and its cents; the lines sum to the total."""

    lines: list[AccountRow]
    base: BaseCurrency = BaseCurrency()

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

    @property
    def day_unknown(self) -> str:
        return next((line.day_unknown for line in self.lines if line.day_unknown), "")


TENTH = Decimal("0.1")


LARGEST_SHOWN = 4


@dataclass(frozen=True)
class LargestRow:
    """One of the largest holdings. share: percent of all money."""

    symbol: str
    name: str
    value: Decimal
    share: Decimal

    @property
    def bar(self) -> str:
        """Return the length of the bar in percent of its track."""
        return f"{min(max(self.share, ZERO), 100):.2f}"


@dataclass(frozen=True)
class TargetRow:
    """Shares in percent and drift in points; `is_breached` if the 5/25 rule says to act."""

    name: str
    now: Decimal
    target: Decimal
    drift: Decimal
    is_breached: bool

    @property
    def bar(self) -> str:
        """Return the length of the bar in percent of its track. A class owed, as with margin, has none."""
        return f"{min(max(self.now, ZERO), 100):.2f}"

    @property
    def off(self) -> str:
        """Say how far it is from its target: 10 points over, 0.4 points under, on target."""
        size = f"{round_half_even(abs(self.drift), TENTH).normalize():f}"
        if size == "0":
            return "on target"
        return f"{size} point{'' if size == '1' else 's'} {'over' if self.drift > 0 else 'under'}"


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


def build_account_table(
    sums: Sequence[AccountTotals], *, base: BaseCurrency | None = None, sort: str = ""
) -> AccountTable:
    """Build the table in the order of the accounts, or sorted by a column. base: the currency, dollars by default."""
    base = base or BaseCurrency()
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
        ],
        base,
    )
    if sort in ACCOUNT_SORTS:
        table.lines.sort(key=ACCOUNT_SORTS[sort][1])
    return table


def build_largest(portfolio: Portfolio) -> list[LargestRow]:
    """Return the holdings that are worth most over all accounts, cash not among them."""
    total = portfolio.valuation.total
    return [
        LargestRow(instrument.symbol, instrument.name, worth, 100 * worth / total)
        for instrument, worth in portfolio.holdings[:LARGEST_SHOWN]
        if total > 0
    ]


def build_target_rows(
    facts: FactSheet, family: Family, keys: Iterable[str], drifts: Iterable[Drift]
) -> list[TargetRow]:
    """Return a row for each key with a target."""
    wide = {drift.key for drift in drifts if drift.breached}
    return [
        TargetRow(
            name=CLASS_NAMES.get(key) or region_group_label(key),
            now=facts.value(family, Measure.SHARE_OF_CLASSIFIED, key),
            target=facts.value(family, Measure.TARGET, key),
            drift=facts.value(family, Measure.DRIFT, key),
            is_breached=key in wide,
        )
        for key in keys
        if facts.one(family, Measure.DRIFT, key)
    ]
