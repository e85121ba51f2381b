"""Measure what an action changes: run the plan again on the same scenarios."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from advisors.actions.action import Advised, Effect
from advisors.actions.case import ActionCase
from advisors.retirement.inputs.assumptions import Rates
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.projection.searching import search_step
from advisors.retirement.scenarios.baseline import WhatIf, project_what_if
from advisors.retirement.scenarios.change_kinds import ChangeKind
from advisors.retirement.scenarios.changes import with_lower_return
from advisors.retirement.scenarios.compare import Difference, compute_difference
from portfolios.valuation.value import ZERO

GOAL_PERCENT = Decimal(90)
LEAST_PERCENT = Decimal("89.5")
"""What prints as 90%."""
FOREIGN_CLASSES = ("intl_developed_equity", "emerging_equity")


def run_change(case: ActionCase, change: ChangeKind, amount: float) -> WhatIf:
    """Project a change of the plan on the same scenarios. Raises ValueError if it is impossible."""
    assert case.baseline is not None
    if (change, amount) not in case.runs:
        case.runs[change, amount] = project_what_if(case.baseline, change, amount)
    return case.runs[change, amount]


def run_plan(case: ActionCase, plan: Plan) -> Difference:
    """Project a changed plan on the same scenarios, and compare it with the plan as it is."""
    assert case.baseline is not None
    if plan.horizon > case.baseline.plan.horizon:
        return case.baseline.kept.compare_longer(plan)
    return case.baseline.kept.compare(plan)


def success_effect(case: ActionCase, difference: Difference) -> Effect:
    """Return the change of success in percent, with its paired error."""
    assert case.baseline is not None
    error = difference.standard_error
    return Effect(
        measure="success_points",
        before=to_percent(difference.before.probability),
        after=to_percent(difference.after.probability),
        error=None if error is None else to_percent(error),
        scenarios=case.baseline.plan.paths,
        seed=case.baseline.plan.seed,
    )


def stressed_success(case: ActionCase, plan: Plan) -> Decimal:
    """Return the success of a plan in percent with returns one point lower every year."""
    lower = with_lower_return(plan)
    return ZERO if lower is None else to_percent(run_plan(case, lower).after.probability)


def success_of(case: ActionCase) -> Decimal:
    """Return the success of the plan as it is in percent."""
    assert case.baseline is not None
    return to_percent(case.baseline.projection.success.probability)


def to_percent(fraction: float) -> Decimal:
    return Decimal(repr(round(100 * fraction, 6)))


def reaches(success: Decimal) -> bool:
    """Return whether a chance in percent prints as 90% or more."""
    return success.quantize(Decimal(1), ROUND_HALF_UP) >= GOAL_PERCENT


def has_reached(option: Advised) -> bool:
    """Return whether an option brings the goal to 90%."""
    return option.effect.after is not None and reaches(option.effect.after)


def least_that_reaches(case: ActionCase, change: ChangeKind, amounts: Sequence[float]) -> float | None:
    """Return the least of these rising amounts that reaches 90%, or None. More of a change never helps less."""
    assert case.baseline is not None
    step = search_goal(
        lambda number: run_change(case, change, amounts[number]).difference.after.probability,
        len(amounts), base=case.baseline.projection.success.probability,
    )  # fmt: skip
    return None if step is None else amounts[step]


def search_goal(success: Callable[[int], float], steps: int, *, base: float) -> int | None:
    """Return the first of so many rising steps whose chance prints as 90% or more, or None; `base`: before them."""
    return search_step(lambda step: round(success(step), 8), steps, base=base, level=float(LEAST_PERCENT / 100))


def measure_with_equal_growth(case: ActionCase, plan: Plan) -> Decimal:
    """Return the points of success that trades add if stocks abroad grow like those at home."""
    assert case.baseline is not None
    before, after = (case.baseline.kept.project(with_equal_growth(one)) for one in (case.baseline.plan, plan))
    return 100 * Decimal(repr(round(compute_difference(before, after).success, 6)))


def with_equal_growth(plan: Plan) -> Plan:
    """Return the plan in which stocks abroad have the growth of US stocks and keep their own volatility."""
    assert isinstance(plan.returns, ClassReturns)
    series = {one.name: one for one in plan.returns.market().classes}
    rates = {
        name: Rates(geometric_nominal=series["us_equity"].growth - 1, volatility=series[name].volatility)
        for name in FOREIGN_CLASSES
    }
    assumptions = {**(plan.returns.assumptions or {}), **rates}
    return plan.with_changes(returns=plan.returns.model_copy(update={"assumptions": assumptions}))


def sum_abroad(plan: Plan) -> float:
    """Return the fraction of a plan that is in stocks abroad."""
    assert isinstance(plan.returns, ClassReturns)
    return sum(plan.returns.weights.get(name, 0.0) for name in FOREIGN_CLASSES)
