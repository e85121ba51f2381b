"""Explain why a trade is made, or why a target is missed, without figures."""

from collections.abc import Iterable
from decimal import Decimal, localcontext

from portfolios.rebalancing.guards import (
    MIN_SERVED_SHARE,
    TARGET_TOLERANCE,
    DriftsByTargets,
    TargetClass,
    find_most_helped,
    find_served_target,
)
from portfolios.rebalancing.problem import REGION, Asset, PlanKind, RebalancingAccount, RebalancingProblem
from portfolios.rebalancing.trades import share_step
from portfolios.taxonomy import CLASS_NAMES, REGION_TARGETS, label
from portfolios.valuation.drift import Drift
from portfolios.valuation.value import CENT, EXACT_CONTEXT, ZERO

NO_INSTRUMENT_REASON = "No account holds or may buy an instrument of this class. Choose one to close this gap."
NO_SALES_REASON = "This plan sells nothing."
NO_MONEY_REASON = "There is too little new money to close this gap."
ROUNDING_REASON = "Whole shares and your minimum trade leave this small gap."
NO_BETTER_TRADE_REASON = "No allowed trade within an account gets closer, and cash stays in its account."
MAKES_ROOM_REASON = "Makes room in this account, because cash stays in its account."
FEW_TRADES_REASON = "More trades would come closer. This plan makes only the few that help most."
IDLE_CASH_REASON = "Invests the cash of this account."
KEPT_CASH_REASON = "Some months of your income goal stay in cash as a reserve."
COMPANY_REASON = "More in one company than we suggest."
COMPANY_STEP_REASON = f"{COMPANY_REASON} The rest follows in later tax years."
DISPUTED_REASON = "Your accounts together and those open to trades are on different sides of this target."
_REGION_WORDS = {"north_america": "North America", "international": "the rest of the world"}


def explain_buy(asset: Asset, before: DriftsByTargets, replaced: TargetClass | None = None) -> str:
    """Return the class or region that most of the bought asset is in and that is below its target.

    replaced: the class in which it replaces a company that is sold.
    """
    served = find_served_target(asset, before)
    if not (served or replaced):
        return IDLE_CASH_REASON
    targets, key = served or replaced or ("", "")
    name = f"stocks of {_REGION_WORDS.get(key, key)}" if targets == REGION else CLASS_NAMES.get(key, label(key)).lower()
    return f"Mostly {name}: below your target." if served else f"Mostly {name}, in place of a company."


def explain_sale(
    problem: RebalancingProblem, asset: Asset, account: RebalancingAccount, before: DriftsByTargets
) -> str:
    """Return the class that a sale helps, or that it is too much in one company, and whether it may be taxed."""
    helped = find_most_helped(asset, before, sign=1)
    reason = f"{class_label(*helped)}: above your target." if helped else MAKES_ROOM_REASON
    if asset.symbol in problem.company_excess:
        reason = COMPANY_STEP_REASON if asset.symbol in problem.sold_in_steps else COMPANY_REASON
    if account.tax_advantaged:
        return f"{reason} A sale in this account is not taxed."
    return f"{reason} {'It is sold at a loss.' if asset.gain_share == 0 else 'A sale here may be taxed.'}"


def class_label(targets: str, key: str) -> str:
    """Return the label of a class of these targets."""
    return REGION_TARGETS.get(key, key) if targets == REGION else CLASS_NAMES.get(key) or label(key)


def target_tolerance(problem: RebalancingProblem) -> Decimal:
    """Return how far a weight may be from a target that counts as reached."""
    highest_price = max((asset.price for asset in problem.assets), default=ZERO)
    with localcontext(EXACT_CONTEXT):
        return TARGET_TOLERANCE + (highest_price * share_step(problem) + CENT * len(problem.assets)) / problem.total


def explain_missed_target(problem: RebalancingProblem, plan: PlanKind, name: str, drift: Drift) -> str:
    if (name, drift.key) in problem.disputed:
        return DISPUTED_REASON
    if drift.drift > 0 and drift.key in _cash_classes(problem, name) and any(a.kept_cash for a in problem.accounts):
        return KEPT_CASH_REASON
    if drift.drift > 0 and plan == "new_money" and drift.key not in _cash_classes(problem, name):
        return NO_SALES_REASON
    can_have = any(one.exposure.get(name, {}).get(drift.key, ZERO) >= MIN_SERVED_SHARE for one in problem.assets)
    if drift.drift < 0 and not can_have and drift.key not in _cash_classes(problem, name):
        return NO_INSTRUMENT_REASON
    if abs(drift.gap) <= max(problem.options.minimum_trade, 2 * target_tolerance(problem) * problem.total):
        return ROUNDING_REASON
    return NO_MONEY_REASON if plan == "new_money" else NO_BETTER_TRADE_REASON


def _cash_classes(problem: RebalancingProblem, name: str) -> Iterable[str]:
    return next(targets.cash for targets in problem.targets if targets.name == name)
