"""The report's sections on drift, and on the trades that correct it."""

from collections.abc import Iterator

from advisors.rebalancing.facts import MAX_TRADE_FACTS, PLAN_LABELS, find_family
from advisors.writing.case import Situation, ref
from advisors.writing.markdown import escape_markdown, format_table, join_words
from portfolios.facts.allocation import region_group_label
from portfolios.facts.families import Family, Measure, build_fact_id
from portfolios.rebalancing.recommendation import RebalanceRecommendation

PLAN_MEASURES = (Measure.TRADES, Measure.BOUGHT, Measure.SOLD, Measure.TAXED, Measure.BREACHED)
WEIGHT_MEASURES = (Measure.SHARE_OF_CLASSIFIED, Measure.AFTER, Measure.TARGET)
NOTHING_TO_TRADE = (
    "No trade that your accounts and your smallest trade allow brings you nearer to your targets: only what an account "
    "holds already is bought there, and cash does not cross accounts."
)


def write_drift_section(s: Situation) -> str:
    rows = [
        [
            region_group_label(drift.of),
            ref(build_fact_id(drift.family, Measure.SHARE_OF_CLASSIFIED, drift.of)),
            ref(build_fact_id(drift.family, Measure.TARGET, drift.of)),
            ref(drift.id, "signed"),
            ref(build_fact_id(drift.family, Measure.GAP, drift.of)),
        ]
        for drift in s.facts.facts
        if drift.measure == Measure.DRIFT
    ]
    if not rows:
        return ""
    verdict = "Nothing is far enough off target to act (five points, or a quarter of the target)."
    if s.has_too_much_unclassified:
        verdict = "So much is unclassified that these drifts say little: classify it before you trade."
    elif s.drifts:
        names = join_words(off.label for off in s.drifts)
        verdict = f"Far enough off target to act (five points, or a quarter of the target): {names}."
    return "\n\n".join(
        [
            "## Drift against your targets",
            verdict,
            format_table(["What", "Now", "Target", "Drift", "Dollars to target"], rows),
            "Asset classes are shares of what is classified; regions are shares of your stocks. Some accounts do not "
            "count: college savings, a pension, health savings, a reserve, and money for other goals.",
        ]
    )


def write_rebalancing_section(s: Situation) -> str:
    plan = s.fewest_trades_plan
    if plan is None:
        return ""
    if not plan.trades:
        return "\n\n".join(["## Rebalancing", NOTHING_TO_TRADE, *_list_missed_targets(plan)])
    comparison = [
        [PLAN_LABELS[plan.plan], *(ref(build_fact_id(Family.TRADES, measure, plan.plan)) for measure in PLAN_MEASURES)]
        for plan in s.plans
    ]
    parts = [
        "## Rebalancing",
        "Each account pays for its own buys, nothing is bought that an account does "
        "not hold already, and sales come first where they are not taxed. Which fund is taxed least in which "
        "account is not weighed here.",
        format_table(["Plan", "Trades", "Buys", "Sales", "Taxed sales", "Targets still off"], comparison),
        *_list_trades(plan),
        *_list_missed_targets(plan),
    ]
    return "\n\n".join(parts)


def _list_trades(plan: RebalanceRecommendation) -> Iterator[str]:
    yield f"### The plan with the {PLAN_LABELS[plan.plan].lower()}"
    rows = [
        [
            escape_markdown(trade.account),
            f"{trade.side.capitalize()} {escape_markdown(trade.symbol)}",
            ref(f"trade.{trade.fact_key}.shares", "exact"),
            ref(f"trade.{trade.fact_key}.dollars"),
            trade.reason,
        ]
        for trade in plan.trades[:MAX_TRADE_FACTS]
    ]
    yield format_table(["Account", "Trade", "Shares", "Dollars", "Why"], rows, numbers_from=2, numbers_to=4)
    if len(plan.trades) > MAX_TRADE_FACTS:
        yield "The rest of its trades stand under Recommendations."
    rows = [
        [weight.label, *(ref(build_fact_id(find_family(weight), measure, weight.key)) for measure in WEIGHT_MEASURES)]
        for weight in plan.weights
    ]
    yield format_table(["What", "Now", "After", "Target"], rows)


def _list_missed_targets(plan: RebalanceRecommendation) -> Iterator[str]:
    if plan.missed:
        reasons: dict[str, list[str]] = {}
        for missed in plan.missed:
            reasons.setdefault(missed.reason, []).append(missed.label)
        lines = [f"- {join_words(names)}: {reason}" for reason, names in reasons.items()]
        yield "Not reached, with what is held where:"
        yield "\n".join(lines)
    if plan.left_alone:
        lines = [f"- {escape_markdown(one.symbol)}: {one.reason}" for one in plan.left_alone]
        yield "Left out of every plan:"
        yield "\n".join(lines)
