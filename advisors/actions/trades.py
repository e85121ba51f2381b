"""Trades towards confirmed targets, without what other actions sell or keep, and the plan after them."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from advisors.actions.case import ActionCase
from advisors.actions.guards import Refused, require_confirmed, require_projection
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.trade_problem import leave_to_others, with_proceeds
from advisors.claims.holdings.targets import TARGET_FIELDS
from advisors.claims.thresholds import (
    BLURRED_PERCENT,
)
from advisors.rebalancing.plans import MIN_GAIN_POINTS, build_limited_problem, rebalance
from advisors.rebalancing.solver import UnsolvedError
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.scenarios.holdings import holding_mix
from portfolios.facts.families import Family, Measure
from portfolios.rebalancing.problem import ASSET_CLASS, REGION, RebalancingProblem
from portfolios.rebalancing.recommendation import ClassWeight, RebalanceRecommendation
from portfolios.valuation.portfolio import COMPANY_TYPES
from portfolios.valuation.snapshot import InstrumentValue
from portfolios.valuation.value import ZERO

MAX_TRADES, EXCHANGE_TRADES = 4, 2
"""A letter names every trade, so it has no more than the first: those that help most."""
MIN_WAY = Decimal("0.2")
ENOUGH_GAIN = Decimal(2) / 3
"""One exchange is enough if it brings this part of what the longer plan brings."""
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
    knows = {ASSET_CLASS: True, REGION: case.portfolio.knows_regions}
    fields = {name: TARGET_FIELDS[FAMILIES[name]] for name, is_known in knows.items() if is_known}
    own = {name for name, field in fields.items() if getattr(case.profile, field) and field not in case.profile.assumed}
    if not own:
        raise Refused("assumed_is_not_wished", "nobody has confirmed a target")
    return frozenset(own)


def find_plan(case: ActionCase) -> RebalanceRecommendation | None:
    """Return the plan with the fewest trades, four at most; None if it brings nothing clearly nearer to its target.

    It is that of the analysis wherever that is as short and no other action shares in it. It comes after the advised
    sales of companies, so its weights are those after them. Raises Refused.
    """
    if "fewest" not in case.plans:
        confirmed = require_targets(case)
        shared = build_limited_problem(case.portfolio)
        problem = replace(shared, targets=tuple(one for one in shared.targets if one.name in confirmed))
        problem = with_proceeds(case, leave_to_others(case, problem))
        plan = next((one for one in case.situation.plans if one.plan == "minimal"), None)
        if plan is None or problem != shared or len(plan.trades) > MAX_TRADES:
            plan = solve_short(problem)
        case.plans["fewest"] = plan if plan and is_good_today(case, plan) else None
    return case.plans["fewest"]


def is_good_today(case: ActionCase, plan: RebalanceRecommendation) -> bool:
    """Return whether a plan improves anything, and nothing that is on the other side of its target until a sale."""
    improved = list_improved(plan)
    drifts = [case.facts.value(FAMILIES[one.targets], Measure.DRIFT, one.key) for one in improved]
    return bool(improved) and all(
        (one.before > one.target) == (drift > 0) for one, drift in zip(improved, drifts, strict=True)
    )


def solve_short(problem: RebalancingProblem) -> RebalanceRecommendation | None:
    """Return a plan of one exchange if that does most of what four trades do, otherwise those; None if unsolved."""
    found = []
    for most in (MAX_TRADES, EXCHANGE_TRADES):
        try:
            found.append(rebalance(replace(problem, options=replace(problem.options, max_trades=most)), "minimal"))
        except UnsolvedError:
            return found[0] if found else None
    gains = [sum(map(points_gained, plan.weights), ZERO) for plan in found]
    return found[1] if gains[1] >= gains[0] * ENOUGH_GAIN else found[0]


def list_improved(plan: RebalanceRecommendation) -> list[ClassWeight]:
    """Return the classes and regions outside their band that a plan brings clearly nearer to their targets.

    That is by a point and by a fifth of the way. The one that moves most comes first.
    """
    improved = [
        one for one in plan.weights
        if one.breached and points_gained(one) >= max(MIN_GAIN_POINTS, abs(one.before - one.target) * MIN_WAY)
    ]  # fmt: skip
    return sorted(improved, key=lambda one: -points_gained(one))


def points_gained(weight: ClassWeight) -> Decimal:
    return abs(weight.before - weight.target) - abs(weight.after - weight.target)


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
    lots = [lot for lot in case.portfolio.valuation.positions if lot.instrument.id == instrument.id]
    return sum((lot.value or ZERO for lot in lots if lot.account.counts_for_retirement), ZERO)
