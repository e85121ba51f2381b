"""The fewest trades that do for the classes outside their band what the full plan does, and push no other out.

They sell no more than it does where a sale may be taxed: a tax costs more than one trade more.
"""

from decimal import Decimal

from advisors.rebalancing.expression import Expression, weighted
from advisors.rebalancing.model import Class, Limits, Model
from advisors.rebalancing.solver import SLACK, Solution, Terms
from portfolios.rebalancing.problem import RebalancingProblem
from portfolios.rebalancing.trades import compute_target_drifts

EDGE = 0.9
"""A class that may move inside its band stays a tenth of the band away from its edge."""
NOTHING = 1e-5
"""Targets that speak of less than this share of the total after the full plan speak of nothing."""


def fewest_trades(problem: RebalancingProblem, full: Model, found: Solution) -> list[float]:
    """Shares bought of each asset (negative: sold). full, found: the full plan, whose trades would do as well."""
    model = Model(problem, Limits(least=full.limits.least, counted=True))
    _stay_within(model, full, found)
    model.row(model.taxed(), high=full.taxed().at(found) + SLACK)
    for targets in problem.targets:
        model.row(model.raised(targets), high=sum(max(0.0, rise.at(found)) for rise in full.rises(targets)) + SLACK)
    if not problem.cash_has_target:
        model.row(model.idle(), high=full.idle().at(found) + SLACK)
    model.programme.start_from(_same_trades(model, full, found))
    far = ((model.distance(targets), 0.02) for targets in problem.targets)
    aims = weighted((model.count(), 1.0), (model.cost(), 0.4), *far)
    return _settled(model, model.programme.minimise(aims, gap=0.05), aims)


def _stay_within(model: Model, full: Model, found: Solution) -> None:
    """Classes outside their band as near to the target as in the full plan, the others inside their band."""
    before = {
        (name, drift.key): drift for name, drifts in compute_target_drifts(model.problem).items() for drift in drifts
    }
    for one, deviation in full.deviations.items():
        reached, base = abs(deviation.at(found)), full.bases[one[0]].at(found)
        if one in before and before[one].breached:
            allowed = _a_share(model, one)
        else:
            width = float(model.problem.options.band.width(Decimal(model.target(one))))
            allowed = max(EDGE * width, abs(float(before[one].drift)) if one in before else 0.0)
        if base > NOTHING:
            _within(model, one, max(allowed, reached / base), SLACK)
        else:
            _within(model, one, allowed, reached + SLACK)


def _within(model: Model, one: Class, allowed: float, slack: float) -> None:
    """The weight of a class at most `allowed` from its target."""
    deviation, base = model.deviations[one], model.bases[one[0]]
    model.row(Expression().add(deviation).add(base, -allowed), high=slack)
    model.row(Expression().add(deviation).add(base, allowed), low=-slack)


def _a_share(model: Model, one: Class) -> float:
    """Whole shares may miss a target by one share of the dearest thing that counts in it."""
    name, key = one
    assets = [asset for asset in model.problem.assets if asset.exposure.get(name, {}).get(key)]
    whole = model.problem.options.whole_shares
    return max((model.share(asset.price) for asset in assets), default=0.0) if whole else 0.0


def _same_trades(model: Model, full: Model, found: Solution) -> dict[int, float]:
    """Which trades the full plan makes, to start from."""
    known: dict[int, float] = {}
    for trade, done in zip(model.trades, full.trades, strict=True):
        amounts = [found.values[done.buy], found.values[done.sell]]
        known.update({w: float(amount > SLACK) for w, amount in zip(trade.whether, amounts, strict=True)})
    return known


def _settled(model: Model, found: Solution, aims: Terms) -> list[float]:
    """The amounts again, exactly, now that it is decided what is traded."""
    for trade in model.trades:
        for whether in trade.whether:
            model.programme.bound(whether, round(found.values[whether]), round(found.values[whether]))
    return model.shares(model.programme.minimise(aims))
