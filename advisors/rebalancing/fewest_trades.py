"""The fewest trades that do for the classes outside their band what the full plan does, and push no other out.

They sell no more than it does where a sale may be taxed: a tax costs more than one trade more.
"""

from decimal import Decimal

from advisors.rebalancing.linear_expression import LinearExpression, weighted_sum
from advisors.rebalancing.linear_model import RebalancingModel, TargetClass, TradeLimits
from advisors.rebalancing.solver import SLACK, Coefficients, Solution
from portfolios.rebalancing.problem import RebalancingProblem
from portfolios.rebalancing.trades import compute_target_drifts

BAND_FRACTION = 0.9
"""A class that may move inside its band stays a tenth of the band away from its edge."""
NEGLIGIBLE_SHARE = 1e-5
"""Targets that speak of less than this share of the total after the full plan speak of nothing."""


def find_fewest_trades(problem: RebalancingProblem, full: RebalancingModel, found: Solution) -> list[float]:
    """Shares bought of each asset (negative: sold). full, found: the full plan, whose trades would do as well."""
    model = RebalancingModel(problem, TradeLimits(min_trade=full.limits.min_trade, counts_trades=True))
    _constrain_to_bands(model, full, found)
    model.add_row(model.taxed_sales(), high=full.taxed_sales().evaluate(found) + SLACK)
    for targets in problem.targets:
        model.add_row(
            model.total_overshoot(targets),
            high=sum(max(0.0, rise.evaluate(found)) for rise in full.overshoot_by_class(targets)) + SLACK,
        )
    if not problem.cash_has_target:
        model.add_row(model.idle_cash(), high=full.idle_cash().evaluate(found) + SLACK)
    model.program.set_initial_solution(_traded_indicators(model, full, found))
    far = ((model.distance(targets), 0.02) for targets in problem.targets)
    aims = weighted_sum((model.trade_count(), 1.0), (model.cost(), 0.4), *far)
    return _solve_amounts(model, model.program.minimize(aims, gap=0.05), aims)


def _constrain_to_bands(model: RebalancingModel, full: RebalancingModel, found: Solution) -> None:
    """Classes outside their band as near to the target as in the full plan, the others inside their band."""
    before = {
        (name, drift.key): drift for name, drifts in compute_target_drifts(model.problem).items() for drift in drifts
    }
    for one, deviation in full.deviations.items():
        reached, base = abs(deviation.evaluate(found)), full.bases[one[0]].evaluate(found)
        if one in before and before[one].breached:
            allowed = _one_share_tolerance(model, one)
        else:
            width = float(model.problem.options.band.width(Decimal(model.target_weight(one))))
            allowed = max(BAND_FRACTION * width, abs(float(before[one].drift)) if one in before else 0.0)
        if base > NEGLIGIBLE_SHARE:
            _constrain_deviation(model, one, max(allowed, reached / base), SLACK)
        else:
            _constrain_deviation(model, one, allowed, reached + SLACK)


def _constrain_deviation(model: RebalancingModel, one: TargetClass, allowed: float, slack: float) -> None:
    """The weight of a class at most `allowed` from its target."""
    deviation, base = model.deviations[one], model.bases[one[0]]
    model.add_row(LinearExpression().add(deviation).add(base, -allowed), high=slack)
    model.add_row(LinearExpression().add(deviation).add(base, allowed), low=-slack)


def _one_share_tolerance(model: RebalancingModel, one: TargetClass) -> float:
    """Whole shares may miss a target by one share of the dearest thing that counts in it."""
    name, key = one
    assets = [asset for asset in model.problem.assets if asset.exposure.get(name, {}).get(key)]
    whole = model.problem.options.whole_shares
    return max((model.to_share(asset.price) for asset in assets), default=0.0) if whole else 0.0


def _traded_indicators(model: RebalancingModel, full: RebalancingModel, found: Solution) -> dict[int, float]:
    """Which trades the full plan makes, to start from."""
    known: dict[int, float] = {}
    for trade, done in zip(model.trades, full.trades, strict=True):
        amounts = [found.values[done.buy], found.values[done.sell]]
        known.update({w: float(amount > SLACK) for w, amount in zip(trade.indicators, amounts, strict=True)})
    return known


def _solve_amounts(model: RebalancingModel, found: Solution, aims: Coefficients) -> list[float]:
    """The amounts again, exactly, now that it is decided what is traded."""
    for trade in model.trades:
        for whether in trade.indicators:
            model.program.set_bounds(whether, round(found.values[whether]), round(found.values[whether]))
    return model.shares(model.program.minimize(aims))
