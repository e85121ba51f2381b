"""Find the fewest trades that fix the classes outside their band as well as the full plan, and push no other out.

They sell no more taxable holdings than the full plan, because a tax costs more than an extra trade.
"""

from decimal import Decimal

from advisors.rebalancing.linear_expression import weighted_sum
from advisors.rebalancing.linear_model import RebalancingModel, TradeLimits
from advisors.rebalancing.solver import SLACK, Solution
from portfolios.rebalancing.problem import RebalancingProblem

BAND_FRACTION = 0.9
"""A class that moves inside its band stays a tenth of the band's width away from its edge."""
NEGLIGIBLE_SHARE = 1e-5
"""Targets that cover less than this fraction of the total after the full plan are ignored."""


def find_fewest_trades(problem: RebalancingProblem, full: RebalancingModel, full_solution: Solution) -> list[float]:
    """Return the shares to buy of each asset (negative: to sell); `full` is the model of the full plan."""
    model = RebalancingModel(problem, TradeLimits(min_trade=full.limits.min_trade, counts_trades=True))
    _constrain_to_bands(model, full, full_solution)
    model.add_row(model.taxed_sales(), high=full.taxed_sales().evaluate(full_solution) + SLACK)
    model.program.add_row(model.excess.terms, high=full_solution.evaluate(full.excess.terms) + SLACK)
    for targets in problem.targets:
        overshoot = sum(max(0.0, rise.evaluate(full_solution)) for rise in full.overshoot_by_class(targets))
        model.add_row(model.total_overshoot(targets), high=overshoot + SLACK)
    if not problem.cash_has_target:
        model.add_row(model.idle_cash(), high=full.idle_cash().evaluate(full_solution) + SLACK)
    # The trades of the full plan are a first solution. What cannot be traded has no indicators.
    start: dict[int, float] = {}
    for trade, full_trade in zip(model.trades, full.trades, strict=True):
        amounts = (full_solution.values[full_trade.buy], full_solution.values[full_trade.sell])
        start.update({w: float(amount > SLACK) for w, amount in zip(trade.indicators, amounts, strict=False)})
    model.program.set_initial_solution(start)
    distances = ((model.distance(targets), 0.02) for targets in problem.targets)
    objective = weighted_sum((model.trade_count(), 1.0), (model.cost(), 0.4), *distances)
    solution = model.program.minimize(objective, gap=0.05)
    # Now that it is decided what to trade, compute the amounts exactly.
    for indicator in (indicator for trade in model.trades for indicator in trade.indicators):
        value = round(solution.values[indicator])
        model.program.set_bounds(indicator, value, value)
    return model.shares(model.program.minimize(objective))


def _constrain_to_bands(model: RebalancingModel, full: RebalancingModel, full_solution: Solution) -> None:
    """Keep classes outside their band as near to the target as in the full plan, and the others inside their band.

    Whole shares may miss a target by one share of the most expensive asset in the class.
    """
    problem = model.problem
    before = {(name, drift.key): drift for name, drifts in model.before.items() for drift in drifts}
    for target_class, deviation in full.deviations.items():
        name, key = target_class
        reached = abs(deviation.evaluate(full_solution))
        base = full.bases[name].evaluate(full_solution)
        drift = before.get(target_class)
        if drift and drift.breached:
            assets = [a for a in problem.assets if problem.options.whole_shares and a.exposure.get(name, {}).get(key)]
            allowed = max((model.to_share(asset.price) for asset in assets), default=0.0)
        else:
            width = float(problem.options.band.width(Decimal(model.target_weight(target_class))))
            allowed = max(BAND_FRACTION * width, abs(float(drift.drift)) if drift else 0.0)
        if base > NEGLIGIBLE_SHARE:
            allowed = max(allowed, reached / base)
            model.constrain_deviation(target_class, -allowed, allowed)
        else:
            slack = reached + SLACK
            model.constrain_deviation(target_class, -allowed, allowed, below=slack, above=slack)
