"""Facts on the three rebalancing plans: what each trades, and where it ends."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from portfolios.facts import Fact
from portfolios.figures.mix import names_in
from portfolios.rebalancing import ASSET_CLASS, PlanKind
from portfolios.recommendation import RebalanceRecommendation

TOPIC = "rebalancing"
PLAN_NAMES: dict[PlanKind, str] = {
    "new_money": "New money first",
    "minimal": "Fewest trades",
    "full": "All the way",
}
PLAN_WORDS: dict[PlanKind, str] = {
    "new_money": "Only buys, with the cash that is there. It sells nothing and costs no tax.",
    "minimal": "Brings back what is far off its target, with the fewest trades, and leaves the rest inside its band.",
    "full": "Brings everything as near to its target as your accounts allow.",
}
ALIASES: dict[PlanKind, tuple[str, ...]] = {
    "new_money": ("buys only",),
    "minimal": ("few trades", "rebalancing", "trades"),
    "full": ("full plan",),
}


def rebalancing_facts(plans: Sequence[RebalanceRecommendation], shown: PlanKind) -> tuple[Fact, ...]:
    """The totals of every plan; trade by trade, and the weights after it, for the one that is shown."""
    totals = (fact for plan in plans for fact in _totals(plan))
    detail = (fact for plan in plans if plan.plan == shown for fact in (*_trades(plan), *_after(plan)))
    return (*totals, *detail)


def _totals(plan: RebalanceRecommendation) -> Iterator[Fact]:
    name = PLAN_NAMES[plan.plan]
    subject, key = (name, *ALIASES[plan.plan]), f"plan_{plan.plan}"
    yield Fact(id=f"{key}_trades", subject=subject, label=f"{name}: trades", value=Decimal(len(plan.trades)),
               unit="count", topic=TOPIC)  # fmt: skip
    for part, words, amount in (
        ("bought", "bought", plan.bought),
        ("sold", "sold", plan.sold),
        ("taxed", "sold where a sale may be taxed", plan.sold_taxed),
    ):
        yield Fact(id=f"{key}_{part}", subject=subject, label=f"{name}: {words}", value=amount, unit="usd",
                   topic=TOPIC, formula="sum over its trades")  # fmt: skip
    yield Fact(id=f"{key}_breached", subject=subject, label=f"{name}: targets still far off afterwards",
               value=Decimal(plan.still_breached), unit="count", topic=TOPIC, formula="the 5/25 rule")  # fmt: skip


def _trades(plan: RebalanceRecommendation) -> Iterator[Fact]:
    for number, trade in enumerate(plan.trades, start=1):
        subject, words = (trade.symbol, trade.account), f"{trade.side.capitalize()} {trade.symbol} in {trade.account}"
        yield Fact(id=f"trade_{number}_shares", subject=subject, label=f"{words}: shares", value=trade.quantity,
                   unit="count", topic=TOPIC)  # fmt: skip
        yield Fact(id=f"trade_{number}_dollars", subject=subject, label=f"{words}: dollars", value=trade.dollars,
                   unit="usd", topic=TOPIC, formula="shares x price", inputs=(f"trade_{number}_shares",))  # fmt: skip


def _after(plan: RebalanceRecommendation) -> Iterator[Fact]:
    for weight in plan.shown_weights:
        prefix = "asset" if weight.targets == ASSET_CLASS else "group"
        names = names_in(prefix, weight.key)
        yield Fact(id=f"{prefix}_{weight.key}_after", subject=names, label=f"{names[0]}: share after the trades",
                   value=weight.after, unit="percent", topic=TOPIC,
                   inputs=(f"{prefix}_{weight.key}_now",))  # fmt: skip
