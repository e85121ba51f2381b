"""What a person's plans must not do: exceed the limit for a company, realize much gain, or spend the reserve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from math import ceil
from uuid import UUID

from portfolios.valuation.portfolio import COMPANY_LIMIT, Portfolio
from portfolios.valuation.purposes import count_reserve_months, is_reserve
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, ValuedPosition

MAX_GAIN = Decimal("0.01")
"""The most gain that rebalancing realizes in a year, as a fraction of all wealth."""
MAX_COMPANY_GAIN = Decimal("0.05")
"""The same for a company above its limit; with more gain it is sold over several tax years."""
MAX_SALE_YEARS = 4
COMPANY_MARGIN = Decimal("0.5")
"""Points above the limit for a company from which it is sold."""
MONTHS_A_YEAR = 12
PENALTY_FREE_AGE = 60
"""From this age on, money in retirement accounts can be reached without a penalty (59 and a half)."""


def find_kept_cash(portfolio: Portfolio) -> dict[UUID, Decimal]:
    """Return the dollars of cash that stay in each account: together a reserve of some months of the income goal.

    Accounts that are a reserve count first. Only cash that can be reached without a penalty is kept, first where no
    account rules bind it, the largest balance first.
    """
    profile = portfolio.snapshot.profile
    reserved = sum((one.cash for one in portfolio.valuation.accounts if is_reserve(one.account)), ZERO)
    months = count_reserve_months(portfolio.snapshot.accounts)
    missing = (profile.target_retirement_income or ZERO) * months / MONTHS_A_YEAR - reserved
    within_reach = [
        one for one in portfolio.rebalanced.accounts
        if profile.age >= PENALTY_FREE_AGE or not one.account.tax_advantaged
    ]  # fmt: skip
    kept = {}
    for worth in sorted(within_reach, key=lambda one: (one.account.tax_advantaged, -one.cash)):
        kept[worth.account.id] = max(ZERO, min(missing, worth.cash))
        missing -= kept[worth.account.id]
    return kept


def find_company_limits(portfolio: Portfolio) -> Iterator[tuple[str, Decimal, int]]:
    """Yield how many dollars of each company may stay where trades may be, and over how many tax years it is sold.

    Together with the rest they are the limit. Barely above it, a company need not be sold, but must not grow.
    """
    whole = portfolio.valuation.exact_total
    tradable = portfolio.rebalanced.value_by_instrument()
    with localcontext(EXACT_CONTEXT):
        for instrument, worth in portfolio.companies:
            here = tradable.get(instrument.id, ZERO)
            is_barely_above = ZERO < worth - whole * COMPANY_LIMIT / 100 < whole * COMPANY_MARGIN / 100
            limit = here if is_barely_above else max(ZERO, whole * COMPANY_LIMIT / 100 - (worth - here))
            taxed = _split_company(portfolio, instrument, here - limit)
            years = min(MAX_SALE_YEARS, max(1, ceil(taxed.gain / (whole * MAX_COMPANY_GAIN))))
            yield instrument.symbol, limit + taxed.dollars * (years - 1) / years, years


def compute_gain_limit(portfolio: Portfolio, company_limits: Mapping[str, Decimal]) -> Decimal:
    """Return the dollars of gain that a year's trades may realize: that of companies above their limit, or 1%."""
    tradable = portfolio.rebalanced.value_by_instrument()
    with localcontext(EXACT_CONTEXT):
        gains = [
            _split_company(portfolio, one, tradable.get(one.id, ZERO) - company_limits[one.symbol]).gain
            for one, _ in portfolio.companies
        ]
        return max(sum(gains, ZERO), portfolio.valuation.exact_total * MAX_GAIN)


@dataclass(frozen=True, slots=True)
class _TaxedSale:
    """Dollars sold where a sale may be taxed, and their gain."""

    dollars: Decimal
    gain: Decimal


def _split_company(portfolio: Portfolio, instrument: InstrumentValue, sold: Decimal) -> _TaxedSale:
    """Return the part of a sale that sheltered accounts cannot make, smallest gains first."""
    lots = []
    for account in portfolio.rebalanced.accounts:
        held = account.lots_by_instrument.get(instrument.id, ())
        is_taxed = not account.account.tax_advantaged
        share = compute_gain_share(held) if is_taxed else ZERO
        worth = sum((one.value or ZERO for one in held), ZERO)
        lots.append((is_taxed, Decimal(1) if share is None else share, worth))
    rest, taxed, gain = max(ZERO, sold), ZERO, ZERO
    for is_taxed, share, worth in sorted(lots):
        part = min(rest, worth)
        rest -= part
        taxed += part if is_taxed else ZERO
        gain += part * share
    return _TaxedSale(taxed, gain)


def compute_gain_share(lots: Sequence[ValuedPosition]) -> Decimal | None:
    """Return the fraction of their value that is gain, 0 for a loss; None if a cost is unknown."""
    gains, worth = [lot.gain for lot in lots], sum((lot.value or ZERO for lot in lots), ZERO)
    if not worth or None in gains:
        return None
    return max(ZERO, EXACT_CONTEXT.divide(sum(filter(None, gains), ZERO), worth))
