"""Whole shares, minimum trades and empty or unsolvable problems."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from advisors.rebalancing import plans, solver
from advisors.rebalancing.plans import rebalance
from advisors.rebalancing.solver import LinearProgram, UnsolvedError, limit_searches
from advisors.tests.support.rebalancing_problems import make_account, make_asset, make_problem, sixty_forty
from portfolios.rebalancing.problem import RebalancingProblem, Targets, build_problem
from portfolios.rebalancing.reasons import ROUNDING_REASON
from portfolios.tests.support.sample_portfolios import owned


def test_whole_shares_come_as_near_as_possible():
    """The result is compared with every possible number of sold and bought shares."""
    assets = [make_asset("ira", "equity", 70, price=100), make_asset("ira", "fixed_income", 43, price=70)]
    problem = make_problem(
        [make_account("ira", cash=55)], assets, {"equity": 0.6, "fixed_income": 0.4}, whole_shares=True
    )
    best = min(
        (abs(7000 - 100 * sold - 6039) + abs(3010 + 70 * bought - 4026) + cash, sold, bought)
        for sold in range(71)
        for bought in range(101)
        if (cash := 55 + 100 * sold - 70 * bought) >= 0
    )
    result = rebalance(problem, "full")
    assert [(t.side, t.quantity) for t in result.trades] == [("sell", best[1]), ("buy", best[2])]
    assert result.feasible


def test_whole_shares_of_a_small_account_are_exact():
    """The nearest whole shares to the exact answer would leave $295 idle."""
    assets = [
        make_asset("ira", "S0", 10, {"equity": 1}, price=400),
        make_asset("ira", "S1", 5, {"equity": 0.6, "fixed_income": 0.4}, price=400),
        make_asset("ira", "S2", 5, {"fixed_income": 1}, price=80),
    ]
    problem = make_problem(
        [make_account("ira", cash=695)], assets, {"equity": 0.8, "fixed_income": 0.2}, whole_shares=True
    )
    result = rebalance(problem, "new_money")
    assert {trade.symbol: trade.quantity for trade in result.trades} == {"S0": 1, "S2": 3}
    assert sum(abs(weight.after - weight.target) for weight in result.weights) < Decimal("2.2")


def test_an_unaffordable_share_leaves_cash():
    problem = make_problem(
        [make_account("ira", cash=60)], [make_asset("ira", "equity", 1, price=100)], {"equity": 1}, whole_shares=True
    )
    result = rebalance(problem, "full")
    assert result.trades == ()
    assert result.cash[0].after == 60


def test_a_trade_below_the_minimum_is_not_made():
    assets = [
        make_asset("ira", "equity", 8000),
        make_asset("ira", "fixed_income", 1400),
        make_asset("ira", "commodities", 540),
    ]
    targets = {"equity": 0.6, "fixed_income": 0.35, "commodities": 0.05}
    problem = make_problem([make_account("ira", sheltered=True)], assets, targets, minimum_trade=Decimal(100))
    result = rebalance(problem, "full")
    assert {trade.symbol for trade in result.trades} == {"equity", "fixed_income"}
    assert {missed.reason for missed in result.missed} <= {ROUNDING_REASON}


@pytest.mark.parametrize("plan", ["new_money", "minimal", "full"])
def test_no_money_or_targets_mean_no_trades(plan):
    empty = RebalancingProblem([make_account("ira")], [], sixty_forty().targets)
    aimless = replace(sixty_forty(), targets=[])
    for problem in (empty, aimless):
        result = rebalance(problem, plan)
        assert (result.trades, result.weights, result.feasible) == ((), (), True)


def test_a_recommendation_survives_its_own_json():
    result = rebalance(sixty_forty(whole_shares=True), "full")
    assert type(result).model_validate_json(result.model_dump_json()) == result


def test_a_contradictory_program_is_unsolved():
    program = LinearProgram()
    program.add_row({program.add_variable(): 1.0}, high=-1.0)
    with pytest.raises(UnsolvedError, match="Infeasible"):
        program.minimize({0: 1.0})


def test_an_expensive_share_misses_its_target():
    dear = replace(make_asset("ira", "equity", 620_000), price=Decimal(620_000), quantity=Decimal(1))
    problem = make_problem([make_account("ira", sheltered=True)], [dear, make_asset("ira", "fixed_income", 700)],
                   {"equity": 0.7, "fixed_income": 0.3}, whole_shares=True)  # fmt: skip
    result = rebalance(problem, "full")
    assert result.still_breached
    assert not result.feasible
    assert {missed.key for missed in result.missed} == {"equity", "fixed_income"}


def test_cash_alone_has_nothing_to_trade():
    problem = replace(
        make_problem([make_account("ira", cash=100)], [], {"north_america": 1}), targets=[Targets("regions", {"a": 1})]
    )
    assert rebalance(problem, "full").trades == ()


def test_a_trade_is_explained_by_the_widest_gap():
    """Equity is just below its target, and the rest of the world far below its own."""
    portfolio = owned(
        ("roth_ira", 0, {"VTI": 6900, "VXUS": 99, "BND": 3001}),
        targets={"equity": 70, "fixed_income": 30}, regions={"north_america": 60, "international": 40},
    )  # fmt: skip
    reasons = {trade.symbol: trade.reason for trade in rebalance(build_problem(portfolio), "full").trades}
    assert reasons["VXUS"] == "Mostly stocks of the rest of the world: below your target."
    assert reasons["VTI"].startswith("North America: above your target.")


def test_what_is_kept_counts_and_is_not_traded():
    problem = sixty_forty()
    kept = make_asset("ira", "kept", 5000, {"equity": 1}, is_kept=True)
    result = rebalance(replace(problem, assets=[kept, *problem.assets]), "full")
    assert [(trade.side, trade.symbol, trade.dollars) for trade in result.trades] == [
        ("sell", "equity", 4000), ("buy", "fixed_income", 4000),
    ]  # fmt: skip


def test_of_two_assets_alike_only_one_is_bought():
    twin = make_asset("ira", "other", 1000, {"fixed_income": 1}, may_be_bought=False)
    problem = sixty_forty()
    result = rebalance(replace(problem, assets=[twin, *problem.assets]), "full")
    assert {trade.symbol for trade in result.trades if trade.side == "buy"} == {"fixed_income"}


def hard_program():
    """Return the program of a knapsack of many dimensions, which takes minutes to solve."""
    program, generator = LinearProgram(), random.Random(7)
    things = [program.add_variable(high=1.0, is_integer=True) for _ in range(200)]
    for _ in range(30):
        weights = {thing: generator.uniform(1, 100) for thing in things}
        program.add_row(weights, high=sum(weights.values()) / 3)
    return program, {thing: -generator.uniform(1, 100) for thing in things}


def test_a_search_without_time_left_says_so(monkeypatch):
    program, worth = hard_program()
    monkeypatch.setattr(solver, "MAX_NODES", 10**6)
    with limit_searches(0.3) as search_time:
        found = program.minimize(worth)
    assert search_time.is_over
    assert found.objective < 0


def test_a_plan_that_was_cut_short_says_so(monkeypatch):
    def cut_short(problem):
        solver._search_time.get().is_over = True
        return (rebalance(problem, "full"),)

    monkeypatch.setattr(plans, "_build_all_plans", cut_short)
    assert [plan.searched_seconds for plan in plans.build_all_plans(sixty_forty(), seconds=12)] == [12]


def test_a_plan_that_was_proved_says_nothing():
    assert {plan.searched_seconds for plan in plans.build_all_plans(sixty_forty())} == {None}
