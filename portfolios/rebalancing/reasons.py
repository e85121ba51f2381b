"""Why a trade is made, and why a target is not reached, in plain words without figures."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext

from portfolios.rebalancing.problem import REGION, Account, Asset, PlanKind, Problem
from portfolios.rebalancing.trades import step
from portfolios.taxonomy import REGION_TARGETS, label
from portfolios.valuation.drift import Drift
from portfolios.valuation.value import CENT, EXACT, ZERO

Drifts = Mapping[str, Sequence[Drift]]

NEAR = Decimal("1e-5")
"""A target is reached within a thousandth of a point, and within the one share that whole shares may leave."""
NO_INSTRUMENT = "No account holds or may buy anything in it: choose an instrument for it."
NO_SALES = "This plan sells nothing."
NO_MONEY = "The new money does not reach that far."
LEFT_OVER = "Whole shares and the smallest trade leave this rest."
NO_NEARER = "What each account holds or may buy comes no nearer, and cash does not cross accounts."
ROOM = "Makes room in this account, since cash does not cross accounts."
UNUSED = "Puts the cash of this account to work."


def why_bought(asset: Asset, before: Drifts) -> str:
    name = _furthest(asset, before, sign=-1)
    return f"{name}: below your target." if name else UNUSED


def why_sold(asset: Asset, account: Account, before: Drifts) -> str:
    name = _furthest(asset, before, sign=1)
    reason = f"{name}: above your target." if name else ROOM
    tax = "A sale in this account is not taxed." if account.tax_advantaged else "A sale here may be taxed."
    return f"{reason} {tax}"


def _furthest(asset: Asset, before: Drifts, *, sign: int) -> str:
    """The name of the class that this trade does most for: of those far off their targets, in the first targets."""
    helped = {}
    for place, (targets, drifts) in enumerate(before.items()):
        exposure = asset.exposure.get(targets, {})
        for one in drifts:
            gained = sign * one.drift * exposure.get(one.key, ZERO)
            if gained > NEAR:
                helped[one.breached, -place, gained] = name_of(targets, one.key)
    return helped[max(helped)] if helped else ""


def name_of(targets: str, key: str) -> str:
    """The words for a class of some targets."""
    return REGION_TARGETS.get(key, key) if targets == REGION else label(key)


def tolerance(problem: Problem) -> Decimal:
    """How near a weight is to a target that it has reached."""
    dearest = max((asset.price for asset in problem.assets), default=ZERO)
    with localcontext(EXACT):
        return NEAR + (dearest * step(problem) + CENT * len(problem.assets)) / problem.total


def why_missed(problem: Problem, plan: PlanKind, name: str, drift: Drift) -> str:
    if drift.drift > 0 and plan == "new_money" and drift.key not in _cash_classes(problem, name):
        return NO_SALES
    can_have = any(drift.key in asset.exposure.get(name, {}) for asset in problem.assets)
    if drift.drift < 0 and not can_have and drift.key not in _cash_classes(problem, name):
        return NO_INSTRUMENT
    if abs(drift.gap) <= max(problem.options.minimum_trade, 2 * tolerance(problem) * problem.total):
        return LEFT_OVER
    return NO_MONEY if plan == "new_money" else NO_NEARER


def _cash_classes(problem: Problem, name: str) -> Iterable[str]:
    return next(targets.cash for targets in problem.targets if targets.name == name)
