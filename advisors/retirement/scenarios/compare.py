"""Compare two plans on the same paths, and find the earliest retirement that reaches a chosen success."""

from bisect import bisect_left
from collections.abc import Callable
from math import sqrt

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import FrozenResult, Projection, Success


class Difference(FrozenResult):
    """The difference between two plans on common random numbers; positive if the second has more.

    `success` is a difference of fractions, `standard_error` its paired standard error (None for history, whose
    windows overlap). `gained` and `lost` count the paths that succeed only with the second or only with the first
    plan. If a probability is 0 or 1, use `before.interval` and `after.interval` (Wilson). Money is in real dollars.
    """

    success: float
    standard_error: float | None
    gained: int
    lost: int
    before: Success
    after: Success
    terminal_median: float
    sustainable_spending: float | None


def compare_plans(first: Plan, second: Plan, draws: Draws | None = None) -> Difference:
    """Compare two plans path by path; both need the same seed, number of paths and classes.

    Without `draws`, draw for the longer plan. Raises DrawsMismatchError if the draws do not fit both plans.
    """
    if draws is None and not _uses_history(first, second):
        draws = draw(max(first, second, key=lambda plan: plan.horizon))
    return compute_difference(project(first, draws=draws, fan="none"), project(second, draws=draws, fan="none"))


def compute_difference(before: Projection, after: Projection) -> Difference:
    """Return the paired difference of two projections on the same draws (or the same history).

    Raises ValueError for projections parsed from JSON, which have no paths, and for different numbers of paths.
    """
    if before.outcome is None or after.outcome is None or before.engine.paths != after.engine.paths:
        raise ValueError("only projections on the same paths can be compared")
    paths = before.engine.paths
    succeeded, succeeds = np.broadcast_arrays(before.outcome.success, after.outcome.success)
    scale = paths / succeeded.size
    gained = round(int((succeeds & ~succeeded).sum()) * scale)
    lost = round(int((succeeded & ~succeeds).sum()) * scale)
    mean = (gained - lost) / paths
    spending = None
    if before.sustainable_spending is not None and after.sustainable_spending is not None:
        spending = after.sustainable_spending["0.90"] - before.sustainable_spending["0.90"]
    return Difference(
        success=mean,
        standard_error=None if before.by_start_year else sqrt(((gained + lost) / paths - mean**2) / paths),
        gained=gained,
        lost=lost,
        before=before.success,
        after=after.success,
        terminal_median=after.terminal.percentiles["50"] - before.terminal.percentiles["50"],
        sustainable_spending=spending,
    )


class EarliestRetirement(FrozenResult):
    """The fewest years to retirement that reach a chosen success, and that success."""

    years_to_retirement: int
    success: Success


def find_earliest_retirement(
    plan: Plan, target: float = 0.9, draws: Draws | None = None, measure: Callable[[Plan], Success] | None = None
) -> EarliestRetirement | None:
    """Return the earliest retirement with a probability of success of at least `target`, or None.

    The last year of the plan stays the same: retiring later means more years of saving and fewer of spending. So
    the success of constant_real can only rise and is found by bisection; other rules are tried year by year.
    `measure` returns the success of a changed plan in place of a projection.
    """
    if draws is None and measure is None and not _uses_history(plan):
        draws = draw(plan)

    def success(years: int) -> Success:
        changed = with_retirement_in(plan, years)
        return measure(changed) if measure else project(changed, draws=draws, fan="none").success

    choices = range(plan.horizon)
    if plan.rule == "constant_real":
        low, high = bracket_year(lambda year: success(year).probability >= target, plan.years_to_retirement, choices)
        years = bisect_left(choices, True, low, high, key=lambda year: success(year).probability >= target)
    else:
        years = next((year for year in choices if success(year).probability >= target), plan.horizon)
    if years == plan.horizon:
        return None
    return EarliestRetirement(years_to_retirement=years, success=success(years))


def bracket_year(is_enough: Callable[[int], bool], planned: int, choices: range) -> tuple[int, int]:
    """Return between which years the first one that is enough lies, looking ever farther from the planned one."""
    step = 1
    if is_enough(planned):
        high = planned
        while high > 0 and is_enough(max(high - step, 0)):
            high, step = max(high - step, 0), 2 * step
        return max(high - step, 0), high
    low = planned + 1
    while low < len(choices) and not is_enough(min(low + step - 1, len(choices) - 1)):
        low, step = low + step, 2 * step
    return min(low, len(choices)), min(low + step - 1, len(choices))


def with_retirement_in(plan: Plan, years: int) -> Plan:
    """Return the plan with retirement in `years` and the same last year; an age in the rule's options moves too.

    Raises ValidationError for years beyond the plan's horizon.
    """
    return plan.with_retirement_in(years)


def _uses_history(*plans: Plan) -> bool:
    return any(isinstance(plan.returns, HistoryReturns) for plan in plans)
