"""Plans of the known households as the program solves them, before other advice shares in them; each solved once."""

from datetime import UTC, datetime
from functools import cache

from advisors.evaluation.households import build_snapshot, read_households
from advisors.rebalancing.plans import build_all_plans, build_limited_problem
from portfolios.valuation.portfolio import Portfolio

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUSEHOLDS = tuple(read_households())


@cache
def household(name):
    return Portfolio(build_snapshot(read_households()[name], now=NOW))


@cache
def plans_of(name):
    return build_all_plans(build_limited_problem(household(name)))


def bought(plan):
    return {trade.symbol for trade in plan.trades if trade.side == "buy"}


def weight_of(plan, key):
    return next(weight for weight in plan.weights if weight.key == key)
