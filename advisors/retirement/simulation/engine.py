"""Project a plan: success, fan, sustainable spending, required saving; and plans compared on the same paths.

    plan = Plan(start_value=..., returns={"kind": "classes", "weights": {...}}, ...)
    draws = draw(plan)                                    # optional: kept for what-ifs
    projection = project(plan, draws=draws)
    what_if = compare(plan, plan.but(spending=50_000.0), draws)   # see comparison.py

Pure: no clock, no settings, no hidden state; the seed is in the plan.
"""

from typing import Any

from advisors.retirement.inputs.plan import Plan, parse_plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.markets.market import market
from advisors.retirement.simulation.fan import FanDetail
from advisors.retirement.simulation.historical_replay import replay_plan
from advisors.retirement.simulation.projection_result import Projection
from advisors.retirement.simulation.projection_summary import build_projection, compute_success
from advisors.retirement.simulation.simulate import simulate

__all__ = ["Plan", "Projection", "draw", "project", "parse_plan", "project_json"]


def project(plan: Plan, *, draws: Draws | None = None, fan: FanDetail = "both") -> Projection:
    """Project a plan; with `draws` of the same recipe, on those paths and faster, more so without a nominal `fan`.

    Money is in today's dollars unless it says nominal; conventions are those of contracts, "Plan". Raises
    DrawsMismatchError for draws of another recipe, HistoryError where no past window is long enough.
    """
    if isinstance(plan.returns, HistoryReturns):
        return replay_plan(plan)
    outcome = simulate(plan, market(plan, draws), fan)
    return build_projection(plan, outcome, success=compute_success(outcome, plan.paths), paths=plan.paths)


def project_json(text: str | bytes) -> dict[str, Any]:
    """Project a plan given as JSON text and give the result as plain values, for the command.

    Raises PlanError with every wrong field, HistoryError as `project` does.
    """
    return project(parse_plan(text)).as_json()
