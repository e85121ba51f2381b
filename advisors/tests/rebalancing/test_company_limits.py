"""Plans bring a company down to its limit, where no tax is due first, and never add to it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.rebalancing.plans import rebalance
from advisors.tests.support.household_plans import bought, plans_of
from advisors.tests.support.rebalancing_problems import problems
from portfolios.rebalancing.problem import build_problem
from portfolios.rebalancing.reasons import COMPANY_REASON, COMPANY_STEP_REASON
from portfolios.tests.support.sample_portfolios import owned

pytestmark = pytest.mark.slow

PLANS = st.sampled_from(["new_money", "minimal", "full"])


def test_a_company_above_the_limit_is_sold():
    for plan in plans_of("demo"):
        sales = {trade.symbol: trade.dollars for trade in plan.trades if trade.side == "sell"}
        assert "NVDA" not in bought(plan)
        if plan.plan != "new_money":
            assert sales["NVDA"] == pytest.approx(Decimal("17246.19"), abs=1)


def test_a_company_is_sold_where_no_tax_is_due():
    portfolio = owned(("taxable", 0, {"AAPL": 100, "VTI": 700}), ("roth_ira", 0, {"AAPL": 90, "VTI": 110}),
                      targets={"equity": 100})  # fmt: skip
    for plan in ("minimal", "full"):
        trades = rebalance(build_problem(portfolio), plan).trades
        assert [(trade.account, trade.side, trade.symbol, trade.dollars) for trade in trades] == [
            ("roth_ira", "sell", "AAPL", 90), ("roth_ira", "buy", "VTI", 90),
        ]  # fmt: skip
        assert trades[0].reason.startswith(COMPANY_REASON)


def test_a_company_barely_above_the_limit_stays():
    portfolio = owned(("roth_ira", 500, {"AAPL": 1040, "BND": 8460}), targets={"equity": 60, "fixed_income": 40})
    for plan in ("new_money", "minimal", "full"):
        assert not [trade for trade in rebalance(build_problem(portfolio), plan).trades if trade.symbol == "AAPL"]


def test_a_company_within_the_limit_stays_within():
    portfolio = owned(("roth_ira", 500, {"AAPL": 600, "BND": 8900}), targets={"equity": 60, "fixed_income": 40})
    (buy,) = (trade for trade in rebalance(build_problem(portfolio), "full").trades if trade.side == "buy")
    assert (buy.symbol, buy.dollars) == ("AAPL", 400)


def test_a_company_in_a_reserve_counts_too():
    portfolio = owned(("hsa", 0, {"AAPL": 100}), ("roth_ira", 0, {"AAPL": 50, "VTI": 850}), targets={"equity": 100})
    problem = build_problem(portfolio)
    assert (problem.company_limits, problem.company_excess) == ({"AAPL": 0}, {"AAPL": 50})


def test_much_gain_of_a_company_is_spread_over_years():
    """All of the excess would realize a gain of three quarters of everything."""
    for plan in plans_of("single_stock"):
        sales = {trade.account: trade for trade in plan.trades}
        if plan.plan != "new_money":
            assert sales["Employer stock plan"].dollars == pytest.approx(Decimal("685246.99") / 4, abs=1)
            assert COMPANY_STEP_REASON in sales["Employer stock plan"].reason
            assert sales["401(k)"].dollars == pytest.approx(Decimal("37062"), abs=1)


@settings(max_examples=40, deadline=None)
@given(problems(), PLANS, st.integers(0, 20))
def test_no_company_grows_above_its_limit(problem, plan, percent):
    if not problem.assets or not problem.total:
        return
    symbol = problem.assets[0].symbol
    limit = problem.total * percent / 100
    limited = replace(problem, company_limits={symbol: limit})
    trades = [trade for trade in rebalance(limited, plan).trades if trade.symbol == symbol]
    change = sum(trade.dollars if trade.side == "buy" else -trade.dollars for trade in trades)
    held = sum(asset.value for asset in problem.assets if asset.symbol == symbol)
    assert held + change <= max(limit, held) + Decimal("0.02") + problem.total / 100_000
