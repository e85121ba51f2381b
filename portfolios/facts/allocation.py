"""Facts about allocation, looking through funds, and its drift from the targets."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.facts.profile import ASSUMED_FORMULA
from portfolios.taxonomy import REGION_TARGETS, label
from portfolios.valuation.allocation import Dimension, group_equity, knows_regions, split_largest_buckets
from portfolios.valuation.drift import Drift
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, percentages, round_half_even

FAMILIES_BY_DIMENSION: dict[Dimension, Family] = {
    "asset_class": Family.ASSET_CLASS,
    "regions": Family.REGION,
    "sectors": Family.SECTOR,
}
DIMENSION_NOUNS: dict[Dimension, str] = {"asset_class": "asset class", "regions": "region", "sectors": "sector"}
REST_LABEL = "All others"
REBALANCED_ACCOUNTS = "in retirement accounts without 529, pension, HSA and reserve"
SHARE_BASES = {
    Family.ASSET_CLASS: (
        "what is classified",
        f"look-through dollars / dollars of all that is classified, {REBALANCED_ACCOUNTS}",
    ),
    Family.REGION_GROUP: (
        "your stocks",
        f"dollars of equity / all equity with a region, {REBALANCED_ACCOUNTS}; a global holding counts 60/40",
    ),
}
WORLD_WEIGHTS = {"north_america": Decimal("65.6"), "international": Decimal("34.4")}
"""Percent of the world's stocks by value: the regions of VT on November 18, 2025, as the catalogue has them."""
TARGET_FORMULA = "your target, as you entered it; none counts as nothing"
BUCKET_ALIASES = {
    "equity": ("equities", "stocks", "shares"), "fixed_income": ("bonds",), "cash": ("money-market funds",),
    "real_estate": ("REITs",), "unclassified": ("not classified",),
}  # fmt: skip


def allocation_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield value and share of every bucket. Shares have one decimal and sum to 100.0, as in every chart."""
    for dimension, amounts in portfolio.buckets.items():
        shares = percentages(amounts)
        for bucket, amount in amounts.items():
            yield from _bucket_facts(dimension, bucket, amount, shares[bucket])
        _, tail = split_largest_buckets(amounts)
        if tail:
            amount, share = sum((amounts[b] for b in tail), ZERO), sum((shares[b] for b in tail), ZERO)
            yield from _bucket_facts(dimension, "rest", amount, share)


def _bucket_facts(dimension: Dimension, bucket: str, amount: Decimal, share: Decimal) -> Iterator[Fact]:
    family, names = FAMILIES_BY_DIMENSION[dimension], bucket_names(bucket)
    value = Fact(
        family=family, measure=Measure.VALUE, of=bucket, subject=names, value=amount, unit="money",
        label=f"{names[0]} ({DIMENSION_NOUNS[dimension]})", formula="look-through over every holding's split",
    )  # fmt: skip
    yield value
    yield Fact(
        family=family, measure=Measure.SHARE, of=bucket, subject=names, unit="percent", value=share,
        label=f"{names[0]}: share of the portfolio", inputs=(value.id, "portfolio.value"),
        formula="its dollars / total value, rounded so that all shares sum to 100",
    )  # fmt: skip


def bucket_names(bucket: str) -> tuple[str, ...]:
    return (REST_LABEL,) if bucket == "rest" else (label(bucket), *BUCKET_ALIASES.get(bucket, ()))


def target_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield current share, target, drift in points and the dollars that would close it.

    Asset classes are shares of classified money, regions of equity with a region, both in the accounts that
    rebalancing may trade in; its plans use the same bases.
    """
    assumed = portfolio.snapshot.profile.assumed
    classes = percentages(portfolio.classified)
    for drift in portfolio.asset_drifts:
        share = classes.get(drift.key, ZERO)
        yield _current_share_fact(Family.ASSET_CLASS, drift.key, share)
        yield from _drift_facts(Family.ASSET_CLASS, drift, share, assumed="asset_class_targets" in assumed)
    groups = portfolio.region_groups
    shares = percentages(groups) if any(groups.values()) else {}
    for group, share in shares.items():
        yield _current_share_fact(Family.REGION_GROUP, group, share)
    for drift in portfolio.region_drifts if shares else ():
        yield from _drift_facts(Family.REGION_GROUP, drift, shares[drift.key], assumed="region_targets" in assumed)
    yield from equity_region_facts(portfolio)


