"""Compare withdrawal rules on the same paths: what each pays, and how often that is enough."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.inputs.rule_options import RuleName
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.simulation.engine import project
from advisors.retirement.simulation.income_streams import constant_real_income
from advisors.retirement.simulation.projection_result import FrozenResult, Shortfall, Spending, Success

COMPARED_RULES: tuple[RuleName, ...] = (
    "constant_real",
    "constant_percent",
    "guardrails",
    "vpw",
    "floor_ceiling",
    "rmd",
)
FLOOR_FACTOR = 0.85
CEILING_FACTOR = 1.25


class RuleResult(FrozenResult):
    """The result of one rule on the paths of a plan, and the options it ran with; money in real dollars.

    `ran_out`: the fraction of paths whose portfolio was empty before the last year. `cut_90`: the fraction by which the
    lowest year is below the first, which one path in ten reaches or exceeds; None without a year of retirement.
    """

    rule: RuleName
    options: dict[str, Any]
    success: Success
    spending: Spending
    shortfall: Shortfall
    terminal_median: float
    ran_out: float
    cut_90: float | None


def compare_rules(
    plan: Plan,
    *,
    age: int,
    stock_weight: float,
    options: Mapping[RuleName, Mapping[str, Any]] | None = None,
    draws: Draws | None = None,
) -> list[RuleResult]:
    """Project a plan under each of the six rules on the same paths.

    `age`: in the first year of retirement; `stock_weight`: the fraction in stocks, for VPW. Rules that withdraw a
    share of the portfolio start from the plan's spending, less income in the first year of retirement, divided by
    the median portfolio at retirement; floor and ceiling are 85% and 125% of that amount. `options` replaces the
    options of a rule. A flexible year counts as funded if it reaches 75% of the plan's spending.
    """
    if draws is None and not isinstance(plan.returns, HistoryReturns):
        draws = draw(plan)
    wealth = project(plan, draws=draws, fan="none").at_retirement.percentiles["50"]
    defaults = default_rule_options(plan, age=age, stock_weight=stock_weight, wealth=wealth)
    results = []
    for rule in COMPARED_RULES:
        changed = plan.with_changes(rule=rule, rule_options=dict((options or {}).get(rule, defaults[rule])))
        projection = project(changed, draws=draws, fan="none")
        outcome = projection.outcome
        assert outcome is not None
        results.append(
            RuleResult(
                rule=rule,
                options=changed.options.model_dump(exclude_none=True),
                success=projection.success,
                spending=projection.spending,
                shortfall=projection.shortfall,
                terminal_median=projection.terminal.percentiles["50"],
                ran_out=float(outcome.ran_out.mean()),
                cut_90=float(np.percentile(outcome.worst_cut, 90)) if changed.retirement_years else None,
            )
        )
    return results


def default_rule_options(plan: Plan, *, age: int, stock_weight: float, wealth: float) -> dict[RuleName, dict[str, Any]]:
    """Return the options with which `compare_rules` runs each rule; `wealth` at retirement is in today's dollars."""
    withdrawn = max(plan.spending - constant_real_income(plan.income, plan.years_to_retirement + 1), 0.0)
    rate = min(withdrawn / wealth, 1.0) if wealth > 0 else 0.0
    return {
        "constant_real": {},
        "constant_percent": {"rate": rate},
        "guardrails": {},
        "vpw": {"age": age, "stock_weight": stock_weight},
        "floor_ceiling": {"rate": rate, "floor": FLOOR_FACTOR * withdrawn, "ceiling": CEILING_FACTOR * withdrawn},
        "rmd": {"age": age},
    }
