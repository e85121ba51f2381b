"""Action on a mix far off its target that no few trades bring back: move it there where that helps on every view."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from advisors.actions.action import Action, Advised, Effect
from advisors.actions.case import ActionCase
from advisors.actions.effects import run_plan, success_effect
from advisors.actions.guards import Proposer, Refused, require_confirmed, require_projection
from advisors.actions.kinds.mix.invest import YEARS_OF_USE
from advisors.actions.kinds.mix.sequence import start_effects
from advisors.actions.kinds.near_money import find_near_funds
from advisors.actions.kinds.options import AGE_FIELDS
from advisors.actions.results import explain_ride
from advisors.actions.target_mix import split_stocks
from advisors.actions.tiers import Tier
from advisors.actions.trades import find_plan
from advisors.actions.words import chance
from advisors.claims.holdings.targets import MONEY
from advisors.claims.names import name_of
from advisors.claims.statement import Slot, Statement
from advisors.claims.thresholds import MIN_SUCCESS_POINTS, is_far_off
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.markets.asset_mapping import MIX_BY_CLASS
from advisors.retirement.projection.before_tax import before_tax
from advisors.retirement.scenarios.changes import EQUITY_CLASSES, with_conservative_preset
from advisors.retirement.scenarios.compare import compute_difference
from advisors.retirement.scenarios.stress_tests import replay_baseline
from portfolios.facts.families import Family, Measure
from portfolios.valuation.value import ZERO

MIN_PAST_GAIN = Decimal("0.01")
"""In the past, the new mix must have paid for this fraction of spending more."""
KNOWN_IN_THE_PAST = frozenset({"us_equity", "us_aggregate_bonds", "us_tips", "gold", "cash"})
MOST_UNKNOWN_PERCENT = Decimal(1)
"""Where more than this moves into or out of classes that the stored past lacks, the past cannot tell."""
CLASSES = {"equity": EQUITY_CLASSES, "fixed_income": ("us_aggregate_bonds", "us_tips"), "cash": ("cash",)}
"""The classes of the market that make up an asset class."""
CAUTIOUS = "on our most cautious assumptions"


class ChangeMix(Action):
    """Move the mix to one's own target of stocks and bonds. points: of the mix. sells: short bonds that would go."""

    name = "change_mix"
    tier = Tier.GOAL
    place = 4
    needs_projection = True
    needs_clear_mix = True
    rests_on = AGE_FIELDS | {"asset_class_targets"}
    points: int
    sells: tuple[str, ...]

    @property
    def id(self) -> str:
        return f"{self.name}_{self.points}"

    @property
    def sold(self) -> frozenset[str]:
        return frozenset(self.sells)


class Shift(NamedTuple):
    """A class above its target, one below it, and the whole points of the mix that go from one to the other."""

    source: str
    goal: str
    points: int


class PastIncome(NamedTuple):
    """What nine of ten past start years would have paid a year in today's dollars, at the mix now and at the target."""

    before: Decimal
    after: Decimal


def propose_change_mix(case: ActionCase) -> Iterator[Advised]:
    """Yield it where the move clearly raises the chance as we assume it, on cautious assumptions, and in the past."""
    require_confirmed(case, ChangeMix.rests_on)
    require_projection(case)
    if not case.has_goal:
        return
    if case.is_blurred:
        raise Refused("blind", "too much is unknown to compare the mix with targets")
    shift = find_shift(case)
    if shift is None:
        raise Refused("material", "nothing large can move between stocks and bonds or cash")
    if shift.goal == "equity" and case.profile.years_until_retirement <= YEARS_OF_USE:
        raise Refused("compatible", "the money is needed within a few years")
    if find_plan(case) or not start_effects(case).is_now:
        raise Refused("compatible", "other advice moves money to the target mix first")
    plan = plan_after_shift(case, shift)
    base, cautious, past = measure_base(case, plan), measure_cautious(case, plan), measure_past(case, plan)
    sells = find_near_funds(case) if shift.source == "fixed_income" else ()
    action = ChangeMix(points=shift.points, sells=sells)
    target = case.figure(Family.ASSET_CLASS, Measure.TARGET, shift.goal)
    slots: dict[str, Slot] = {
        "points": action.figure(Measure.CHANGE, shift.points, "percent", "To move", "the smaller of the two gaps"),
        "source": name_of(case, Family.ASSET_CLASS, shift.source),
        "goal": name_of(case, Family.ASSET_CLASS, shift.goal), "target": target,
        "money": MONEY[Family.ASSET_CLASS][case.portfolio.leaves_accounts_alone],
    }  # fmt: skip
    title = "Move {points} of {money} from {source} to {goal}, toward your own target of {target}."
    reasons = (
        _explain_chances(action, base, cautious), _explain_past(action, past), *explain_ride(action, case, plan),
    )  # fmt: skip
    warning = action.say("Selling may realize gains, so check the tax and spread it over several years.", "bad")
    yield Advised(
        action, action.say(title, "neutral", **slots), reasons, base, warning, tier=Tier.GOAL, rank=base.value
    )


