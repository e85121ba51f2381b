"""Fund costs: now, over the years, and cheaper funds for the same market. Ratios are fractions a year."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from uuid import UUID

from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO


@dataclass(frozen=True, slots=True)
class Fees:
    """yearly: exact dollars a year. covered: dollars whose costs are known, cash included (it is free).

    ratio: yearly / covered. unknown: holdings without a known ratio; they are in neither.
    """

    yearly: Decimal
    covered: Decimal
    unknown: tuple[InstrumentValue, ...]

    @property
    def ratio(self) -> Decimal:
        return EXACT_CONTEXT.divide(self.yearly, self.covered) if self.covered else ZERO


@dataclass(frozen=True, slots=True)
class FeeDrag:
    """Exact dollars after the years: without fees, with fees, and the difference. lost_share: of the first."""

    value_without_fees: Decimal
    value_after_fees: Decimal
    lost: Decimal
    lost_share: Decimal


@dataclass(frozen=True, slots=True)
class CheaperFund:
    """A catalogue fund that covers the same market as `held` for less. saving: exact dollars a year.

    taxable: dollars of `held` in accounts where a sale may be taxed.
    """

    held: InstrumentValue
    value: Decimal
    alternative: InstrumentValue
    saving: Decimal
    taxable: Decimal


def compute_fees(portfolio: Portfolio) -> Fees:
    """Compute the fees of all holdings at today's values."""
    costs = [(i.expense_ratio, worth) for i, worth in portfolio.holdings if i.expense_ratio is not None]
    unknown = tuple(instrument for instrument, _ in portfolio.holdings if instrument.expense_ratio is None)
    with localcontext(EXACT_CONTEXT):
        yearly = sum((worth * ratio for ratio, worth in costs), ZERO)
        covered = sum((worth for _, worth in costs), portfolio.valuation.cash)
    return Fees(yearly, covered, unknown)


def fee_drag(value: Decimal, growth: Decimal, fee: Decimal, years: int) -> FeeDrag:
    """Compute what a yearly fee on the year-end balance takes from `value` dollars that grow by `growth` a year.

    without = value (1 + growth)^years, remaining = without (1 - fee)^years. growth and fee are fractions, growth
    before fees; years whole. Raises ValueError for growth below -1, a fee outside 0..1 or years below 0.
    """
    if growth < -1 or not 0 <= fee <= 1 or years < 0:
        raise ValueError("growth must be at least -1, fee from 0 to 1, years not negative")
    with localcontext(EXACT_CONTEXT):
        without, remaining = value * (1 + growth) ** years, (1 - fee) ** years
        return FeeDrag(without, without * remaining, without * (1 - remaining), 1 - remaining)


def find_cheaper_alternatives(portfolio: Portfolio, catalogue: Iterable[InstrumentValue]) -> tuple[CheaperFund, ...]:
    """Find the cheapest fund in the exposure group of each held fund, if it costs less. Largest saving first.

    Of equally cheap funds, one that is already held comes first. A holding without an exposure group or expense
    ratio has no alternatives: the catalogue states which funds cover the same market, nothing is guessed.
    """
    symbols = {instrument.symbol for instrument, _ in portfolio.holdings}
    offered = [(row.expense_ratio, row) for row in catalogue if row.exposure_group and row.expense_ratio is not None]
    offered.sort(key=lambda one: (one[0], one[1].symbol not in symbols, one[1].symbol), reverse=True)
    cheapest_by_group = {row.exposure_group: (ratio, row) for ratio, row in offered}
    taxable: dict[UUID, Decimal] = defaultdict(Decimal)  # exact dollars in accounts where a sale may be taxed
    with localcontext(EXACT_CONTEXT):
        for lot in portfolio.valuation.positions:
            if lot.value is not None and not lot.account.tax_advantaged:
                taxable[lot.instrument.id] += lot.value
    found = []
    for instrument, worth in portfolio.holdings:
        ratio, best = cheapest_by_group.get(instrument.exposure_group, (None, None))
        if ratio is None or best is None or instrument.expense_ratio is None or ratio >= instrument.expense_ratio:
            continue
        saving = EXACT_CONTEXT.multiply(worth, instrument.expense_ratio - ratio)
        found.append(CheaperFund(instrument, worth, best, saving, taxable.get(instrument.id, ZERO)))
    return tuple(sorted(found, key=lambda one: (-one.saving, one.held.symbol)))
