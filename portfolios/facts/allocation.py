"""Facts on where the money is, looking through funds, and how far that is from this person's targets."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from portfolios.facts.data_quality import ASSUMED
from portfolios.facts.fact import Fact
from portfolios.taxonomy import REGION_TARGETS, label
from portfolios.valuation.allocation import Dimension, head_and_tail
from portfolios.valuation.drift import Drift
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO, percentages, rounded

PREFIX: dict[Dimension, str] = {"asset_class": "asset", "regions": "region", "sectors": "sector"}
NOUN: dict[Dimension, str] = {"asset_class": "asset class", "regions": "region", "sectors": "sector"}
REST = "All others"
NOW = {
    "asset": ("what is classified", "look-through dollars / dollars of all that is classified"),
    "group": ("what has a region", "dollars with a region; a global holding counts 60/40"),
}
TARGET = "your target, as you entered it; none counts as nothing"
ALIASES = {
    "equity": ("equities", "stocks", "shares"),
    "fixed_income": ("bonds",),
    "cash": ("money-market funds",),
    "real_estate": ("REITs",),
    "unclassified": ("not classified",),
}


def allocation(portfolio: Portfolio) -> Iterator[Fact]:
    """Value and share of every bucket. Shares have one decimal and make 100.0 in all, here and in every chart."""
    for dimension, amounts in portfolio.buckets.items():
        shares = percentages(amounts)
        for bucket, amount in amounts.items():
            yield from _bucket(dimension, bucket, amount, shares[bucket])
        _, tail = head_and_tail(amounts)
        if tail:
            amount, share = sum((amounts[b] for b in tail), ZERO), sum((shares[b] for b in tail), ZERO)
            yield from _bucket(dimension, "rest", amount, share)


def _bucket(dimension: Dimension, bucket: str, amount: Decimal, share: Decimal) -> Iterator[Fact]:
    key, names = f"{PREFIX[dimension]}_{bucket}", names_of(bucket)
    yield Fact(id=f"{key}_value", subject=names, label=f"{names[0]} ({NOUN[dimension]})", value=amount, unit="usd",
               topic=dimension, formula="look-through over every holding's split")  # fmt: skip
    yield Fact(id=f"{key}_share", subject=names, label=f"{names[0]}: share of everything", unit="percent", value=share,
               topic=dimension, inputs=(f"{key}_value", "total_value"),
               formula="its dollars / total value, rounded so that all shares sum to 100")  # fmt: skip


def names_of(bucket: str) -> tuple[str, ...]:
    return (REST,) if bucket == "rest" else (label(bucket), *ALIASES.get(bucket, ()))


def targets(portfolio: Portfolio) -> Iterator[Fact]:
    """Now, target, drift in points and the dollars that would close it. Each base is what its targets can speak of:
    asset classes of what is classified, regions of what has one; a rebalancing plan has the same."""
    assumed = portfolio.snapshot.profile.assumed
    classes = percentages(portfolio.classified)
    for drift in portfolio.asset_drifts:
        share = classes.get(drift.key, ZERO)
        yield _now("asset", drift.key, share)
        yield from _drift("asset", drift, share, assumed="asset_class_targets" in assumed)
    groups = portfolio.region_groups
    shares = percentages(groups) if any(groups.values()) else {}
    for group, share in shares.items():
        yield _now("group", group, share)
    for drift in portfolio.region_drifts if shares else ():
        yield from _drift("group", drift, shares[drift.key], assumed="region_targets" in assumed)


def _now(prefix: str, key: str, share: Decimal) -> Fact:
    names = names_in(prefix, key)
    base, formula = NOW[prefix]
    return Fact(id=f"{prefix}_{key}_now", subject=names, label=f"{names[0]}: share of {base}", unit="percent",
                value=share, topic="targets", formula=formula)  # fmt: skip


def label_of_group(group: str) -> str:
    return REGION_TARGETS.get(group) or label(group)


def group_names(group: str) -> tuple[str, ...]:
    outside = ("outside North America", "international")
    return (label_of_group(group), *outside) if group == "international" else (label_of_group(group),)


def names_in(prefix: str, key: str) -> tuple[str, ...]:
    return names_of(key) if prefix == "asset" else group_names(key)


def _drift(prefix: str, drift: Drift, share: Decimal, *, assumed: bool) -> Iterator[Fact]:
    names = names_in(prefix, drift.key)
    name, fact_id = names[0], f"{prefix}_{drift.key}"
    yield Fact(id=f"{fact_id}_target", subject=names, label=f"{name}: your target", value=100 * drift.target,
               unit="percent", kind="assumption" if assumed else "reference", topic="targets",
               formula=ASSUMED if assumed else TARGET)  # fmt: skip
    yield Fact(id=f"{fact_id}_drift", subject=names, label=f"{name}: drift from your target", unit="points",
               value=share - 100 * drift.target, topic="targets", formula="share now - target",
               inputs=(f"{fact_id}_now", f"{fact_id}_target"))  # fmt: skip
    yield Fact(id=f"{fact_id}_gap", subject=names, label=f"{name}: dollars between now and your target",
               value=rounded(abs(drift.gap)), unit="usd", topic="targets",
               formula="target x all that the targets speak of - what is there now, without its sign",
               inputs=(f"{fact_id}_target", f"{fact_id}_drift"))  # fmt: skip


def breached(drifts: Mapping[str, tuple[Drift, ...]]) -> list[tuple[str, Decimal]]:
    """Fact prefixes and points of what the 5/25 rule says to act on."""
    return [
        (f"{prefix}_{drift.key}", 100 * drift.drift)
        for prefix, found in drifts.items()
        for drift in found
        if drift.breached
    ]
