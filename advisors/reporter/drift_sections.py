"""The report's sections on drift, and on the trades that end it."""

from collections.abc import Iterator

from advisors.rebalancing.facts import PLAN_NAMES, SHOWN_TRADES, key_of
from advisors.writing.case import Situation, ref
from advisors.writing.headline import target_name
from advisors.writing.markdown import listed, plain, table
from portfolios.rebalancing.recommendation import RebalanceRecommendation

NOTHING_TO_TRADE = (
    "No trade that your accounts and your smallest trade allow brings you nearer to your targets: only what an account "
    "holds already is bought there, and cash does not cross accounts."
)


def drift(s: Situation) -> str:
    rows = [
        [target_name(key), ref(f"{key}_now"), ref(f"{key}_target"), ref(f"{key}_drift", "signed"), ref(f"{key}_gap")]
        for key in targeted(s)
    ]
    if not rows:
        return ""
    return "\n\n".join(
        [
            "## Drift against your targets",
            _verdict(s),
            table(["What", "Now", "Target", "Drift", "Dollars to target"], rows),
            "Asset classes are shares of what is classified; regions are shares of what has a region.",
        ]
    )


def _verdict(s: Situation) -> str:
    """The 5/25 rule: five points off, or a quarter of the target."""
    if s.is_blurred:
        return "So much is unclassified that these drifts say little: classify it before you trade."
    if s.drifts:
        names = listed(target_name(key) for key, _ in s.drifts)
        return f"Far enough off target to act (five points, or a quarter of the target): {names}."
    return "Nothing is far enough off target to act (five points, or a quarter of the target)."


def targeted(s: Situation) -> list[str]:
    return [fact.id.removesuffix("_drift") for fact in s.facts.on("targets") if fact.id.endswith("_drift")]


def rebalancing(s: Situation) -> str:
    plan = s.trades_plan
    if plan is None:
        return ""
    if not plan.trades:
        return "\n\n".join(["## Rebalancing", NOTHING_TO_TRADE, *_out_of_reach(plan)])
    return "\n\n".join(["## Rebalancing", *_ways(s), *_trades(plan), *_afterwards(plan), *_out_of_reach(plan)])


def _ways(s: Situation) -> Iterator[str]:
    yield (
        "Three ways back to your targets. Each account pays for its own buys, nothing is bought that an account does "
        "not hold already, and sales come first where they are not taxed. Which fund is taxed least in which "
        "account is not weighed here."
    )
    rows = [
        [PLAN_NAMES[plan.plan], *(ref(f"plan_{plan.plan}_{part}") for part in ("trades", "bought", "sold", "taxed")),
         ref(f"plan_{plan.plan}_breached")]
        for plan in s.plans
    ]  # fmt: skip
    yield table(["Plan", "Trades", "Buys", "Sales", "Taxed sales", "Targets still off"], rows)


def _trades(plan: RebalanceRecommendation) -> Iterator[str]:
    yield f"### The plan with the {PLAN_NAMES[plan.plan].lower()}"
    rows = [
        [plain(trade.account), f"{trade.side.capitalize()} {plain(trade.symbol)}", ref(f"trade_{n}_shares", "exact"),
         ref(f"trade_{n}_dollars"), trade.reason]
        for n, trade in enumerate(plan.trades[:SHOWN_TRADES], start=1)
    ]  # fmt: skip
    yield table(["Account", "Trade", "Shares", "Dollars", "Why"], rows, numbers_from=2, numbers_to=4)
    if len(plan.trades) > SHOWN_TRADES:
        yield "The rest of its trades stand under Recommendations."


def _afterwards(plan: RebalanceRecommendation) -> Iterator[str]:
    keys = [key_of(weight) for weight in plan.weights]
    rows = [[target_name(key), *(ref(f"{key}_{part}") for part in ("now", "after", "target"))] for key in keys]
    yield table(["What", "Now", "After", "Target"], rows)


def _out_of_reach(plan: RebalanceRecommendation) -> Iterator[str]:
    if plan.missed:
        reasons: dict[str, list[str]] = {}
        for missed in plan.missed:
            reasons.setdefault(missed.reason, []).append(missed.label)
        lines = [f"- {listed(names)}: {reason}" for reason, names in reasons.items()]
        yield "Not reached, with what is held where:"
        yield "\n".join(lines)
    if plan.left_alone:
        lines = [f"- {plain(one.symbol)}: {one.reason}" for one in plan.left_alone]
        yield "Left out of every plan:"
        yield "\n".join(lines)
