"""Properties of every plan, for any portfolio, accounts, options and targets."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.rebalancing.plans import rebalance
from advisors.tests.support.rebalancing_problems import make_asset, problems
from portfolios.rebalancing.problem import Options
from portfolios.valuation.value import EXACT_CONTEXT

pytestmark = pytest.mark.slow

PLANS = st.sampled_from(["new_money", "minimal", "full"])
EXACTLY, WHOLE = Options(), Options(whole_shares=True)


def distance(result):
    """Return the sum of absolute deviations from the first targets, as a fraction of the total."""
    return sum((abs(w.after - w.target) for w in result.weights if w.targets == "asset_class"), Decimal(0)) / 100


def tolerance(problem):
    """Return how exact a plan can be, as a fraction of the total: the solver's tolerance, and cents for each trade."""
    return Decimal("1e-6") + Decimal("0.02") * (1 + len(problem.assets)) / max(problem.total, Decimal("0.01"))


def still_breached(result):
    return {(weight.targets, weight.key) for weight in result.weights if weight.still_breached}


@settings(max_examples=60, deadline=None)
@given(problems(), PLANS)
def test_no_asset_is_oversold_and_cash_stays_put(problem, plan):
    result = rebalance(problem, plan)
    quantities = {(asset.account, asset.symbol): asset.quantity for asset in problem.assets}
    for trade in result.trades:
        sellable = quantities[trade.account_id, trade.symbol] if plan != "new_money" else 0
        assert trade.quantity > 0
        assert trade.side == "buy" or trade.quantity <= sellable
    for cash, account in zip(result.cash, problem.accounts, strict=True):
        trades = [trade for trade in result.trades if trade.account_id == account.key]
        net = sum(trade.dollars if trade.side == "buy" else -trade.dollars for trade in trades)
        assert cash.after == account.cash + account.new_money - net >= 0


@settings(max_examples=40, deadline=None)
@given(problems())
def test_minimal_never_trades_more_than_full(problem):
    minimal, full = rebalance(problem, "minimal"), rebalance(problem, "full")
    assert len(minimal.trades) <= len(full.trades)
    assert len(still_breached(minimal)) <= len(still_breached(full))


@settings(max_examples=30, deadline=None)
@given(problems(options=EXACTLY))
def test_minimal_taxes_no_more_than_full(problem):
    new_money, minimal, full = (rebalance(problem, plan) for plan in ("new_money", "minimal", "full"))
    assert distance(full) <= distance(new_money) + tolerance(problem)
    assert minimal.sold_taxed <= full.sold_taxed + tolerance(problem) * problem.total
    unbreached = {(weight.targets, weight.key) for weight in minimal.weights if not weight.breached}
    assert still_breached(minimal) & unbreached <= still_breached(full)


@settings(max_examples=30, deadline=None)
@given(problems(pure=True, options=EXACTLY))
def test_targets_are_reached_if_all_is_buyable(problem):
    classes = set(problem.targets[0].shares) - {"cash"}
    buyable = [make_asset(account.key, key, 0, price=7) for account in problem.accounts for key in classes]
    problem = replace(problem, assets=[*problem.assets, *buyable])
    result = rebalance(problem, "full")
    assert result.feasible
    assert distance(result) <= tolerance(problem)


@settings(max_examples=25, deadline=None)
@given(problems(options=WHOLE))
def test_whole_shares_end_near_the_exact_plan(problem):
    problem = replace(
        problem, assets=[replace(asset, quantity=Decimal(int(asset.quantity))) for asset in problem.assets]
    )
    result, ideal = rebalance(problem, "full"), rebalance(replace(problem, options=EXACTLY), "full")
    assert all(trade.quantity == int(trade.quantity) for trade in result.trades)
    room = sum((trade.price for trade in ideal.trades), Decimal(1)) + problem.total / 10_000
    assert not ideal.feasible or all(
        abs(weight.after - weight.target) / 100 * problem.total <= room
        for weight in result.weights
        if weight.targets == "asset_class"
    )


@settings(max_examples=25, deadline=None)
@given(problems(), PLANS)
def test_no_trade_is_below_the_minimum(problem, plan):
    problem = replace(problem, options=replace(problem.options, minimum_trade=Decimal(250)))
    assert all(trade.dollars >= Decimal("249.99") - trade.price / 100_000 for trade in rebalance(problem, plan).trades)


@settings(max_examples=10, deadline=None)
@given(problems(), PLANS)
def test_the_same_problem_has_the_same_answer(problem, plan):
    assert rebalance(problem, plan) == rebalance(problem, plan)


@settings(max_examples=15, deadline=None)
@given(problems(options=EXACTLY))
def test_ten_times_the_money_comes_as_near(problem):
    larger = replace(
        problem,
        assets=[
            replace(asset, quantity=EXACT_CONTEXT.multiply(asset.quantity, Decimal(10))) for asset in problem.assets
        ],
        accounts=[
            replace(account, cash=10 * account.cash, new_money=10 * account.new_money) for account in problem.accounts
        ],
    )
    assert abs(distance(rebalance(larger, "full")) - distance(rebalance(problem, "full"))) <= 2 * tolerance(problem)


@settings(max_examples=60, deadline=None)
@given(problems(options=EXACTLY), st.sampled_from(["minimal", "full"]))
def test_sales_rarely_end_in_cash(problem, plan):
    """Sales leave cash above its target only if the plan comes nearer to the targets by it."""
    result = rebalance(problem, plan)
    cash = {w.key: w for w in result.weights if w.targets == "asset_class"}.get("cash")
    if cash is not None and cash.after > max(cash.before, cash.target) + Decimal("0.01"):
        assert distance(result) < distance(rebalance(problem, "new_money")) + tolerance(problem)
