"""Tax location: holdings in the wrong kind of account. Hints, not advice: allocation matters more than location.

Source: Bogleheads, "Tax-efficient fund placement". Turnover is unknown; this module states what counts as high.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portfolios.account_kinds import find_account_kind
from portfolios.valuation.allocation import region_groups
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import AccountValue, InstrumentValue
from portfolios.valuation.value import ZERO

BetterTreatment = Literal["tax_advantaged", "taxable"]

MUNICIPAL_GROUP = "us_municipal"
BROAD_STOCK_GROUPS = frozenset({
    "us_total_market", "us_large_blend", "us_large_growth", "us_large_value", "us_mid_blend", "us_small_blend",
    "international_total", "international_developed", "emerging_markets", "world_total",
})  # fmt: skip
"""Exposure groups of broad stock index funds."""
HIGH_DISTRIBUTION_GROUPS = frozenset({"commodities_broad"})
"""Exposure groups whose funds pay out most of their return as ordinary income."""
ACTIVE_EXPENSE_RATIO = Decimal("0.005")
"""A mutual fund that costs more a year counts as actively managed, with high turnover."""
HALF_PERCENT = Decimal(50)

BOND_REASON = "Bond interest is taxed every year as ordinary income; a tax-advantaged account defers or avoids that."
REIT_REASON = "Most of what REITs pay out is taxed as ordinary income; a tax-advantaged account defers or avoids that."
TURNOVER_REASON = (
    "It is likely to pay out taxable gains or income every year; a tax-advantaged account defers or avoids that."
)
MUNICIPAL_REASON = (
    "Its interest is free of federal tax anyway, for which it pays less; that is lost on a tax-advantaged account."
)
FOREIGN_TAX_REASON = "Foreign tax on its dividends can be credited in a taxable account only."
BROAD_STOCK_REASON = (
    "A broad stock fund is taxed lightly; its place here would shelter more for what now sits in a taxable account."
)


@dataclass(frozen=True, slots=True)
class TaxLocationHint:
    """value: exact dollars of `instrument` in `account` that would be better placed in a `better` account."""

    instrument: InstrumentValue
    account: AccountValue
    value: Decimal
    better: BetterTreatment
    reason: str


PlacementRule = Callable[[InstrumentValue], str]


def find_placement_fault(instrument: InstrumentValue, *, tax_advantaged: bool) -> str:
    """Return what speaks against an instrument in a tax-advantaged or in a taxable account, or an empty string."""
    return _reason_shelter_loses(instrument) if tax_advantaged else _reason_to_shelter(instrument)


def find_tax_location_hints(portfolio: Portfolio) -> tuple[TaxLocationHint, ...]:
    """Find misplaced holdings: in taxable accounts first, then larger ones first. Empty without both kinds of account.

    A holding in a tax-advantaged account is misplaced if it loses an advantage there. A broad stock fund is misplaced
    only if it takes the place of something in a taxable account.
    """
    kinds = [find_account_kind(worth.account.kind) for worth in portfolio.valuation.accounts]
    taxable = frozenset(kind.key for kind in kinds if kind.tax_treatment == "taxable")
    shelters = frozenset(kind.key for kind in kinds if kind.is_shelter)
    if not taxable or not shelters:
        return ()
    outside = tuple(_find_hints(portfolio, taxable, "tax_advantaged", _reason_to_shelter))
    inside = _find_hints(portfolio, shelters, "taxable", _reason_to_hold_taxable if outside else _reason_shelter_loses)
    return (*outside, *inside)


def _find_hints(
    portfolio: Portfolio, kinds: frozenset[str], better: BetterTreatment, rule: PlacementRule
) -> Iterator[TaxLocationHint]:
    lots = [w for w in portfolio.valuation.positions if w.account.kind in kinds and w.value]
    for lot in sorted(lots, key=lambda lot: -(lot.value or ZERO)):
        if reason := rule(lot.instrument):
            yield TaxLocationHint(lot.instrument, lot.account, lot.value or ZERO, better, reason)


def _reason_to_shelter(instrument: InstrumentValue) -> str:
    if instrument.exposure_group == MUNICIPAL_GROUP:
        return ""
    if _asset_class_share(instrument, "fixed_income") > HALF_PERCENT:
        return BOND_REASON
    if _asset_class_share(instrument, "real_estate") > HALF_PERCENT:
        return REIT_REASON
    active = instrument.instrument_type == "mutual_fund" and (instrument.expense_ratio or ZERO) > ACTIVE_EXPENSE_RATIO
    return TURNOVER_REASON if active or instrument.exposure_group in HIGH_DISTRIBUTION_GROUPS else ""


def _reason_to_hold_taxable(instrument: InstrumentValue) -> str:
    return _reason_shelter_loses(instrument) or (
        BROAD_STOCK_REASON if instrument.exposure_group in BROAD_STOCK_GROUPS else ""
    )


def _reason_shelter_loses(instrument: InstrumentValue) -> str:
    """Return the advantage that is lost in a tax-advantaged account, or an empty string."""
    if instrument.exposure_group == MUNICIPAL_GROUP:
        return MUNICIPAL_REASON
    groups = region_groups(instrument.regions)
    abroad = groups["international"] > groups["north_america"]
    return FOREIGN_TAX_REASON if abroad and instrument.exposure_group in BROAD_STOCK_GROUPS else ""


def _asset_class_share(instrument: InstrumentValue, asset_class: str) -> Decimal:
    return instrument.asset_class.get(asset_class, ZERO)
