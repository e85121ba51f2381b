"""Build the facts on the three rebalancing plans: their trades and the resulting weights."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portfolios.facts.allocation import TARGET_FORMULA, target_names
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.rebalancing.problem import ASSET_CLASS, PlanKind
from portfolios.rebalancing.recommendation import ClassWeight, RebalanceRecommendation

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

    existing_facts: facts that are not made again, such as those on drift.
    """
    facts = [fact for plan in plans for fact in plan_total_facts(plan)]
    for plan in plans:
        if plan.plan == DETAILED_PLAN:
            facts += (*trade_facts(plan), *class_weight_facts(plan, existing_facts))
    return tuple(facts)


def plan_total_facts(plan: RebalanceRecommendation) -> Iterator[Fact]:
    name = PLAN_LABELS[plan.plan]
    subject = (name, *PLAN_ALIASES[plan.plan])
    yield Fact(
        family=Family.TRADES, measure=Measure.TRADES, of=plan.plan, subject=subject, label=f"{name}: trades",
        value=Decimal(len(plan.trades)), unit="count", formula="count of its trades",
    )  # fmt: skip
    for measure, words, amount in (
        (Measure.BOUGHT, "bought", plan.bought),
        (Measure.SOLD, "sold", plan.sold),
        (Measure.TAXED, "sold where a sale may be taxed", plan.sold_taxed),
    ):
        yield Fact(
            family=Family.TRADES, measure=measure, of=plan.plan, subject=subject, label=f"{name}: {words}",
            value=amount, unit="money", formula="sum over its trades",
        )  # fmt: skip
    yield Fact(
        family=Family.TRADES, measure=Measure.BREACHED, of=plan.plan, subject=subject,
        label=f"{name}: targets still far off afterwards", value=Decimal(plan.still_breached), unit="count",
        formula="the 5/25 rule",
    )  # fmt: skip


def trade_facts(plan: RebalanceRecommendation) -> Iterator[Fact]:
    for trade in plan.trades[:MAX_TRADE_FACTS]:
        subject, words = (trade.symbol, trade.account), f"{trade.side.capitalize()} {trade.symbol} in {trade.account}"
        of = trade.fact_key
        shares = Fact(
            family=Family.TRADE, measure=Measure.SHARES, of=of, subject=subject, label=f"{words}: shares",
            value=trade.quantity, unit="count", formula="the shares that this plan trades here",
        )  # fmt: skip
        yield shares
        yield Fact(
            family=Family.TRADE, measure=Measure.DOLLARS, of=of, subject=subject, label=f"{words}: dollars",
            value=trade.dollars, unit="money", formula="shares x price", inputs=(shares.id,),
        )  # fmt: skip


def find_family(weight: ClassWeight) -> Family:
    """Return whether a weight is that of an asset class or of a group of regions."""
    return Family.ASSET_CLASS if weight.targets == ASSET_CLASS else Family.REGION_GROUP


def class_weight_facts(plan: RebalanceRecommendation, existing_facts: FactSheet) -> Iterator[Fact]:
    for weight in plan.display_weights:
        family = find_family(weight)
        names = target_names(family, weight.key)
        rows = (
            (Measure.SHARE_OF_CLASSIFIED, "share now", weight.before, "dollars / all that the targets speak of"),
            (Measure.TARGET, "your target", weight.target, TARGET_FORMULA),
            (
                Measure.AFTER,
                "share after the trades",
                weight.after,
                "dollars after the trades / all that the targets speak of",
            ),
        )
        for measure, words, share, formula in rows:
            if build_fact_id(family, measure, weight.key) not in existing_facts:
                yield Fact(
                    family=family, measure=measure, of=weight.key, subject=names, label=f"{names[0]}: {words}",
                    value=share, unit="percent", formula=formula,
                )  # fmt: skip
