"""What funds cost: now, over the years, and where the same market is to be had for less. Ratios: fractions a year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from uuid import UUID

from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO


@dataclass(frozen=True, slots=True)
class Fees:
    """yearly: exact dollars a year. covered: dollars whose costs are known, cash included (it costs nothing).

    ratio: yearly / covered. unknown: holdings whose ratio nobody knows; they are in neither.
    """

    yearly: Decimal
    covered: Decimal
    unknown: tuple[InstrumentValue, ...]

    @property
    def ratio(self) -> Decimal:
        return EXACT_CONTEXT.divide(self.yearly, self.covered) if self.covered else ZERO


@dataclass(frozen=True, slots=True)
class FeeDrag:
    """Exact dollars after the years: without fees, with them, and their difference; lost_share: of the first."""

    value_without_fees: Decimal
    value_after_fees: Decimal
    lost: Decimal
    lost_share: Decimal


@dataclass(frozen=True, slots=True)
class CheaperFund:
    """A fund of the catalogue that holds the same market as `held` for less. saving: exact dollars a year.

    taxable: how many of `held`'s dollars are in accounts where selling it may be taxed.
    """

    held: InstrumentValue
    value: Decimal
    alternative: InstrumentValue
    saving: Decimal
    taxable: Decimal


def compute_fees(portfolio: Portfolio) -> Fees:
    """Of everything that is held, at today's values."""
    known = [(i.expense_ratio, worth) for i, worth in portfolio.holdings if i.expense_ratio is not None]
    unknown = tuple(instrument for instrument, _ in portfolio.holdings if instrument.expense_ratio is None)
    with localcontext(EXACT_CONTEXT):
        yearly = sum((worth * ratio for ratio, worth in known), ZERO)
        covered = sum((worth for _, worth in known), portfolio.valuation.cash)
    return Fees(yearly, covered, unknown)


def fee_drag(value: Decimal, growth: Decimal, fee: Decimal, years: int) -> FeeDrag:
    """What a yearly fee on the year-end balance takes from `value` dollars that grow by `growth` a year.

    without = value (1 + growth)^years, remaining = without (1 - fee)^years. growth and fee are fractions, growth
    before fees; years whole. Raises ValueError for growth below -1, a fee outside 0..1 or years below 0.
    """
    if growth < -1 or not 0 <= fee <= 1 or years < 0:
        raise ValueError("growth is at least -1, a fee from 0 to 1, years not negative")
    with localcontext(EXACT_CONTEXT):
        without, kept = value * (1 + growth) ** years, (1 - fee) ** years
        return FeeDrag(without, without * kept, without * (1 - kept), 1 - kept)


def find_cheaper_alternatives(portfolio: Portfolio, catalogue: Iterable[InstrumentValue]) -> tuple[CheaperFund, ...]:
    """For every fund held that has a cheaper one in its exposure group: the cheapest, largest saving first.

    Of several as cheap, one that is held already comes first. A holding without an exposure group or an expense
    ratio has no alternatives: what holds the same market is stated in the catalogue, never guessed.
    """
    offered = [row for row in catalogue if row.exposure_group and row.expense_ratio is not None]
    found = _find_cheaper(portfolio, offered)
    return tuple(sorted(found, key=lambda one: (-one.saving, one.held.symbol)))


def _find_cheaper(portfolio: Portfolio, offered: list[InstrumentValue]) -> Iterator[CheaperFund]:
    cheapest, taxable = _cheapest_by_group(portfolio, offered), _taxable_values(portfolio)
    for instrument, worth in portfolio.holdings:
        best = cheapest.get(instrument.exposure_group)
        if (
            best is not None
            and instrument.expense_ratio is not None
            and _expense_ratio(best) < instrument.expense_ratio
        ):
            saving = EXACT_CONTEXT.multiply(worth, instrument.expense_ratio - _expense_ratio(best))
            yield CheaperFund(instrument, worth, best, saving, taxable.get(instrument.id, ZERO))


def _cheapest_by_group(portfolio: Portfolio, offered: list[InstrumentValue]) -> dict[str, InstrumentValue]:
    held = {instrument.symbol for instrument, _ in portfolio.holdings}
    dearest_first = sorted(
        offered, key=lambda row: (_expense_ratio(row), row.symbol not in held, row.symbol), reverse=True
    )
    return {row.exposure_group: row for row in dearest_first}


def _expense_ratio(row: InstrumentValue) -> Decimal:
    return row.expense_ratio or ZERO


def _taxable_values(portfolio: Portfolio) -> dict[UUID, Decimal]:
    """Exact dollars by instrument in accounts where selling may be taxed."""
    sums: dict[UUID, Decimal] = defaultdict(Decimal)
    with localcontext(EXACT_CONTEXT):
        for lot in portfolio.valuation.positions:
            if lot.value is not None and not lot.account.tax_advantaged:
                sums[lot.instrument.id] += lot.value
    return sums
