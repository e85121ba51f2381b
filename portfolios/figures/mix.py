"""Facts on where the money is, looking through funds, and how far that is from this person's targets."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext

from portfolios.allocation import Dimension, region_groups
from portfolios.facts import Fact
from portfolios.portfolio import Portfolio, percent
from portfolios.snapshot import ProfileValue
from portfolios.taxonomy import REGION_TARGETS, UNCLASSIFIED, label
from portfolios.valuation import EXACT, ZERO, rounded

PREFIX: dict[Dimension, str] = {"asset_class": "asset", "regions": "region", "sectors": "sector"}
NOUN: dict[Dimension, str] = {"asset_class": "asset class", "regions": "region", "sectors": "sector"}


def allocation(portfolio: Portfolio) -> Iterator[Fact]:
    buckets: dict[Dimension, dict[str, Decimal]] = {
        "asset_class": portfolio.asset_classes, "regions": portfolio.regions, "sectors": portfolio.sectors,
    }  # fmt: skip
    for dimension, amounts in buckets.items():
        for bucket, amount in amounts.items():
            key, name = f"{PREFIX[dimension]}_{bucket}", label(bucket)
            yield Fact(id=f"{key}_value", subject=(name,), label=f"{name} ({NOUN[dimension]})", value=amount,
                       unit="usd", topic=dimension, formula="look-through over every holding's split")  # fmt: skip
            yield Fact(id=f"{key}_share", subject=(name,), label=f"{name}: share of everything", unit="percent",
                       value=portfolio.share(amount), topic=dimension,
                       inputs=(f"{key}_value", "total_value"))  # fmt: skip


def targets(portfolio: Portfolio) -> Iterator[Fact]:
    profile, total = portfolio.snapshot.profile, portfolio.valuation.exact_total
    yield from _drift(portfolio.asset_classes, profile.asset_class_targets, total, ("asset", "asset_class_targets"),
                      profile)  # fmt: skip
    groups = region_groups(portfolio.regions)
    invested = sum(groups.values(), ZERO)
    for group, amount in groups.items():
        yield Fact(id=f"group_{group}_share", subject=(label_of_group(group),), unit="percent", topic="targets",
                   label=f"{label_of_group(group)}: share of what has a region",
                   value=percent(amount, invested), formula="a global holding counts 60/40")  # fmt: skip
    yield from _drift(groups, profile.region_targets, invested, ("group", "region_targets"), profile)


def label_of_group(group: str) -> str:
    return REGION_TARGETS.get(group) or label(group)


def _drift(
    amounts: Mapping[str, Decimal],
    targets: Mapping[str, Decimal],
    whole: Decimal,
    names: tuple[str, str],
    profile: ProfileValue,
) -> Iterator[Fact]:
    """Target, drift in points and the dollars that would close it, for every class that is held or wanted."""
    prefix, field = names
    for key in dict.fromkeys([*targets, *amounts]) if targets and whole else ():
        if key == UNCLASSIFIED:
            continue
        name, target = label_of_group(key), targets.get(key, ZERO)
        fact_id, now = f"{prefix}_{key}", percent(amounts.get(key, ZERO), whole)
        if key not in amounts:
            yield Fact(id=f"{fact_id}_share", subject=(name,), label=f"{name}: share now", value=ZERO, unit="percent",
                       topic="targets")  # fmt: skip
        yield Fact(id=f"{fact_id}_target", subject=(name,), label=f"{name}: your target", value=target, unit="percent",
                   kind="assumption" if field in profile.assumed else "reference", topic="targets")  # fmt: skip
        yield Fact(id=f"{fact_id}_drift", subject=(name,), label=f"{name}: drift from your target", unit="points",
                   value=now - target, topic="targets", formula="share now - target",
                   inputs=(f"{fact_id}_target",))  # fmt: skip
        with localcontext(EXACT):
            gap = abs(target * whole / 100 - amounts.get(key, ZERO))
        yield Fact(id=f"{fact_id}_gap", subject=(name,), label=f"{name}: dollars between now and your target",
                   value=rounded(gap), unit="usd", topic="targets", inputs=(f"{fact_id}_target",))  # fmt: skip
