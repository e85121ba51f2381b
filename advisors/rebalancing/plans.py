"""The three exact plans: new money first, minimal trades, full.

    recommendation = rebalance(problem_of(portfolio), "minimal")

Every plan comes as near to the targets as the accounts allow, the targets in their order: first the least sum of
absolute deviations, then, among those, the class with least of its target gets most (what water filling does). New
money first only buys; full buys and sells. Minimal brings the classes outside their band as near to their targets as
full does, leaves the others inside theirs, and makes the fewest trades; so it never makes more than full. Whole
shares and a minimum trade come as near as they can to the plan without them. Pure and repeatable.
"""

from collections.abc import Sequence
from decimal import Decimal

from advisors.rebalancing.model import Class, Expression, Limits, Model, weighted
from advisors.rebalancing.solver import Solution, Terms
from portfolios.rebalancing import PlanKind, Problem, Targets
from portfolios.recommendation import RebalanceRecommendation, recommended
from portfolios.trades import drifts_of

EDGE = 0.9
"""A class that may move inside its band stays a tenth of the band away from its edge."""
SLACK = 1e-8
"""What a later step may undo of an earlier one, in shares of the total: ten times the solver's own tolerance."""
COARSE = 1e-5
"""How near to the best an answer in whole numbers must be, in shares of the total."""


def rebalance(problem: Problem, plan: PlanKind) -> RebalanceRecommendation:
    """Make one plan. Without money or targets there is nothing to do, and it says so by having no trades."""
    if not problem.total or not problem.targets:
        return recommended(problem, plan, [0.0] * len(problem.assets))
    model, solution = _nearest(problem, sells=plan != "new_money")
    shares = _whole(problem, model.shares(solution), sells=plan != "new_money")
    found = recommended(problem, plan, shares)
    if plan != "minimal":
        return found
    fewest = recommended(problem, plan, _whole(problem, _fewest(problem, model, solution)))
    is_better = len(fewest.trades) <= len(found.trades) and fewest.still_breached <= found.still_breached
    return fewest if is_better else found  # rounding to whole shares may undo what the fewer trades had won


def _nearest(problem: Problem, *, sells: bool) -> tuple[Model, Solution]:
    """In parts of shares."""
    model = Model(problem, Limits(sells=sells))
    if not problem.cash_has_target:
        _hold(model, model.idle().terms)
    for targets in problem.targets:
        _hold(model, model.distance(targets).terms)
        _level(model, targets)
    solution = model.programme.minimise(model.cost().terms)
    least = float(problem.options.minimum_trade / problem.total)
    if not least:
        return model, solution
    return _nearby(problem, Limits(sells=sells, least=least, near=model.shares(solution)))


def _whole(problem: Problem, shares: Sequence[float], *, sells: bool = True) -> Sequence[float]:
    """The same trades in whole shares, where that is wanted."""
    if not problem.options.whole_shares:
        return shares
    least = float(problem.options.minimum_trade / problem.total)
    model, solution = _nearby(problem, Limits(sells=sells, least=least, whole=True, near=shares))
    return model.shares(solution)


def _nearby(problem: Problem, limits: Limits) -> tuple[Model, Solution]:
    """As near to the targets as the limits allow; the first targets weigh ten times the next."""
    model = Model(problem, limits)
    model.programme.start_from(model.no_trades())
    aims = [(model.cost(), 0.005)]
    if not problem.cash_has_target:
        aims.append((model.idle(), 1.0))
    aims += [(model.distance(targets), 0.1**place) for place, targets in enumerate(problem.targets)]
    return model, model.programme.minimise(weighted(*aims), gap=COARSE)


def _hold(model: Model, terms: Terms) -> None:
    """Minimise, and let nothing that follows undo it."""
    model.programme.row(terms, high=model.programme.minimise(terms).of(terms) + SLACK)


def _level(model: Model, targets: Targets) -> None:
    """Make the largest shortfall, as a share of its target, as small as it can be; then the next largest, and so on.

    A row whose dual is not zero binds in every best answer, so its shortfall is settled; each round settles one or
    more. Source: lexicographic minimax by linear programming.
    """
    worst = model.programme.variable()
    rows = {}
    for one, deviation in model.deviations.items():
        if one[0] == targets.name and model.target(one):
            terms = {**deviation.terms, worst: model.target(one)}
            rows[one] = model.programme.row(terms, low=-deviation.constant)
    while rows:
        solution = model.programme.minimise({worst: 1.0})
        settled = [one for one in rows if solution.duals[rows[one]] > SLACK] or list(rows)
        for one in settled:
            low = -solution.objective * model.target(one) - model.deviations[one].constant - SLACK
            model.programme.change_row(rows.pop(one), {worst: 0.0}, low)


def _limited(problem: Problem, ideal: Model, found: Solution, *, sells: bool) -> tuple[Model, Solution]:
    """With whole shares and without small trades: as near to the targets as can be, then to the plan without limits."""
    model = Model(problem, sells=sells, limited=True)
    model.programme.start_from(model.no_trades())
    if not problem.cash_has_target:
        _hold(model, model.idle().terms, COARSE)
    for targets in problem.targets:
        deviations = ((deviation, 0.0) for one, deviation in model.deviations.items() if one[0] == targets.name)
        _hold(model, model.distance(deviations).terms, COARSE)
    far = model.distance((model.weights[one], ideal.weights[one].at(found)) for one in model.weights)
    return model, model.programme.minimise(weighted((far, 1.0), (model.cost(), 0.1)), gap=10 * COARSE)


def _fewest(problem: Problem, full: Model, found: Solution) -> list[float]:
    model = Model(problem, Limits(least=full.limits.least, counted=True))
    _stay_within(model, full, found)
    if not problem.cash_has_target:
        model.row(model.idle(), high=full.idle().at(found) + SLACK)
    model.programme.start_from(_same_trades(model, full, found))
    far = ((model.distance(targets), 0.02) for targets in problem.targets)
    aims = weighted((model.count(), 1.0), (model.cost(), 0.4), *far)
    return _settled(model, model.programme.minimise(aims, gap=0.05), aims)


def _stay_within(model: Model, full: Model, found: Solution) -> None:
    """Classes outside their band as near to the target as in the full plan, the others inside their band."""
    before = {(name, drift.key): drift for name, drifts in drifts_of(model.problem).items() for drift in drifts}
    for one, deviation in full.deviations.items():
        reached, base = abs(deviation.at(found)), full.bases[one[0]].at(found)
        if one in before and before[one].breached:
            allowed = _a_share(model, one)
        else:
            width = float(model.problem.options.band.width(Decimal(model.target(one))))
            allowed = max(EDGE * width, abs(float(before[one].drift)) if one in before else 0.0)
        if base > COARSE:
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
