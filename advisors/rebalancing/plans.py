"""Build up to three exact plans: new money first, fewest trades, full.

    recommendation = rebalance(build_problem(portfolio), "minimal")
    plans = build_all_plans(build_limited_problem(portfolio))

Every plan comes as near to the targets as the accounts allow, with targets in order of importance. It first minimizes
the sum of absolute deviations; among equal solutions the class with the least of its target gets most, as in water
filling. New money first only buys; full buys and sells. Minimal brings classes outside their band as near to their
targets as full does, keeps the others inside theirs, sells no more than full where a sale may be taxed, and makes the
fewest trades within these limits, never more than full. Whole shares and a minimum trade come as near to that as they
can. Pure and repeatable.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from advisors.rebalancing.fewest_trades import find_fewest_trades
from advisors.rebalancing.linear_expression import weighted_sum
from advisors.rebalancing.linear_model import RebalancingModel, TradeLimits
from advisors.rebalancing.solver import SLACK, Solution, UnsolvedError, limit_searches
from portfolios.currencies import near_amount
from portfolios.rebalancing.problem import Options, PlanKind, RebalancingProblem, build_problem
from portfolios.rebalancing.reasons import FEW_TRADES_REASON
from portfolios.rebalancing.recommendation import ClassWeight, RebalanceRecommendation, build_recommendation
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.value import ZERO

logger = logging.getLogger(__name__)
INTEGER_GAP = 1e-5
"""How near to the optimum an integer solution must be, as a fraction of the total."""
MIN_TRADE_GAIN = 2 * INTEGER_GAP
"""An extra trade must improve the plan by more than this."""
MIN_TRADE_DOLLARS = Decimal(250)
MIN_TRADE_SHARE = Decimal("0.001")
"""No trade is below this fraction of what takes part."""
MAX_TRADES = 15
SEARCH_SECONDS = 20.0
"""How long all plans of a person together may be searched."""
MOST_NAMED_TRADES, EXCHANGE_TRADES = 4, 2
"""A letter names every trade, so the plan with the fewest has no more than the first: those that help most."""
ENOUGH_GAIN = Decimal(2) / 3
"""One exchange is enough if it brings this part of what the longer plan brings."""
MAX_EXACT_ASSETS = 8
"""With so many assets, the best number of whole shares is found exactly."""
MIN_CLOSER_POINTS = Decimal("0.1")
"""More trades must bring a class at least so much closer for a short plan to say so."""
MIN_GAIN_POINTS = Decimal(1)
"""A plan must bring a class nearer to its target by so many points."""
EXCESS_WEIGHT = 10.0
"""A company above its limit counts this many times as much as the same distance from a target."""


def build_all_plans(
    problem: RebalancingProblem, *, seconds: float = SEARCH_SECONDS
) -> tuple[RebalanceRecommendation, ...]:
    """Return up to three plans of a problem. If the seconds do not suffice, each is the best found until then."""
    with limit_searches(seconds) as search_time:
        plans = _build_all_plans(problem)
    if not search_time.is_over:
        return plans
    return tuple(plan.model_copy(update={"searched_seconds": round(seconds)}) for plan in plans)


def _build_all_plans(problem: RebalancingProblem) -> tuple[RebalanceRecommendation, ...]:
    """Return up to three plans of a problem, each solved once.

    Each has at most 15 trades, the one with the fewest trades at most four, and none is below $250 or 0.1% of what
    takes part. A plan that brings no class nearer to its target by a point, or that equals another, is left out; if
    none is left, the one with the fewest trades is there without trades, with the reasons. Empty without targets or
    money, or if the solver fails.
    """
    if not problem.total or not problem.targets:
        return ()
    try:
        if not problem.assets:
            return (rebalance(problem, "minimal"),)
        nearest = _solve_nearest(problem, allows_sales=True)  # shared: it is most of the work
        minimal = _plan_from_solution(problem, "minimal", nearest)
        full = _plan_from_solution(problem, "full", nearest)
        minimal = explain_shortness(shorten(problem, minimal), full)
        plans = (rebalance(problem, "new_money"), minimal, full)
        return _select_plans(problem, plans)
    except UnsolvedError:
        # A bug or a limit of the solver: the analysis goes on without plans.
        counts = (len(problem.assets), len(problem.accounts))
        logger.exception("Could not build rebalancing plans for %s assets in %s accounts", *counts)
        return ()


def shorten(problem: RebalancingProblem, plan: RebalanceRecommendation) -> RebalanceRecommendation:
    """Return a plan of one exchange if that does most of what four trades do, otherwise those.

    What cannot be solved stays as it is.
    """
    shorter = plan
    try:
        if len(plan.trades) > MOST_NAMED_TRADES:
            shorter = _rebalance_within(problem, MOST_NAMED_TRADES)
        if len(shorter.trades) > EXCHANGE_TRADES:
            exchange = _rebalance_within(problem, EXCHANGE_TRADES)
            gains = [sum(map(points_gained, one.weights), ZERO) for one in (shorter, exchange)]
            shorter = exchange if gains[1] >= gains[0] * ENOUGH_GAIN else shorter
    except UnsolvedError:
        return shorter
    return shorter


def explain_shortness(short: RebalanceRecommendation, full: RebalanceRecommendation) -> RebalanceRecommendation:
    """Return a short plan that says of each missed target whether more trades would come closer."""
    reached = {(one.targets, one.key): abs(one.after - one.target) for one in full.weights}
    missed = tuple(
        one.model_copy(update={"reason": FEW_TRADES_REASON})
        if abs(one.nearest - one.target) - reached[one.targets, one.key] >= MIN_CLOSER_POINTS
        else one
        for one in short.missed
    )
    return short.model_copy(update={"missed": missed})


def _rebalance_within(problem: RebalancingProblem, most: int) -> RebalanceRecommendation:
    return rebalance(replace(problem, options=replace(problem.options, max_trades=most)), "minimal")


def points_gained(weight: ClassWeight) -> Decimal:
    """Return how many points a plan brings a class nearer to its target, below 0 if it moves away."""
    return abs(weight.before - weight.target) - abs(weight.after - weight.target)


def build_limited_problem(portfolio: Portfolio, *, max_trades: int = MAX_TRADES) -> RebalancingProblem:
    """Return the problem of a portfolio with its owner's trade preferences and our limits on trades."""
    profile, problem = portfolio.snapshot.profile, build_problem(portfolio)
    least = near_amount(MIN_TRADE_DOLLARS, portfolio.snapshot.currency)
    minimum = max(least, problem.total * MIN_TRADE_SHARE, profile.minimum_trade)
    options = Options(whole_shares=profile.whole_shares, minimum_trade=minimum, max_trades=max_trades)
    return replace(problem, options=options)


