"""How a portfolio grew: money added, and market movement, from daily records.

Money added is every change in quantity at the recorded price, plus every change in cash, so a purchase from recorded
cash cancels out. A holding that gets its first real price also counts as added. Market movement is the rest of the
change in value. Withdrawals are negative.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, Valuation, round_half_even


class RecordedHolding(BaseModel):
    """quantity: over all accounts. price: in the currency of the record. is_sample: a sample price, no market price."""

    model_config = ConfigDict(frozen=True)

    quantity: Decimal
    price: Decimal
    is_sample: bool = False


class RecordedHoldings(BaseModel):
    """cash: in the currency of the record, over all accounts. priced: holdings by instrument id, and other cash."""

    model_config = ConfigDict(frozen=True)

    cash: Decimal = ZERO
    priced: dict[str, RecordedHolding] = {}


class RecordedDay(Protocol):
    date: date
    total: Decimal
    added: Decimal


@dataclass(frozen=True)
class Growth:
    """All in one currency. start + added + movement = end."""

    since: date
    until: date
    start: Decimal
    added: Decimal
    movement: Decimal
    end: Decimal


def compute_growth(days: Sequence[RecordedDay]) -> Growth | None:
    """Compute growth over days in order, from the value of the first. Return None for fewer than two days."""
    if len(days) < 2:
        return None
    first, last = days[0], days[-1]
    added = sum((day.added for day in days[1:]), ZERO)
    return Growth(first.date, last.date, first.total, added, last.total - first.total - added, last.total)


def recorded_holdings(valuation: Valuation, currency: str) -> RecordedHoldings:
    """Return what a record needs of a valuation, which is in this currency."""
    quantities: dict[UUID, Decimal] = {}
    instruments: dict[UUID, InstrumentValue] = {}
    with localcontext(EXACT_CONTEXT):
        for worth in valuation.positions:
            if worth.instrument.price is not None:
                key = worth.instrument.id
                instruments[key] = worth.instrument
                quantities[key] = quantities.get(key, ZERO) + worth.position.quantity
    priced = {
        str(key): RecordedHolding(quantity=quantities[key], price=row.price, is_sample=row.price_source == "sample")
        for key, row in instruments.items()
        if row.price is not None
    }
    own = (worth.cash for worth in valuation.accounts if worth.account.currency == currency)
    cash = EXACT_CONTEXT.plus(sum(own, ZERO))
    return RecordedHoldings(cash=cash, priced=priced | list_foreign_cash(valuation))


def list_foreign_cash(valuation: Valuation) -> dict[str, RecordedHolding]:
    """Return cash in other currencies as holdings priced at the exchange rate: a change of the rate is movement."""
    amounts: dict[str, Decimal] = {}
    prices: dict[str, Decimal] = {}
    with localcontext(EXACT_CONTEXT):
        for account in (worth.account for worth in valuation.accounts):
            if account.own_cash and not account.lacks_rate:
                amounts[account.currency] = amounts.get(account.currency, ZERO) + account.own_cash
                prices[account.currency] = account.cash_balance / account.own_cash
    return {
        f"cash {currency}": RecordedHolding(quantity=amount, price=prices[currency])
        for currency, amount in amounts.items()
    }


def restate(holdings: RecordedHoldings, before: str, after: str, worth: Decimal) -> RecordedHoldings:
    """Return a record in another currency. worth: what one unit of the currency before is worth in the one after.

    Cash keeps its currency: what was the record's own is now held at a rate, and the other way round.
    """
    with localcontext(EXACT_CONTEXT):
        priced = {
            key: one.model_copy(update={"price": one.price * worth})
            for key, one in holdings.priced.items()
            if key != f"cash {after}"
        }
        own = holdings.priced.get(f"cash {after}")
        if holdings.cash:
            priced[f"cash {before}"] = RecordedHolding(quantity=holdings.cash, price=worth)
        return RecordedHoldings(cash=own.quantity if own else ZERO, priced=priced)


def money_added(before: RecordedHoldings, after: RecordedHoldings) -> Decimal:
    """Return what was added between two records in one currency, to the cent."""
    with localcontext(EXACT_CONTEXT):
        added = after.cash - before.cash
        for key in {**before.priced, **after.priced}:
            old, new = before.priced.get(key), after.priced.get(key)
            if old is None or new is None or (old.is_sample and not new.is_sample):
                added += _holding_value(new) - _holding_value(old)
            else:
                added += (new.quantity - old.quantity) * new.price
        return round_half_even(added)


def _holding_value(holding: RecordedHolding | None) -> Decimal:
    return holding.quantity * holding.price if holding else ZERO
