"""Project a plan: success, fan, sustainable spending and required saving.

    plan = Plan(start_value=..., returns={"kind": "classes", "weights": {...}}, ...)
    draws = draw(plan)  # optional: reused by what-ifs
    projection = project(plan, draws=draws)
    what_if = compare_plans(plan, plan.with_changes(spending=50_000.0), draws)  # see scenarios/compare.py

Pure: no clock, no settings, no hidden state; the seed is part of the plan.
"""

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws
from advisors.retirement.markets.market import build_market
from advisors.retirement.projection.historical_replay import replay_plan
from advisors.retirement.projection.projection_result import Projection
from advisors.retirement.projection.projection_summary import build_projection, compute_success
from advisors.retirement.simulation.fan import FanDetail
from advisors.retirement.simulation.simulate import simulate


def project(plan: Plan, *, draws: Draws | None = None, fan: FanDetail = "both") -> Projection:
    """Project a plan, on the paths of `draws` if they are given.

    Draws make it faster; so does a smaller `fan`. Money is in today's dollars unless its name says nominal; the
    conventions are those of contracts, "Plan". Raises DrawsMismatchError if the draws do not fit the plan, and
    HistoryError if no past window is long enough.
    """
    if isinstance(plan.returns, HistoryReturns):
        return replay_plan(plan)
    outcome = simulate(plan, build_market(plan, draws), fan)
    return build_projection(plan, outcome, success=compute_success(outcome, plan.paths), paths=plan.paths)
