"""Change one thing in a plan: an assumption for the sensitivities, or a decision that a person could make.

A sensitivity change returns a new plan, or None if it makes no sense for the plan. A decision (`apply_change`) returns
the changed plan and the amount of the change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Literal

from advisors.retirement.inputs.assumptions import INFLATION, MarketSeries, Rates
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, FixedReturns, HistoryReturns, LognormalReturns
from advisors.retirement.markets.return_models import effective_inflation
from advisors.retirement.scenarios.compare import with_retirement_in

SAFE_CLASSES = ("us_aggregate_bonds", "us_tips", "cash")
EQUITY_CLASSES = ("us_equity", "intl_developed_equity", "emerging_equity")
EQUITY_SHIFT = 0.10

ChangeKind = Literal["save_more", "retire_later", "spend_less", "more_equity", "less_equity"]
MAX_RETIREMENT_DELAY = 10
MAX_AMOUNT = 1e9
MIN_AMOUNT = 1
"""A dollar, a year, a per cent or a point: a smaller change is not worth mentioning."""


def with_lower_return(plan: Plan) -> Plan | None:
    """Return the plan with every return one point lower and the same log volatility; None for history."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        rates = {}
        for series in _volatile_classes(returns):
            # The random part of the growth stays the same, so a what-if uses the stored growth factors.
            growth = series.growth - 0.01
            volatility = series.volatility * growth / series.growth
            rates[series.name] = Rates(geometric_nominal=growth - 1, volatility=volatility)
        return _with_rates(plan, returns, rates)
    if isinstance(returns, LognormalReturns):
        return plan.with_changes(returns=returns.model_copy(update={"mean": returns.mean - 0.01}))
    if isinstance(returns, FixedReturns):
        return plan.with_changes(returns=returns.model_copy(update={"rate": returns.rate - 0.01}))
    return None


def with_conservative_preset(plan: Plan) -> Plan | None:
    """Return the plan on the conservative preset, a stress case; None without classes or if it already is."""
    returns = plan.returns
    if not isinstance(returns, ClassReturns) or returns.preset == "conservative":
        return None
    return plan.with_changes(returns=returns.model_copy(update={"preset": "conservative"}))


def with_higher_volatility(plan: Plan) -> Plan | None:
    """Return the plan with volatility two points higher at the same mean; None without volatility."""
    returns = plan.returns
    if isinstance(returns, ClassReturns):
        rates = {
            s.name: Rates(arithmetic_nominal=s.arithmetic, volatility=s.volatility + 0.02)
            for s in _volatile_classes(returns)
        }
        return _with_rates(plan, returns, rates)
    if isinstance(returns, LognormalReturns) and returns.sd > 0:
        return plan.with_changes(returns=returns.model_copy(update={"sd": returns.sd + 0.02}))
    return None


def with_higher_inflation(plan: Plan) -> Plan | None:
    """Return the plan with inflation one point higher and the same nominal returns; None for history."""
    if isinstance(plan.returns, HistoryReturns):
        return None
    inflation = effective_inflation(plan)
    return plan.with_changes(inflation=inflation.model_copy(update={"mean": inflation.mean + 0.01}))


def with_equity_shift(plan: Plan, shift: float) -> Plan | None:
    """Return the plan with `shift` of its weight moved from bonds and cash to equities (negative: the other way).

    Each side keeps its proportions. At most all of a side is moved; None if nothing can be.
    """
    returns = plan.returns
    if not isinstance(returns, ClassReturns) or returns.preset == "conservative":
        return None
    changes = {"weights": _shift_weights(returns.weights, shift)}
    if returns.weights_end:
        changes["weights_end"] = _shift_weights(returns.weights_end, shift)
    if all(getattr(returns, field) == weights for field, weights in changes.items()):
        return None
    return plan.with_changes(returns=returns.model_copy(update=changes))


def moved_share(before: Plan, after: Plan) -> float:
    """Return the fraction of the mix that is in other classes in `after` than in `before`."""
    assert isinstance(before.returns, ClassReturns) and isinstance(after.returns, ClassReturns)
    old, new = before.returns.weights, after.returns.weights
    return sum(max(0.0, share - old.get(name, 0.0)) for name, share in new.items())


def _build_equity_change(shift: float) -> Callable[[Plan], Plan | None]:
    """Return a change that moves the whole `shift` or nothing, because its label states the size."""

    def change(plan: Plan) -> Plan | None:
        changed = with_equity_shift(plan, shift)
        return changed if changed and isclose(moved_share(plan, changed), abs(shift)) else None

    return change


def _shift_weights(weights: Mapping[str, float], shift: float) -> dict[str, float]:
    source_classes, target_classes = (SAFE_CLASSES, EQUITY_CLASSES) if shift > 0 else (EQUITY_CLASSES, SAFE_CLASSES)
    source_weight = sum(weights.get(name, 0.0) for name in source_classes)
    target_weight = sum(weights.get(name, 0.0) for name in target_classes)
    moved = min(abs(shift), source_weight)
    if moved <= 0:
        return dict(weights)
    result = dict(weights)
    for name in source_classes:
        if name in result:
            result[name] *= 1 - moved / source_weight
    if target_weight > 0:
        fractions = {name: weights.get(name, 0.0) / target_weight for name in target_classes}
    else:
        fractions = {target_classes[0]: 1.0}
    for name, fraction in fractions.items():
        if fraction:
            result[name] = result.get(name, 0.0) + moved * fraction
    return result


def _build_saving_change(factor: float) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        saves = plan.contribution > 0 and plan.years_to_retirement > 0
        return plan.with_changes(contribution=plan.contribution * factor) if saves else None

    return change


