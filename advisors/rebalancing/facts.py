"""Build the facts on the three rebalancing plans: their trades and the resulting weights."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portfolios.facts.allocation import TARGET_FORMULA, target_names
from portfolios.facts.fact import Fact, FactSheet, Unit
from portfolios.rebalancing.problem import ASSET_CLASS, PlanKind
from portfolios.rebalancing.recommendation import ClassWeight, RebalanceRecommendation

TOPIC = "rebalancing"
DETAILED_PLAN: PlanKind = "minimal"
MAX_TRADE_FACTS = 20
PLAN_LABELS: dict[PlanKind, str] = {
    "new_money": "New money first",
    "minimal": "Fewest trades",
    "full": "All the way",
}
PLAN_DESCRIPTIONS: dict[PlanKind, str] = {
    "new_money": "Only buys, with the cash that is there. It sells nothing and costs no tax.",
    "minimal": "Brings back what is far off its target with the fewest trades; the rest stays inside its band where "
    "your accounts allow.",
    "full": "Brings everything as near to its target as your accounts allow.",
}
PLAN_ALIASES: dict[PlanKind, tuple[str, ...]] = {
    "new_money": ("buys only",),
    "minimal": ("few trades", "rebalancing", "trades"),
    "full": ("full plan",),
}


def rebalancing_facts(plans: Sequence[RebalanceRecommendation], existing_facts: FactSheet) -> tuple[Fact, ...]:
    """Return the totals of every plan and, for the detailed plan, its trades and the weight of each class.

    `existing_facts`: facts to leave out, because they exist already, such as those on drift.
    """
    facts = []
    for plan in plans:
        rows: list[tuple[str, str, Decimal, Unit, str]] = [
            ("trades", "trades", Decimal(len(plan.trades)), "count", "count of its trades"),
            ("bought", "bought", plan.bought, "usd", "sum over its trades"),
            ("sold", "sold", plan.sold, "usd", "sum over its trades"),
            ("taxed", "sold where a sale may be taxed", plan.sold_taxed, "usd", "sum over its trades"),
            ("breached", "targets still far off afterwards", Decimal(plan.still_breached), "count", "the 5/25 rule"),
        ]
        name = PLAN_LABELS[plan.plan]
        facts += [
            Fact(id=f"plan_{plan.plan}_{part}", subject=(name, *PLAN_ALIASES[plan.plan]), label=f"{name}: {label}",
                 value=value, unit=unit, topic=TOPIC, formula=formula)
            for part, label, value, unit, formula in rows
        ]  # fmt: skip
    for plan in plans:
        if plan.plan == DETAILED_PLAN:
            facts += _detail_facts(plan, existing_facts)
    return tuple(facts)


def _detail_facts(plan: RebalanceRecommendation, existing_facts: FactSheet) -> Iterator[Fact]:
    """Yield shares and dollars of each trade, then the weight of each class now, as its target, and afterwards."""
    for number, trade in enumerate(plan.trades[:MAX_TRADE_FACTS], start=1):
        subject, title = (trade.symbol, trade.account), f"{trade.side.capitalize()} {trade.symbol} in {trade.account}"
        yield Fact(id=f"trade_{number}_shares", subject=subject, label=f"{title}: shares", value=trade.quantity,
                   unit="count", topic=TOPIC, formula="the shares that this plan trades here")  # fmt: skip
        yield Fact(id=f"trade_{number}_dollars", subject=subject, label=f"{title}: dollars", value=trade.dollars,
                   unit="usd", topic=TOPIC, formula="shares x price", inputs=(f"trade_{number}_shares",))  # fmt: skip
    for weight in plan.display_weights:
        key = class_fact_prefix(weight)
        names = target_names(key.split("_")[0], weight.key)
        rows = (("now", "share now", weight.before, "dollars / all that the targets speak of"),
                ("target", "your target", weight.target, TARGET_FORMULA),
                ("after", "share after the trades", weight.after,
                 "dollars after the trades / all that the targets speak of"))  # fmt: skip
        for part, label, share, formula in rows:
            if f"{key}_{part}" not in existing_facts:
                yield Fact(id=f"{key}_{part}", subject=names, label=f"{names[0]}: {label}", value=share,
                           unit="percent", topic=TOPIC, formula=formula)  # fmt: skip


def class_fact_prefix(weight: ClassWeight) -> str:
    """Return the start of the ids of a class's facts, such as asset_equity or group_north_america."""
    return f"{'asset' if weight.targets == ASSET_CLASS else 'group'}_{weight.key}"
