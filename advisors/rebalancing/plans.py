"""The three exact plans: new money first, minimal trades, full.

    recommendation = rebalance(problem_of(portfolio), "minimal")
    new_money, minimal, full = every_plan(portfolio)

Every plan comes as near to the targets as the accounts allow, the targets in their order: first the least sum of
absolute deviations, then, among those, the class with least of its target gets most (what water filling does). New
money first only buys; full buys and sells. Minimal brings the classes outside their band as near to their targets as
full does, leaves the others inside theirs, sells no more than full where a sale may be taxed and, so bound, makes the
fewest trades: never more than full. Whole shares and a minimum trade come as near to the targets as they can from
there. Pure and repeatable.
"""

import logging
from collections.abc import Sequence
from decimal import Decimal

from advisors.rebalancing.expression import weighted
from advisors.rebalancing.fewest import fewest_trades
from advisors.rebalancing.model import Limits, Model
from advisors.rebalancing.solver import SLACK, Solution, Terms, Unsolved
from portfolios.rebalancing.problem import Options, PlanKind, RebalancingProblem, Targets, build_problem
from portfolios.rebalancing.recommendation import RebalanceRecommendation, build_recommendation
from portfolios.valuation.portfolio import Portfolio

logger = logging.getLogger(__name__)
COARSE = 1e-5
"""How near to the best an answer in whole numbers must be, in shares of the total."""
WORTH_A_TRADE = 2 * COARSE
"""A trade more must bring more than this, or it is not made."""
LEAST = Decimal(1)


def every_plan(portfolio: Portfolio) -> tuple[RebalanceRecommendation, ...]:
    """All three plans of a portfolio against its owner's targets, with trades as they want them.

    None without targets or money. A trade of less than a dollar is nobody's advice.
    """
    wanted = portfolio.snapshot.profile
    options = Options(whole_shares=wanted.whole_shares, minimum_trade=max(LEAST, wanted.minimum_trade))
    problem = build_problem(portfolio, options=options)
    if not problem.total or not problem.targets:
        return ()
    try:
        bought = rebalance(problem, "new_money")
        if not problem.assets:
            return (bought, rebalance(problem, "minimal"), rebalance(problem, "full"))
        nearest = _nearest(problem, sells=True)  # the larger part of the work, and the same for both
        return (bought, _planned(problem, "minimal", nearest), _planned(problem, "full", nearest))
    except Unsolved:  # a bug or a limit of the solver: the analysis stands without plans, and says that it has none
        logger.exception("No rebalancing plan for %s assets in %s accounts", len(problem.assets), len(problem.accounts))
        return ()


def rebalance(problem: RebalancingProblem, plan: PlanKind) -> RebalanceRecommendation:
    """Make one plan. Without money or targets there is nothing to do, and it says so by having no trades."""
    if not problem.total or not problem.targets or not problem.assets:
        return build_recommendation(problem, plan, [0.0] * len(problem.assets))
    return _planned(problem, plan, _nearest(problem, sells=plan != "new_money"))


def _planned(problem: RebalancingProblem, plan: PlanKind, nearest: tuple[Model, Solution]) -> RebalanceRecommendation:
    model, solution = nearest
    shares = _whole(problem, model.shares(solution), sells=plan != "new_money")
    found = build_recommendation(problem, plan, shares)
    if plan != "minimal":
        return found
    try:
        fewest = build_recommendation(problem, plan, _whole(problem, fewest_trades(problem, model, solution)))
    except Unsolved:  # the full plan keeps every promise but this one
        return found
    is_better = len(fewest.trades) <= len(found.trades) and fewest.still_breached <= found.still_breached
    return fewest if is_better else found  # rounding to whole shares may undo what the fewer trades had won


def _nearest(problem: RebalancingProblem, *, sells: bool) -> tuple[Model, Solution]:
    """In parts of shares."""
    model = Model(problem, Limits(sells=sells))
    if not problem.cash_has_target:
        _hold(model, model.idle().terms)
    for targets in problem.targets:
        _hold(model, model.distance(targets).terms)
        _level(model, targets)
        _hold(model, model.raised(targets).terms)
    solution = model.programme.minimise(model.cost().terms)
    least = float(problem.options.minimum_trade / problem.total)
    if not least:
        return model, solution
    return _nearby(problem, Limits(sells=sells, least=least, near=model.shares(solution)))


def _whole(problem: RebalancingProblem, shares: Sequence[float], *, sells: bool = True) -> Sequence[float]:
    """The same trades in whole shares, where that is wanted."""
    if not problem.options.whole_shares:
        return shares
    least = float(problem.options.minimum_trade / problem.total)
    model, solution = _nearby(problem, Limits(sells=sells, least=least, whole=True, near=shares))
    return model.shares(solution)


def _nearby(problem: RebalancingProblem, limits: Limits) -> tuple[Model, Solution]:
    """As near to the targets as the limits allow; the first targets weigh ten times the next."""
    model = Model(problem, limits)
    model.programme.start_from(model.no_trades())
    aims = [(model.cost(), 0.005), (model.count(), WORTH_A_TRADE)]
    if not problem.cash_has_target:
        aims.append((model.idle(), 1.0))
    aims += [(model.raised(targets), 0.5 * 0.1**place) for place, targets in enumerate(problem.targets)]
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
