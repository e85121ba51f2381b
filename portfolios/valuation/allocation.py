"""Where the money is, looking through funds. Cash and unclassified money are buckets, so nothing is dropped."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import Literal

from portfolios.taxonomy import UNCLASSIFIED
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, Valuation, ValuedPosition, apportion

Dimension = Literal["asset_class", "regions", "sectors"]
CASH = "cash"
EQUITY = "equity"
REGION_GROUPS = ("north_america", "international")
GLOBAL_NORTH_AMERICA_SHARE = Decimal("0.6")
"""A global holding counts as 60% North America, 40% international."""
MIN_KNOWN_REGIONS = Decimal("0.9")
"""The fraction of the stocks that must have a region before their split by region is a fact."""


def allocate(valuation: Valuation, dimension: Dimension) -> dict[str, Decimal]:
    """Return dollars and cents by bucket, largest first; they sum to `valuation.total`.

    Each priced position is spread over its split; account cash is the bucket "cash"; a position without a split in
    this dimension is "unclassified". Splits are percent and are scaled to sum to exactly 100.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    with localcontext(EXACT_CONTEXT):
        for worth in valuation.positions:
            for bucket, amount in allocate_position(worth, dimension).items():
                sums[bucket] += amount
        if valuation.cash:
            sums[CASH] += valuation.cash
    ordered = dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))
    return apportion(ordered)


def allocate_position(worth: ValuedPosition, dimension: Dimension) -> dict[str, Decimal]:
    """Return exact dollars of one position by bucket; empty without a price."""
    if worth.value is None:
        return {}
    split = split_or_unclassified(worth.instrument, dimension)
    with localcontext(EXACT_CONTEXT):
        whole = sum(split.values(), ZERO)
        return {bucket: worth.value * share / whole for bucket, share in split.items() if share}


def split_or_unclassified(instrument: InstrumentValue, dimension: Dimension) -> Mapping[str, Decimal]:
    """Return percent by bucket. An instrument without a split is 100% "unclassified"."""
    if dimension != "asset_class" and instrument.asset_class.get(CASH) == 100:
        return {CASH: Decimal(100)}  # a money-market fund is cash, not a region or a sector
    split: Mapping[str, Decimal] = getattr(instrument, dimension)
    return split or {UNCLASSIFIED: Decimal(100)}


def equity_share(instrument: InstrumentValue) -> Decimal:
    """Return the fraction of an instrument that is equity, 0 if it is not classified."""
    with localcontext(EXACT_CONTEXT):
        whole = sum(instrument.asset_class.values(), ZERO)
        return instrument.asset_class.get(EQUITY, ZERO) / whole if whole else ZERO


MAX_SHOWN_BUCKETS = 7


def split_largest_buckets(amounts: Mapping[str, Decimal]) -> tuple[list[str], list[str]]:
    """Return the buckets to show one by one, and those to combine. "unclassified" is in neither."""
    classified = [bucket for bucket in amounts if bucket != UNCLASSIFIED]
    if len(classified) <= MAX_SHOWN_BUCKETS + 1:
        return classified, []
    return classified[:MAX_SHOWN_BUCKETS], classified[MAX_SHOWN_BUCKETS:]


def region_groups(regions: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return dollars in the two groups of the region targets, North America and international, from those by region.

    Cash and unclassified money have no region and are left out; "global" counts 60/40.
    """
    groups = dict.fromkeys(REGION_GROUPS, ZERO)
    for region, amount in regions.items():
        if region in (CASH, UNCLASSIFIED):
            continue
        home = {"north_america": Decimal(1), "global": GLOBAL_NORTH_AMERICA_SHARE}.get(region, ZERO)
        groups["north_america"] += amount * home
        groups["international"] += amount * (1 - home)
    return groups


def group_equity(valuation: Valuation) -> dict[str, Decimal]:
    """Return dollars of equity in the two groups of the region targets; all zero without equity whose region is known.

    Bonds, cash and real estate have no say.
    """
    equity: dict[str, Decimal] = defaultdict(Decimal)
    with localcontext(EXACT_CONTEXT):
        for worth in valuation.positions:
            share = equity_share(worth.instrument)
            for region, amount in allocate_position(worth, "regions").items():
                equity[region] += amount * share
        return region_groups(equity)


def knows_regions(valuation: Valuation) -> bool:
    """Return whether nearly all equity has a region, so that its split by region means something."""
    stocks = allocate(valuation, "asset_class").get(EQUITY, ZERO)
    with localcontext(EXACT_CONTEXT):
        return bool(stocks) and sum(group_equity(valuation).values(), ZERO) >= MIN_KNOWN_REGIONS * stocks
