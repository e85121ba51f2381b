"""Mixed inputs: the earlier snapshot with some factors of the later one."""

from collections.abc import Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from advisors.comparing.result import Factor
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue, Snapshot

ONE = Decimal(1)
PRICE_FIELDS = ("price", "own_price", "currency", "priced_at", "price_source", "previous_close")


@dataclass(frozen=True)
class TwoInputs:
    """The snapshots of two analyses of one person, the earlier one first."""

    earlier: Snapshot
    later: Snapshot

    def mix(self, factors: Set[Factor]) -> Snapshot:
        """Return the earlier input with these factors of the later one.

        All four give the later input, none the earlier. The money added scales every amount alike, so that it changes
        the total and not the mix; the holdings change the mix at the same total.
        """
        held = self.later if Factor.HOLDINGS in factors else self.earlier
        prices = self.later if Factor.MARKET in factors else self.earlier
        profile = (self.later if Factor.PLAN in factors else self.earlier).profile
        has_later_total = Factor.MONEY in factors
        scale = ONE
        if held is self.later and not has_later_total:
            scale = ONE / self.growth
        elif held is self.earlier and has_later_total:
            scale = self.growth
        instruments = tuple(_with_price(one, prices) for one in held.instruments)
        return scale_snapshot(_rebuilt(held, instruments=instruments, profile=profile), scale)

    @cached_property
    def growth(self) -> Decimal:
        """Return the later total divided by what the earlier holdings are worth at later prices; 1 if one is 0."""
        repriced = tuple(_with_price(one, self.later) for one in self.earlier.instruments)
        at_later_prices = _total(_rebuilt(self.earlier, instruments=repriced))
        later = _total(self.later)
        return later / at_later_prices if later > 0 and at_later_prices > 0 else ONE


def _rebuilt(snapshot: Snapshot, **changes: Any) -> Snapshot:
    """Return a snapshot with changes. A copy would keep the prices and the digest that were looked up before."""
    return Snapshot(**{**{name: getattr(snapshot, name) for name in Snapshot.model_fields}, **changes})


def _total(snapshot: Snapshot) -> Decimal:
    return Portfolio(snapshot).valuation.total


def _with_price(instrument: InstrumentValue, prices: Snapshot) -> InstrumentValue:
    """Return an instrument at the price of another snapshot, if that has one."""
    priced = prices.instruments_by_id.get(instrument.id)
    if priced is None or priced is instrument or priced.price is None:
        return instrument
    return instrument.model_copy(update={name: getattr(priced, name) for name in PRICE_FIELDS})


def scale_snapshot(snapshot: Snapshot, scale: Decimal) -> Snapshot:
    """Return a snapshot with all cash, quantities and costs times `scale`."""
    if scale == ONE:
        return snapshot
    accounts = tuple(
        one.model_copy(update={
            "cash_balance": one.cash_balance * scale, "own_cash": one.own_cash and one.own_cash * scale,
        })
        for one in snapshot.accounts
    )  # fmt: skip
    positions = tuple(
        one.model_copy(update={
            "quantity": one.quantity * scale, "cost_basis": one.cost_basis and one.cost_basis * scale,
        })
        for one in snapshot.positions
    )  # fmt: skip
    return _rebuilt(snapshot, accounts=accounts, positions=positions)