def _select_plans(
    problem: RebalancingProblem, plans: Sequence[RebalanceRecommendation]
) -> tuple[RebalanceRecommendation, ...]:
    """Return the plans that help, each once; without any, the one with the fewest trades as one without trades."""
    kept: list[RebalanceRecommendation] = []
    for plan in sorted(plans, key=lambda one: one.plan != "minimal"):
        if is_helpful(problem, plan) and not any(have_equal_trades(plan, other) for other in kept):
            kept.append(plan)
    return tuple(sorted(kept, key=plans.index)) or (
        build_recommendation(problem, "minimal", [0.0] * len(problem.assets)),
    )


def is_helpful(problem: RebalancingProblem, plan: RebalanceRecommendation) -> bool:
    """Return whether a plan brings a class nearer to its target by a point, or sells a company above its limit."""
    if any(trade.side == "sell" and trade.symbol in problem.company_excess for trade in plan.trades):
        return True
    return any(points_gained(one) >= MIN_GAIN_POINTS for one in plan.weights)


def have_equal_trades(first: RebalanceRecommendation, second: RebalanceRecommendation) -> bool:
    """Return whether two plans make the same trades, to a dollar."""
    pairs = [{(t.account_id, t.symbol, t.side): t.dollars for t in plan.trades} for plan in (first, second)]
    return pairs[0].keys() == pairs[1].keys() and all(abs(pairs[0][key] - pairs[1][key]) <= 1 for key in pairs[0])


def rebalance(problem: RebalancingProblem, plan: PlanKind) -> RebalanceRecommendation:
    """Return one plan; without money or targets it has no trades. Raises UnsolvedError."""
    if not problem.total or not problem.targets or not problem.assets:
        return build_recommendation(problem, plan, [0.0] * len(problem.assets))
    return _plan_from_solution(problem, plan, _solve_nearest(problem, allows_sales=plan != "new_money"))


