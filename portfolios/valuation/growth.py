"""How a portfolio grew: what was added to it, and what the market did. Pure, from what was recorded day by day.

Convention. Added is every change of a quantity at the price of its recording, and every change of cash: what is bought
from cash recorded here cancels out. A holding that has its first real price counts as added, too: the market did not
move it, it became known. Market movement is what is left of the change in value. Money taken out is added with a minus.
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
    """quantity: over all accounts. price: dollars. is_sample: an example, not today's market."""

    model_config = ConfigDict(frozen=True)

    quantity: Decimal
    price: Decimal
    is_sample: bool = False


class RecordedHoldings(BaseModel):
    """cash: dollars over all accounts. priced: by instrument id; what has no price is in no value."""

    model_config = ConfigDict(frozen=True)

    cash: Decimal = ZERO
    priced: dict[str, RecordedHolding] = {}


class RecordedDay(Protocol):
    date: date
    total: Decimal
    added: Decimal


@dataclass(frozen=True)
class Growth:
    """Dollars. start + added + movement = end."""

    since: date
    until: date
    start: Decimal
    added: Decimal
    movement: Decimal
    end: Decimal


def compute_growth(days: Sequence[RecordedDay]) -> Growth | None:
    """Over days in order; what was there on the first one is the start. None until there are two."""
    if len(days) < 2:
        return None
    first, last = days[0], days[-1]
    added = sum((day.added for day in days[1:]), ZERO)
    return Growth(first.date, last.date, first.total, added, last.total - first.total - added, last.total)


def recorded_holdings(valuation: Valuation) -> RecordedHoldings:
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
    return RecordedHoldings(cash=valuation.cash, priced=priced)


def money_added(before: RecordedHoldings, after: RecordedHoldings) -> Decimal:
    """Dollars and cents from one recording to the next."""
    with localcontext(EXACT_CONTEXT):
        flows = [
            _holding_inflow(before.priced.get(key), after.priced.get(key)) for key in {**before.priced, **after.priced}
        ]
        return round_half_even(after.cash - before.cash + sum(flows, ZERO))


def _holding_inflow(before: RecordedHolding | None, after: RecordedHolding | None) -> Decimal:
    if before is None or after is None or (before.is_sample and not after.is_sample):
        return _holding_value(after) - _holding_value(before)
    return (after.quantity - before.quantity) * after.price


def _holding_value(held: RecordedHolding | None) -> Decimal:
    return held.quantity * held.price if held else ZERO
