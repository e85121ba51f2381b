"""Sales that bring one thing down to a share of the money: which lots, how much gain, over how many years."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import ceil
from uuid import UUID

from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.purposes import is_rebalanced
from portfolios.valuation.snapshot import AccountValue, InstrumentValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, ValuedPosition

LARGE_GAIN_PERCENT = Decimal(5)
"""A gain of more than this part of the money is spread over several tax years."""
MIN_YEARS = 2


@dataclass(frozen=True)
class SoldLot:
    """dollars: sold of it. gain: what that realizes in a taxable account; None if the cost is unknown."""

    account: AccountValue
    instrument: InstrumentValue
    dollars: Decimal
    gain: Decimal | None


@dataclass(frozen=True)
class Sale:
    """Lots in the order in which they are sold: tax-free first, then losses, then the smallest gain."""

    lots: tuple[SoldLot, ...]

    @property
    def tax_free(self) -> tuple[SoldLot, ...]:
        return tuple(lot for lot in self.lots if lot.account.tax_advantaged)

    @property
    def taxable(self) -> tuple[SoldLot, ...]:
        return tuple(lot for lot in self.lots if not lot.account.tax_advantaged)

    @property
    def gain(self) -> Decimal | None:
        """Return dollars of gain in taxable accounts; None if a cost is unknown."""
        gains = [lot.gain for lot in self.taxable]
        return None if None in gains else sum((gain for gain in gains if gain is not None), ZERO)

    def years(self, total: Decimal, most: int) -> int:
        """Return over how many tax years to spread it: one for each 5% of the money that is gain, at most `most`."""
        gain = self.gain or ZERO
        step = total * LARGE_GAIN_PERCENT / 100
        return 1 if gain <= step else min(most, max(MIN_YEARS, ceil(gain / step)))


def dollars_of(lots: Collection[SoldLot]) -> Decimal:
    return sum((lot.dollars for lot in lots), ZERO)


def plan_sale(portfolio: Portfolio, instruments: Collection[UUID], limit: Decimal) -> Sale:
    """Return the sale that brings these holdings together down to `limit` percent of the money, as far as it can.

    Accounts that rebalancing leaves alone are left alone here too.
    """
    held = [lot for lot in portfolio.valuation.positions if lot.instrument.id in instruments and lot.value]
    with localcontext(EXACT_CONTEXT):
        left = sum((lot.value or ZERO for lot in held), ZERO) - portfolio.valuation.exact_total * limit / 100
        sold = []
        for lot in sorted(held, key=_order):
            value = lot.value or ZERO
            dollars = min(value, max(ZERO, left)) if is_rebalanced(lot.account) else ZERO
            if dollars > 0:
                gain = None if lot.gain is None else lot.gain * dollars / value
                sold.append(SoldLot(lot.account, lot.instrument, dollars, gain))
            left -= dollars
    return Sale(tuple(sold))


def _order(lot: ValuedPosition) -> tuple[bool, bool, Decimal, str, str]:
    gain_share = (lot.gain or ZERO) / lot.value if lot.value else ZERO
    is_taxable = not lot.account.tax_advantaged
    return (
        is_taxable,
        is_taxable and lot.gain is None,
        gain_share if is_taxable else ZERO,
        lot.account.name,
        (lot.instrument.symbol),
    )
