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

from advisors.rebalancing.fewest_trades import find_fewest_trades
from advisors.rebalancing.linear_expression import weighted_sum
from advisors.rebalancing.linear_model import RebalancingModel, TradeLimits
from advisors.rebalancing.solver import SLACK, Coefficients, Solution, UnsolvedError
from portfolios.rebalancing.problem import Options, PlanKind, RebalancingProblem, Targets, build_problem
from portfolios.rebalancing.recommendation import RebalanceRecommendation, build_recommendation
from portfolios.valuation.portfolio import Portfolio

logger = logging.getLogger(__name__)
INTEGER_GAP = 1e-5
"""How near to the best an answer in whole numbers must be, in shares of the total."""
MIN_TRADE_GAIN = 2 * INTEGER_GAP
"""A trade more must bring more than this, or it is not made."""
MIN_TRADE_DOLLARS = Decimal(1)


def build_all_plans(portfolio: Portfolio) -> tuple[RebalanceRecommendation, ...]:
    """All three plans of a portfolio against its owner's targets, with trades as they want them.

    None without targets or money. A trade of less than a dollar is nobody's advice.
    """
    wanted = portfolio.snapshot.profile
    options = Options(whole_shares=wanted.whole_shares, minimum_trade=max(MIN_TRADE_DOLLARS, wanted.minimum_trade))
    problem = build_problem(portfolio, options=options)
    if not problem.total or not problem.targets:
        return ()
    try:
        bought = rebalance(problem, "new_money")
        if not problem.assets:
            return (bought, rebalance(problem, "minimal"), rebalance(problem, "full"))
        nearest = _solve_nearest(problem, allows_sales=True)  # the larger part of the work, and the same for both
        return (bought, _plan_from_solution(problem, "minimal", nearest), _plan_from_solution(problem, "full", nearest))
    except (
        UnsolvedError
    ):  # a bug or a limit of the solver: the analysis stands without plans, and says that it has none
        logger.exception("No rebalancing plan for %s assets in %s accounts", len(problem.assets), len(problem.accounts))
        return ()


def rebalance(problem: RebalancingProblem, plan: PlanKind) -> RebalanceRecommendation:
    """Make one plan. Without money or targets there is nothing to do, and it says so by having no trades."""
    if not problem.total or not problem.targets or not problem.assets:
        return build_recommendation(problem, plan, [0.0] * len(problem.assets))
    return _plan_from_solution(problem, plan, _solve_nearest(problem, allows_sales=plan != "new_money"))


def _plan_from_solution(
    problem: RebalancingProblem, plan: PlanKind, nearest: tuple[RebalancingModel, Solution]
) -> RebalanceRecommendation:
    model, solution = nearest
    shares = _round_to_whole_shares(problem, model.shares(solution), allows_sales=plan != "new_money")
    found = build_recommendation(problem, plan, shares)
    if plan != "minimal":
        return found
    try:
        fewest = build_recommendation(
            problem, plan, _round_to_whole_shares(problem, find_fewest_trades(problem, model, solution))
        )
    except UnsolvedError:  # the full plan keeps every promise but this one
        return found
    is_better = len(fewest.trades) <= len(found.trades) and fewest.still_breached <= found.still_breached
    return fewest if is_better else found  # rounding to whole shares may undo what the fewer trades had won


def _solve_nearest(problem: RebalancingProblem, *, allows_sales: bool) -> tuple[RebalancingModel, Solution]:
    """In parts of shares."""
    model = RebalancingModel(problem, TradeLimits(allows_sales=allows_sales))
    if not problem.cash_has_target:
        _minimize_and_fix(model, model.idle_cash().terms)
    for targets in problem.targets:
        _minimize_and_fix(model, model.distance(targets).terms)
        _equalize_shortfalls(model, targets)
        _minimize_and_fix(model, model.total_overshoot(targets).terms)
    solution = model.program.minimize(model.cost().terms)
    least = float(problem.options.minimum_trade / problem.total)
    if not least:
        return model, solution
    return _solve_within_limits(
        problem, TradeLimits(allows_sales=allows_sales, min_trade=least, near_shares=model.shares(solution))
    )


def _round_to_whole_shares(
    problem: RebalancingProblem, shares: Sequence[float], *, allows_sales: bool = True
) -> Sequence[float]:
    """The same trades in whole shares, where that is wanted."""
    if not problem.options.whole_shares:
        return shares
    least = float(problem.options.minimum_trade / problem.total)
    model, solution = _solve_within_limits(
        problem, TradeLimits(allows_sales=allows_sales, min_trade=least, whole_shares=True, near_shares=shares)
    )
    return model.shares(solution)


def _solve_within_limits(problem: RebalancingProblem, limits: TradeLimits) -> tuple[RebalancingModel, Solution]:
    """As near to the targets as the limits allow; the first targets weigh ten times the next."""
    model = RebalancingModel(problem, limits)
    model.program.set_initial_solution(model.no_trades())
    aims = [(model.cost(), 0.005), (model.trade_count(), MIN_TRADE_GAIN)]
    if not problem.cash_has_target:
        aims.append((model.idle_cash(), 1.0))
    aims += [(model.total_overshoot(targets), 0.5 * 0.1**place) for place, targets in enumerate(problem.targets)]
    aims += [(model.distance(targets), 0.1**place) for place, targets in enumerate(problem.targets)]
    return model, model.program.minimize(weighted_sum(*aims), gap=INTEGER_GAP)


def _minimize_and_fix(model: RebalancingModel, terms: Coefficients) -> None:
    """Minimise, and let nothing that follows undo it."""
    model.program.add_row(terms, high=model.program.minimize(terms).evaluate(terms) + SLACK)


def _equalize_shortfalls(model: RebalancingModel, targets: Targets) -> None:
    """Make the largest shortfall, as a share of its target, as small as it can be; then the next largest, and so on.

    A row whose dual is not zero binds in every best answer, so its shortfall is settled; each round settles one or
    more. Source: lexicographic minimax by linear programming.
    """
    worst = model.program.add_variable()
    rows = {}
    for one, deviation in model.deviations.items():
        if one[0] == targets.name and model.target_weight(one):
            terms = {**deviation.terms, worst: model.target_weight(one)}
            rows[one] = model.program.add_row(terms, low=-deviation.constant)
    while rows:
        solution = model.program.minimize({worst: 1.0})
        settled = [one for one in rows if solution.duals[rows[one]] > SLACK] or list(rows)
        for one in settled:
            low = -solution.objective * model.target_weight(one) - model.deviations[one].constant - SLACK
            model.program.change_row(rows.pop(one), {worst: 0.0}, low)