def _build_spending_change(factor: float) -> Callable[[Plan], Plan | None]:
    return lambda plan: plan.with_changes(spending=plan.spending * factor) if plan.spending > 0 else None


def _build_retirement_change(years: int) -> Callable[[Plan], Plan | None]:
    def change(plan: Plan) -> Plan | None:
        moved = plan.years_to_retirement + years
        return with_retirement_in(plan, moved) if 0 <= moved < plan.horizon else None

    return change


def _volatile_classes(returns: ClassReturns) -> tuple[MarketSeries, ...]:
    return tuple(series for series in returns.market().classes if series.volatility > 0)


def _with_rates(plan: Plan, returns: ClassReturns, rates: Mapping[str, Rates]) -> Plan:
    """Return the plan with these rates in place of its own; its own inflation stays."""
    own = returns.assumptions or {}
    kept = {name: own[name] for name in own if name == INFLATION or name not in rates}
    return plan.with_changes(returns=returns.model_copy(update={"assumptions": {**kept, **rates}}))


SENSITIVITY_CHANGES: dict[str, tuple[str, Callable[[Plan], Plan | None]]] = {
    "conservative": ("the conservative assumptions", with_conservative_preset),
    "lower_return": ("returns one point lower every year", with_lower_return),
    "higher_volatility": ("volatility two points higher", with_higher_volatility),
    "higher_inflation": ("inflation one point higher", with_higher_inflation),
    "higher_fee": (
        "fees a quarter of a point higher",
        lambda plan: plan.with_changes(fee=plan.fee + 0.0025) if plan.fee < 0.99 else None,
    ),
    "save_more": ("saving 10% more", _build_saving_change(1.1)),
    "save_less": ("saving 10% less", _build_saving_change(0.9)),
    "spend_more": ("spending 10% more", _build_spending_change(1.1)),
    "spend_less": ("spending 10% less", _build_spending_change(0.9)),
    "retire_later": ("retiring one year later", _build_retirement_change(1)),
    "retire_earlier": ("retiring one year earlier", _build_retirement_change(-1)),
    "more_equities": ("ten points more in equities", _build_equity_change(EQUITY_SHIFT)),
    "less_equities": ("ten points less in equities", _build_equity_change(-EQUITY_SHIFT)),
}
"""Each sensitivity: its label, and the change of the plan."""


@dataclass(frozen=True)
class ChangedPlan:
    """A plan after a decision; `amount` is the change that was possible, in the unit of the decision."""

    plan: Plan
    amount: float


@dataclass(frozen=True)
class Decision:
    """One kind of decision.

    `apply` returns the plan changed by an amount; `measure` returns the amount between two plans. `refuse` returns why
    an amount is impossible, or "". `too_little` is the message for a change of less than 1.
    """

    apply: Callable[[Plan, float], Plan]
    measure: Callable[[Plan, Plan], float]
    too_little: str
    refuse: Callable[[Plan, float], str] = lambda plan, amount: ""


def apply_change(plan: Plan, change: ChangeKind, amount: float) -> ChangedPlan:
    """Change a plan by `amount`, or by as much of it as is possible.

    Units: save_more in dollars a year; retire_later in whole years, leaving at least one year of retirement;
    spend_less in per cent of spending; more_equity and less_equity in points of the mix. Raises ValueError, with a
    message for the person, if the change is impossible or smaller than 1.
    """
    if not 0 < amount < MAX_AMOUNT:
        raise ValueError("The amount must be above zero and realistic for the change.")
    decision = DECISIONS[change]
    if refusal := decision.refuse(plan, amount):
        raise ValueError(refusal)
    changed_plan = decision.apply(plan, amount)
    measured = round(decision.measure(plan, changed_plan), 6)
    if measured < MIN_AMOUNT:
        raise ValueError(decision.too_little)
    return ChangedPlan(changed_plan, measured)


DECISIONS: dict[ChangeKind, Decision] = {
    "save_more": Decision(
        apply=lambda plan, dollars: plan.with_changes(contribution=plan.contribution + dollars),
        measure=lambda before, after: after.contribution - before.contribution,
        too_little="That is less than a dollar a year.",
        refuse=lambda plan, _: "" if plan.years_to_retirement else "You are retired: there is no year of saving left.",
    ),
    "retire_later": Decision(
        apply=lambda plan, years: with_retirement_in(
            plan, plan.years_to_retirement + int(min(years, MAX_RETIREMENT_DELAY, plan.retirement_years - 1))
        ),
        measure=lambda before, after: after.years_to_retirement - before.years_to_retirement,
        too_little="Retirement moves by whole years, and at least one year of it must remain.",
        refuse=lambda plan, _: "" if plan.years_to_retirement else "You are retired already.",
    ),
    "spend_less": Decision(
        apply=lambda plan, per_cent: plan.with_changes(spending=plan.spending * (1 - per_cent / 100)),
        measure=lambda before, after: 100 * (1 - after.spending / before.spending),
        too_little="That is less than one per cent of spending.",
        refuse=lambda plan, per_cent: "" if plan.spending and per_cent < 100 else "Nothing would be left to spend.",
    ),
    "more_equity": Decision(
        apply=lambda plan, points: with_equity_shift(plan, points / 100) or plan,
        measure=lambda before, after: 100 * moved_share(before, after),
        too_little="That moves less than a point from bonds and cash.",
    ),
    "less_equity": Decision(
        apply=lambda plan, points: with_equity_shift(plan, -points / 100) or plan,
        measure=lambda before, after: 100 * moved_share(before, after),
        too_little="That moves less than a point from equity.",
    ),
}