def find_shift(case: ActionCase) -> Shift | None:
    """Return how much would go from bonds or cash to stocks, or from stocks to bonds; None if all is near a target.

    A reserve of cash stays. A class on different sides of its target in all accounts and in those open to trades is
    left alone.
    """
    drifts = {one.key: 100 * one.drift for one in case.portfolio.asset_drifts}
    stocks = drifts.get("equity", ZERO)
    if not is_far_off(stocks, case.profile.asset_class_targets.get("equity", ZERO)):
        return None
    spare = {"fixed_income": drifts.get("fixed_income", ZERO)}
    if stocks < 0:
        reserve = case.reserve_goal or ZERO
        spare["cash"] = drifts.get("cash", ZERO) - 100 * reserve / case.portfolio.rebalanced.exact_total
    spare = {key: points for key, points in spare.items() if key not in case.portfolio.disputed_classes}
    if not spare or "equity" in case.portfolio.disputed_classes:
        return None
    other = max(spare, key=lambda key: abs(spare[key]) if spare[key] * stocks < 0 else ZERO)
    points = int(min(abs(stocks), abs(spare[other])))
    if spare[other] * stocks >= 0 or points < 1:
        return None
    return Shift(other, "equity", points) if stocks < 0 else Shift("equity", other, points)


def plan_after_shift(case: ActionCase, shift: Shift) -> Plan:
    """Return the plan with the shift made. What is sold keeps its proportions, single companies included."""
    assert case.baseline is not None and isinstance(case.baseline.plan.returns, ClassReturns)
    returns, mix = case.baseline.plan.returns, case.baseline.mix
    held = {name: returns.weights.get(name, 0.0) for name in CLASSES[shift.source]}
    whole, traded = sum(held.values()), float(case.portfolio.rebalanced.exact_total) / mix.value
    moved = min(whole, shift.points / 100 * traded)
    bought = split_stocks(case) if shift.goal == "equity" else MIX_BY_CLASS[shift.goal]
    weights = {**returns.weights, **{name: part * (1 - moved / whole) for name, part in held.items()}}
    for name, part in bought.items():
        weights[name] = weights.get(name, 0.0) + moved * part
    left = {one.name: 1 - moved / whole for one in returns.companies if held.keys() >= one.parts.keys()}
    return case.baseline.plan.with_changes(returns=returns.with_weights(weights, kept=left))


def measure_base(case: ActionCase, plan: Plan) -> Effect:
    """Return how the move changes success as we assume it. Raises Refused unless it clearly rises."""
    return require_gain(success_effect(case, run_plan(case, plan)), "as we assume it")


def measure_cautious(case: ActionCase, plan: Plan) -> Effect:
    """Return the same on the conservative assumptions. Raises Refused unless it clearly rises."""
    assert case.baseline is not None
    plans = [with_conservative_preset(one) for one in (case.baseline.plan, plan)]
    before, after = (case.baseline.kept.project(one) for one in plans if one is not None)
    return require_gain(success_effect(case, compute_difference(before, after)), CAUTIOUS)


def require_gain(effect: Effect, where: str) -> Effect:
    if not effect.clear or effect.value < MIN_SUCCESS_POINTS:
        raise Refused("measured", f"it does not clearly help {where}")
    return effect


def measure_past(case: ActionCase, plan: Plan) -> PastIncome:
    """Return what the past would have paid in nine of ten start years. Raises Refused unless that clearly rises."""
    assert case.baseline is not None and isinstance(plan.returns, ClassReturns)
    now, then = case.baseline.mix.weights, plan.returns.weights
    unknown = sum(abs(then.get(one, 0.0) - now.get(one, 0.0)) for one in {*now, *then} - KNOWN_IN_THE_PAST)
    if 100 * unknown > MOST_UNKNOWN_PERCENT:
        raise Refused("measured", "the stored past lacks a class that changes")
    moved = replace(case.baseline, mix=replace(case.baseline.mix, weights=then))
    replays = [replay_baseline(replace(one, plan=before_tax(one.plan))) for one in (case.baseline, moved)]
    paid = [one.sustainable_spending["0.90"] for one in replays if one is not None and one.sustainable_spending]
    if len(paid) < len(replays):
        raise Refused("measured", "the plan is longer than the stored past")
    found = PastIncome(*(Decimal(repr(round(one, 2))) for one in paid))
    if found.after < found.before * (1 + MIN_PAST_GAIN):
        raise Refused("measured", "it does not clearly help in the past")
    return found


def _explain_chances(action: ChangeMix, base: Effect, cautious: Effect) -> Statement:
    assert base.before is not None and base.after is not None
    assert cautious.before is not None and cautious.after is not None
    return action.say(
        f"Your goal then lasts in {{after}} of the scenarios instead of {{before}}. {CAUTIOUS.capitalize()}, that is "
        "{cautious_after} instead of {cautious_before}.", "good",
        after=chance(action, Measure.THEN, base.after), before=chance(action, Measure.NOW, base.before),
        cautious_after=chance(action, Measure.SUCCESS, cautious.after),
        cautious_before=chance(action, Measure.POINTS, cautious.before),
    )  # fmt: skip


def _explain_past(action: ChangeMix, past: PastIncome) -> Statement:
    formula = "what nine of ten past start years would have paid a year"
    before = action.figure(
        Measure.SAVING, past.before, "money_per_year", "In the past, at the mix now", formula, kind="forecast"
    )
    after = action.figure(
        Measure.AMOUNT, past.after, "money_per_year", "In the past, at the new mix", formula, kind="forecast"
    )
    text = "Before taxes, nine of ten past start years would have paid for {after} instead of {before}."
    return action.say(text, "good", after=after, before=replace(before, style="amount"))


PROPOSERS: dict[type[Action], Proposer] = {ChangeMix: propose_change_mix}
