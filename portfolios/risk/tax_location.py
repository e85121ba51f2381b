"""Tax location: what sits in the wrong kind of account. Hints, not advice: allocation comes first, location second.

Source: Bogleheads, "Tax-efficient fund placement". Turnover is not known; what is taken to be high is said here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from portfolios.valuation.allocation import region_groups
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import AccountValue, InstrumentValue
from portfolios.valuation.value import ZERO

Place = Literal["tax_advantaged", "taxable"]

TAXABLE = "taxable"
SHELTERS = frozenset({"401k", "roth_ira", "traditional_ira", "hsa"})
"""Accounts between which and taxable ones a person can choose; a pension or a 529 has its own purpose."""
MUNICIPAL = "us_municipal"
BROAD = frozenset({
    "us_total_market", "us_large_blend", "us_large_growth", "us_large_value", "us_mid_blend", "us_small_blend",
    "international_total", "international_developed", "emerging_markets", "world_total",
})  # fmt: skip
"""Exposure groups of broad index funds of shares."""
DISTRIBUTING = frozenset({"commodities_broad"})
"""Exposure groups whose funds pay most of their return out as ordinary income."""
ACTIVE_ABOVE = Decimal("0.005")
"""A mutual fund that costs more a year is taken as actively managed, with the turnover that goes with it."""
HALF = Decimal(50)

BONDS = "Bond interest is taxed every year as ordinary income; a tax-advantaged account defers or avoids that."
REITS = "Most of what REITs pay out is taxed as ordinary income; a tax-advantaged account defers or avoids that."
TURNOVER = "It is likely to pay out taxable gains or income every year; a tax-advantaged account defers or avoids that."
MUNIS = "Its interest is free of federal tax anyway, for which it pays less; that is lost on a tax-advantaged account."
FOREIGN = "Foreign tax on its dividends can be credited in a taxable account only."
STOCKS = (
    "A broad stock fund is taxed lightly; its place here would shelter more for what now sits in a taxable account."
)


@dataclass(frozen=True, slots=True)
class LocationHint:
    """value: exact dollars of `instrument` in `account`, which would be better placed in a `better` account."""

    instrument: InstrumentValue
    account: AccountValue
    value: Decimal
    better: Place
    reason: str


Rule = Callable[[InstrumentValue], str]


def location_hints(portfolio: Portfolio) -> tuple[LocationHint, ...]:
    """Misplaced holdings, those in taxable accounts first, larger ones first; none without both kinds of account.

    In tax-advantaged accounts, what loses something by being there; other broad stock funds only where they could
    make room for what is misplaced outside.
    """
    kinds = {worth.account.kind for worth in portfolio.valuation.accounts}
    if TAXABLE not in kinds or not kinds & SHELTERS:
        return ()
    outside = tuple(_hints(portfolio, frozenset({TAXABLE}), "tax_advantaged", _wants_shelter))
    inside = _hints(portfolio, SHELTERS, "taxable", _wants_taxable if outside else _lost_inside)
    return (*outside, *inside)


def _hints(portfolio: Portfolio, kinds: frozenset[str], better: Place, rule: Rule) -> Iterator[LocationHint]:
    lots = [w for w in portfolio.valuation.positions if w.account.kind in kinds and w.value]
    for lot in sorted(lots, key=lambda lot: -(lot.value or ZERO)):
        if reason := rule(lot.instrument):
            yield LocationHint(lot.instrument, lot.account, lot.value or ZERO, better, reason)


def _wants_shelter(instrument: InstrumentValue) -> str:
    if instrument.exposure_group == MUNICIPAL:
        return ""
    if _share(instrument, "fixed_income") > HALF:
        return BONDS
    if _share(instrument, "real_estate") > HALF:
        return REITS
    active = instrument.instrument_type == "mutual_fund" and (instrument.expense_ratio or ZERO) > ACTIVE_ABOVE
    return TURNOVER if active or instrument.exposure_group in DISTRIBUTING else ""


def _wants_taxable(instrument: InstrumentValue) -> str:
    return _lost_inside(instrument) or (STOCKS if instrument.exposure_group in BROAD else "")


def _lost_inside(instrument: InstrumentValue) -> str:
    """An advantage that a tax-advantaged account takes away."""
    if instrument.exposure_group == MUNICIPAL:
        return MUNIS
    groups = region_groups(instrument.regions)
    abroad = groups["international"] > groups["north_america"]
    return FOREIGN if abroad and instrument.exposure_group in BROAD else ""


def _share(instrument: InstrumentValue, asset_class: str) -> Decimal:
    return instrument.asset_class.get(asset_class, ZERO)
