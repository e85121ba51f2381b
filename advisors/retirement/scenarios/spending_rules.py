"""Compare withdrawal rules on the same paths: what each pays, and how often that is enough."""

from collections.abc import Mapping
from typing import Any

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import HistoryReturns
from advisors.retirement.inputs.rule_options import RuleName
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.projection.before_tax import before_tax
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import FrozenResult, SpendingRisk
from advisors.retirement.projection.projection_summary import build_spending_risk
from advisors.retirement.simulation.income_streams import constant_real_income

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

    `lifetime_median`: what is spent over the whole retirement on the middle path, income included.
    """

    rule: RuleName
    options: dict[str, Any]
    risk: SpendingRisk
    lifetime_median: float
    terminal_median: float


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
    options of a rule. What is needed is 75% of the plan's spending. Needs a plan with a year of retirement.
    All before taxes: of a household only money, saving and incomes count.
    """
    plan = before_tax(plan)
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
                risk=build_spending_risk(outcome),
                lifetime_median=projection.spending.median_lifetime,
                terminal_median=projection.terminal.percentiles["50"],
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