def equity_region_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield each group's share of the world's stocks, and of the stocks in all accounts if nearly all have a region."""
    groups = group_equity(portfolio.valuation)
    shares = percentages(groups) if knows_regions(portfolio.valuation) else {}
    for group in groups if any(groups.values()) else ():
        names = region_group_names(group)
        yield Fact(
            family=Family.REGION_GROUP, measure=Measure.WORLD_WEIGHT, of=group, subject=names,
            label=f"{names[0]}: share of the world's stocks", value=WORLD_WEIGHTS[group], unit="percent",
            kind="reference", formula="regions of a fund of the world's stocks (VT), November 18, 2025",
        )  # fmt: skip
        if group in shares:
            yield Fact(
                family=Family.REGION_GROUP, measure=Measure.SHARE_OF_EQUITY, of=group, subject=names, unit="percent",
                label=f"{names[0]}: share of all your stocks", value=shares[group],
                formula="dollars in stocks there / dollars in stocks with a region; global ones count 60/40",
            )  # fmt: skip


def _current_share_fact(family: Family, key: str, share: Decimal) -> Fact:
    names = target_names(family, key)
    base, formula = SHARE_BASES[family]
    return Fact(
        family=family, measure=Measure.SHARE_OF_CLASSIFIED, of=key, subject=names, value=share, unit="percent",
        label=f"{names[0]}: share of {base}", formula=formula,
    )  # fmt: skip


def region_group_label(group: str) -> str:
    return REGION_TARGETS.get(group) or label(group)


def region_group_names(group: str) -> tuple[str, ...]:
    outside = ("outside North America", "international")
    return (region_group_label(group), *outside) if group == "international" else (region_group_label(group),)


def target_names(family: Family, key: str) -> tuple[str, ...]:
    return bucket_names(key) if family == Family.ASSET_CLASS else region_group_names(key)


def _drift_facts(family: Family, drift: Drift, share: Decimal, *, assumed: bool) -> Iterator[Fact]:
    of, names = drift.key, target_names(family, drift.key)
    now = build_fact_id(family, Measure.SHARE_OF_CLASSIFIED, of)
    target = Fact(
        family=family, measure=Measure.TARGET, of=of, subject=names, label=f"{names[0]}: your target",
        value=100 * drift.target, unit="percent", kind="assumption" if assumed else "reference",
        formula=ASSUMED_FORMULA if assumed else TARGET_FORMULA,
    )  # fmt: skip
    points = Fact(
        family=family, measure=Measure.DRIFT, of=of, subject=names, unit="points",
        label=f"{names[0]}: drift from your target", value=share - 100 * drift.target, formula="share now - target",
        inputs=(now, target.id),
    )  # fmt: skip
    gap = Fact(
        family=family, measure=Measure.GAP, of=of, subject=names, unit="money",
        label=f"{names[0]}: dollars between now and your target", value=round_half_even(abs(drift.gap)),
        formula="absolute difference between the target amount and the amount now",
        inputs=(target.id, points.id),
    )  # fmt: skip
    yield from (target, points, gap)


def find_breached_targets(drifts: Mapping[Family, tuple[Drift, ...]]) -> list[tuple[Family, Drift]]:
    """Return family and drift of each class that the 5/25 rule says to act on."""
    return [(family, drift) for family, found in drifts.items() for drift in found if drift.breached]