def _plan_from_solution(
    problem: RebalancingProblem, plan: PlanKind, nearest: tuple[RebalancingModel, Solution]
) -> RebalanceRecommendation:
    model, solution = nearest
    shares = _round_to_whole_shares(problem, model.shares(solution), allows_sales=plan != "new_money")
    recommendation = build_recommendation(problem, plan, shares)
    if plan != "minimal":
        return recommendation
    try:
        shares = _round_to_whole_shares(problem, find_fewest_trades(problem, model, solution), keeps_trades=True)
        fewest = build_recommendation(problem, plan, shares)
    except UnsolvedError:  # the full plan is as good, except for its number of trades
        return recommendation
    # Rounding to whole shares may undo the advantage of fewer trades.
    is_better = (
        len(fewest.trades) <= len(recommendation.trades) and fewest.still_breached <= recommendation.still_breached
    )
    return fewest if is_better else recommendation


def _solve_nearest(problem: RebalancingProblem, *, allows_sales: bool) -> tuple[RebalancingModel, Solution]:
    """Return the model and the solution nearest to the targets, with fractional shares."""
    model = RebalancingModel(problem, TradeLimits(allows_sales=allows_sales))
    if model.excess.terms:
        model.minimize_and_fix(model.excess.terms)
    if not problem.cash_has_target:
        model.minimize_and_fix(model.idle_cash().terms)
    for targets in problem.targets:
        model.minimize_and_fix(model.distance(targets).terms)
        model.equalize_shortfalls(targets)
        model.minimize_and_fix(model.total_overshoot(targets).terms)
    solution = model.program.minimize(model.cost().terms)
    min_trade = float(problem.options.minimum_trade / problem.total)
    if not min_trade:
        return model, solution
    shares = model.shares(solution)
    trades = sum(abs(share) * model.to_share(a.price) > SLACK for share, a in zip(shares, problem.assets, strict=True))
    has_too_many = problem.options.max_trades is not None and trades > problem.options.max_trades
    near_shares = None if has_too_many else shares
    return _solve_within_limits(
        problem, TradeLimits(allows_sales=allows_sales, min_trade=min_trade, near_shares=near_shares)
    )


def _round_to_whole_shares(
    problem: RebalancingProblem, shares: Sequence[float], *, allows_sales: bool = True, keeps_trades: bool = False
) -> Sequence[float]:
    """Return trades in whole shares if the options ask for them; with few assets, the best there are.

    keeps_trades: trade nothing else.
    """
    if not problem.options.whole_shares:
        return shares
    is_exact = len(problem.assets) <= MAX_EXACT_ASSETS
    limits = TradeLimits(
        allows_sales=allows_sales,
        min_trade=float(problem.options.minimum_trade / problem.total),
        whole_shares=True,
        near_shares=None if is_exact and not keeps_trades else shares,
        is_exact=is_exact,
    )
    model, solution = _solve_within_limits(problem, limits)
    return model.shares(solution)


def _solve_within_limits(problem: RebalancingProblem, limits: TradeLimits) -> tuple[RebalancingModel, Solution]:
    """Return the model and the solution nearest to the targets within the limits.

    Each set of targets weighs ten times as much as the next one.
    """
    model = RebalancingModel(problem, limits)
    variables = [variable for trade in model.trades for variable in (trade.buy, trade.sell, *trade.indicators)]
    model.program.set_initial_solution(dict.fromkeys(variables, 0.0))  # no trades, which every limit allows
    objectives = [(model.cost(), 0.005), (model.trade_count(), MIN_TRADE_GAIN), (model.excess, EXCESS_WEIGHT)]
    if not problem.cash_has_target:
        objectives.append((model.idle_cash(), 1.0))
    objectives += [(model.total_overshoot(targets), 0.5 * 0.1**place) for place, targets in enumerate(problem.targets)]
    objectives += [(model.distance(targets), 0.1**place) for place, targets in enumerate(problem.targets)]
    is_exact = limits.whole_shares and limits.is_exact
    return model, model.program.minimize(weighted_sum(*objectives), gap=INTEGER_GAP, is_exact=is_exact)
