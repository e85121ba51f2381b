"""Facts about allocation, looking through funds, and its drift from the targets."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from portfolios.facts.data_quality import ASSUMED_FORMULA
from portfolios.facts.fact import Fact
from portfolios.taxonomy import REGION_TARGETS, label
from portfolios.valuation.allocation import Dimension, split_largest_buckets
from portfolios.valuation.drift import Drift
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, percentages, round_half_even

FACT_PREFIXES: dict[Dimension, str] = {"asset_class": "asset", "regions": "region", "sectors": "sector"}
DIMENSION_NOUNS: dict[Dimension, str] = {"asset_class": "asset class", "regions": "region", "sectors": "sector"}
REST_LABEL = "All others"
SHARE_BASES = {
    "asset": ("what is classified", "look-through dollars / dollars of all that is classified"),
    "group": ("what has a region", "dollars with a region; a global holding counts 60/40"),
}
TARGET_FORMULA = "your target, as you entered it; none counts as nothing"
BUCKET_ALIASES = {
    "equity": ("equities", "stocks", "shares"),
    "fixed_income": ("bonds",),
    "cash": ("money-market funds",),
    "real_estate": ("REITs",),
    "unclassified": ("not classified",),
}


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
    key, names = f"{FACT_PREFIXES[dimension]}_{bucket}", bucket_names(bucket)
    yield Fact(id=f"{key}_value", subject=names, label=f"{names[0]} ({DIMENSION_NOUNS[dimension]})", value=amount,
               unit="usd", topic=dimension, formula="look-through over every holding's split")  # fmt: skip
    yield Fact(id=f"{key}_share", subject=names, label=f"{names[0]}: share of everything", unit="percent", value=share,
               topic=dimension, inputs=(f"{key}_value", "total_value"),
               formula="its dollars / total value, rounded so that all shares sum to 100")  # fmt: skip


def bucket_names(bucket: str) -> tuple[str, ...]:
    return (REST_LABEL,) if bucket == "rest" else (label(bucket), *BUCKET_ALIASES.get(bucket, ()))


def target_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield current share, target, drift in points and the dollars that would close it.

    Asset classes are shares of classified money, regions of money with a region; rebalancing plans use the same bases.
    """
    assumed = portfolio.snapshot.profile.assumed
    classes = percentages(portfolio.classified)
    for drift in portfolio.asset_drifts:
        share = classes.get(drift.key, ZERO)
        yield _current_share_fact("asset", drift.key, share)
        yield from _drift_facts("asset", drift, share, assumed="asset_class_targets" in assumed)
    groups = portfolio.region_groups
    shares = percentages(groups) if any(groups.values()) else {}
    for group, share in shares.items():
        yield _current_share_fact("group", group, share)
    for drift in portfolio.region_drifts if shares else ():
        yield from _drift_facts("group", drift, shares[drift.key], assumed="region_targets" in assumed)


def _current_share_fact(prefix: str, key: str, share: Decimal) -> Fact:
    names = target_names(prefix, key)
    base, formula = SHARE_BASES[prefix]
    return Fact(id=f"{prefix}_{key}_now", subject=names, label=f"{names[0]}: share of {base}", unit="percent",
                value=share, topic="targets", formula=formula)  # fmt: skip


def region_group_label(group: str) -> str:
    return REGION_TARGETS.get(group) or label(group)


def region_group_names(group: str) -> tuple[str, ...]:
    outside = ("outside North America", "international")
    return (region_group_label(group), *outside) if group == "international" else (region_group_label(group),)


def target_names(prefix: str, key: str) -> tuple[str, ...]:
    return bucket_names(key) if prefix == "asset" else region_group_names(key)


def _drift_facts(prefix: str, drift: Drift, share: Decimal, *, assumed: bool) -> Iterator[Fact]:
    names = target_names(prefix, drift.key)
    name, fact_id = names[0], f"{prefix}_{drift.key}"
    yield Fact(id=f"{fact_id}_target", subject=names, label=f"{name}: your target", value=100 * drift.target,
               unit="percent", kind="assumption" if assumed else "reference", topic="targets",
               formula=ASSUMED_FORMULA if assumed else TARGET_FORMULA)  # fmt: skip
    yield Fact(id=f"{fact_id}_drift", subject=names, label=f"{name}: drift from your target", unit="points",
               value=share - 100 * drift.target, topic="targets", formula="share now - target",
               inputs=(f"{fact_id}_now", f"{fact_id}_target"))  # fmt: skip
    yield Fact(id=f"{fact_id}_gap", subject=names, label=f"{name}: dollars between now and your target",
               value=round_half_even(abs(drift.gap)), unit="usd", topic="targets",
               formula="target x all that the targets speak of - what is there now, without its sign",
               inputs=(f"{fact_id}_target", f"{fact_id}_drift"))  # fmt: skip


def find_breached_targets(drifts: Mapping[str, tuple[Drift, ...]]) -> list[tuple[str, Decimal]]:
    """Return fact prefix and drift in points for each class that the 5/25 rule says to act on."""
    return [
        (f"{prefix}_{drift.key}", 100 * drift.drift)
        for prefix, found in drifts.items()
        for drift in found
        if drift.breached
    ]
