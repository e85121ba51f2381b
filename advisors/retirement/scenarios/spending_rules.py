"""All withdrawal rules on the same paths: what each would have paid, and how often it would have been enough."""

from collections.abc import Mapping
from typing import Any

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
    """What one rule comes to on the paths of a plan; the options it was run with."""

    rule: RuleName
    options: dict[str, Any]
    success: Success
    spending: Spending
    shortfall: Shortfall
    terminal_median: float


def compare_rules(
    plan: Plan,
    *,
    age: int,
    stock_weight: float,
    options: Mapping[RuleName, Mapping[str, Any]] | None = None,
    draws: Draws | None = None,
) -> list[RuleResult]:
    """Run a plan under each of the six rules on the same paths.

    `age`: in the first year of retirement; `stock_weight`: share of stocks, for VPW. Rules that take a share of the
    portfolio start from what the plan's spending is, less income in the first year of retirement, as a share of the
    median portfolio at retirement; floor and ceiling are 85% and 125% of that amount. `options` replaces the options
    of a rule. A flexible year counts as funded when it brings 75% of the plan's spending.
    """
    if draws is None and not isinstance(plan.returns, HistoryReturns):
        draws = draw(plan)
    wealth = project(plan, draws=draws, fan="none").at_retirement.percentiles["50"]
    defaults = default_rule_options(plan, age=age, stock_weight=stock_weight, wealth=wealth)
    chosen = {rule: dict((options or {}).get(rule, defaults[rule])) for rule in COMPARED_RULES}
    return [_run_rule(plan.with_changes(rule=rule, rule_options=chosen[rule]), draws) for rule in COMPARED_RULES]


def default_rule_options(plan: Plan, *, age: int, stock_weight: float, wealth: float) -> dict[RuleName, dict[str, Any]]:
    """Give the options under which `compare_rules` runs each rule; `wealth` at retirement, in today's dollars."""
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


def _run_rule(plan: Plan, draws: Draws | None) -> RuleResult:
    projection = project(plan, draws=draws, fan="none")
    return RuleResult(
        rule=plan.rule,
        options=plan.options.model_dump(exclude_none=True),
        success=projection.success,
        spending=projection.spending,
        shortfall=projection.shortfall,
        terminal_median=projection.terminal.percentiles["50"],
    )
