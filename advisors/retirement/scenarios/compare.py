"""Two plans on the same paths, and the earliest retirement that reaches a chosen success."""

from bisect import bisect_left
from math import sqrt

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.simulation.engine import project
from advisors.retirement.simulation.projection_result import FrozenResult, Projection, Success


class Difference(FrozenResult):
    """What changes from one plan to another, on common random numbers; positive: the second has more.

    `success` is a difference of fractions and `standard_error` the paired one (null for history, whose windows
    overlap); `gained` and `lost` count the paths that succeed only with the second or only with the first plan.
    Where a probability is 0 or 1, look at `before.interval` and `after.interval` (Wilson). Money is real.
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
    """Compare two plans path by path; both must draw on the same recipe (seed, paths, classes).

    Without `draws` they are drawn for the longer plan. Raises DrawsMismatchError for other recipes.
    """
    if draws is None and not _uses_history(first, second):
        draws = draw(max(first, second, key=lambda plan: plan.horizon))
    return compute_difference(project(first, draws=draws, fan="none"), project(second, draws=draws, fan="none"))


def compute_difference(before: Projection, after: Projection) -> Difference:
    """Give the paired difference of two projections made on the same draws (or the same history).

    Raises ValueError for projections that were read back from JSON, or are not of the same paths.
    """
    if before.outcome is None or after.outcome is None or before.engine.paths != after.engine.paths:
        raise ValueError("only projections on the same paths can be compared")
    paths = before.engine.paths
    succeeded, succeeds = np.broadcast_arrays(before.outcome.success, after.outcome.success)
    scale = paths / succeeded.size
    gained = round(int((succeeds & ~succeeded).sum()) * scale)
    lost = round(int((succeeded & ~succeeds).sum()) * scale)
    mean = (gained - lost) / paths
    return Difference(
        success=mean,
        standard_error=None if before.by_start_year else sqrt(((gained + lost) / paths - mean**2) / paths),
        gained=gained,
        lost=lost,
        before=before.success,
        after=after.success,
        terminal_median=after.terminal.percentiles["50"] - before.terminal.percentiles["50"],
        sustainable_spending=_spending_difference(before, after),
    )


class EarliestRetirement(FrozenResult):
    """The fewest years to retirement that reach a chosen success, and the success they reach."""

    years_to_retirement: int
    success: Success


def find_earliest_retirement(plan: Plan, target: float = 0.9, draws: Draws | None = None) -> EarliestRetirement | None:
    """Give the earliest retirement with a probability of success of at least `target`; None if there is none.

    The last year of the plan stays the same: retiring later means more years of saving and fewer of spending,
    so constant_real success can only rise, and is searched by halving; other rules are tried year by year.
    """
    if draws is None and not _uses_history(plan):
        draws = draw(plan)

    def success(years: int) -> Success:
        return project(with_retirement_in(plan, years), draws=draws, fan="none").success

    choices = range(plan.horizon)
    if plan.rule == "constant_real":
        years = bisect_left(choices, True, key=lambda year: success(year).probability >= target)
    else:
        years = next((year for year in choices if success(year).probability >= target), plan.horizon)
    if years == plan.horizon:
        return None
    return EarliestRetirement(years_to_retirement=years, success=success(years))


def with_retirement_in(plan: Plan, years: int) -> Plan:
    """Give the plan with retirement in `years` and the same last year; ages in the rule's options move along.

    Raises ValidationError for years beyond the plan's horizon.
    """
    options = dict(plan.rule_options)
    if "age" in options:
        options["age"] += years - plan.years_to_retirement
    return plan.with_changes(years_to_retirement=years, retirement_years=plan.horizon - years, rule_options=options)


def _uses_history(*plans: Plan) -> bool:
    return any(isinstance(plan.returns, HistoryReturns) for plan in plans)


def _spending_difference(before: Projection, after: Projection) -> float | None:
    if before.sustainable_spending is None or after.sustainable_spending is None:
        return None
    return after.sustainable_spending["0.90"] - before.sustainable_spending["0.90"]
