"""Trades towards confirmed targets, without what other actions sell or keep, and the plan after them."""

from collections.abc import Iterable
from decimal import Decimal

from advisors.actions.case import ActionCase
from advisors.actions.guards import Refused, require_confirmed, require_projection
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.claims.own_trades import find_own_targets
from advisors.claims.thresholds import BLURRED_PERCENT
from advisors.rebalancing.plans import MIN_GAIN_POINTS, points_gained
from advisors.retirement.from_snapshot.holdings import holding_mix
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.problem import ASSET_CLASS, REGION
from portfolios.rebalancing.recommendation import ClassWeight, RebalanceRecommendation
from portfolios.valuation.portfolio import COMPANY_TYPES
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO

MIN_WAY = Decimal("0.2")
FAMILIES = {ASSET_CLASS: Family.ASSET_CLASS, REGION: Family.REGION_GROUP}
"""The family of facts about each kind of targets."""


def require_targets(case: ActionCase) -> frozenset[str]:
    """Return the names of the targets that are confirmed and that the mix can be compared with.

    Raises Refused if there are none, or if too much is unknown.
    """
    require_projection(case)
    require_confirmed(case, AGE_FIELDS)
    if case.is_blurred or case.portfolio.rebalanced_unclassified_share >= BLURRED_PERCENT:
        raise Refused("blind", "too much is unknown to compare the mix with targets")
    if own := find_own_targets(case.portfolio):
        return own
    raise Refused("assumed_is_not_wished", "nobody has confirmed a target")


def find_plan(case: ActionCase) -> RebalanceRecommendation | None:
    """Return the plan of the analysis with the fewest trades; None if it brings nothing clearly nearer to its target.

    It comes after the advised sales of companies, so its weights are those after them. Raises Refused.
    """
    require_targets(case)
    plan = next((one for one in case.situation.plans if one.plan == "minimal"), None)
    return plan if plan and plan.trades and is_good_today(case, plan) else None


def is_good_today(case: ActionCase, plan: RebalanceRecommendation) -> bool:
    """Return whether a plan improves anything, and nothing that is on the other side of its target until a sale."""
    improved = list_improved(plan)
    drifts = [case.facts.value(FAMILIES[one.targets], Measure.DRIFT, one.key) for one in improved]
    return bool(improved) and all(
        (one.before > one.target) == (drift > 0) for one, drift in zip(improved, drifts, strict=True)
    )


def list_improved(plan: RebalanceRecommendation) -> list[ClassWeight]:
    """Return the classes and regions outside their band that a plan brings clearly nearer to their targets.

    That is by a point and by a fifth of the way. The one that moves most comes first.
    """
    improved = [
        one for one in plan.weights
        if one.breached and points_gained(one) >= max(MIN_GAIN_POINTS, abs(one.before - one.target) * MIN_WAY)
    ]  # fmt: skip
    return sorted(improved, key=lambda one: -points_gained(one))


def plan_after(case: ActionCase, traded: Iterable[tuple[InstrumentValue, Decimal]]) -> Plan:
    """Return the plan with its weights after these trades. traded: dollars bought of each instrument, sold if negative.

    What is left over is cash.
    """
    assert case.baseline is not None and isinstance(case.baseline.plan.returns, ClassReturns)
    returns, mix = case.baseline.plan.returns, case.baseline.mix
    kept: dict[str, float] = {}
    weights = {"cash": 0.0, **returns.weights}
    for instrument, dollars in traded:
        part = float(dollars) / (mix.value * (1 - mix.unclassified))
        weights["cash"] -= part
        for name, share in (holding_mix(instrument) or {}).items():
            weights[name] = weights.get(name, 0.0) + part * share
        if instrument.instrument_type in COMPANY_TYPES:
            key = case.portfolio.fact_keys[instrument.id]
            kept[key] = kept.get(key, 1.0) + float(dollars / sum_retirement_dollars(case, instrument))
    kept = {name: max(0.0, share) for name, share in kept.items()}
    weights = {name: max(0.0, weight) for name, weight in weights.items()}
    return case.baseline.plan.with_changes(returns=returns.with_weights(weights, kept=kept))


def sum_retirement_dollars(case: ActionCase, instrument: InstrumentValue) -> Decimal:
    """Return the dollars of a holding in the accounts that count for retirement."""
    lots = case.portfolio.valuation.lots_by_instrument.get(instrument.id, ())
    return sum((lot.value or ZERO for lot in lots if lot.account.counts_for_retirement), ZERO)
