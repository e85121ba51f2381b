"""Cash that stays within reach: three months of the goal, a reserve, and the draws of the retired."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.rebalancing.plans import rebalance
from advisors.tests.support.household_plans import plans_of
from advisors.tests.support.rebalancing_problems import problems
from portfolios.rebalancing.problem import build_problem
from portfolios.rebalancing.reasons import KEPT_CASH_REASON
from portfolios.tests.support.sample_portfolios import owned
from portfolios.valuation.portfolio import Portfolio

pytestmark = pytest.mark.slow

PLANS = st.sampled_from(["new_money", "minimal", "full"])


def test_three_months_of_the_goal_stay_in_cash():
    """The demo's goal is $84,000 a year, and its brokerage account has $18,500 in cash, which all stays."""
    for plan in plans_of("demo"):
        cash = {one.account: one for one in plan.cash}
        assert cash["Brokerage"].after >= 18_500
        assert cash["Roth IRA"].after < cash["Roth IRA"].before or plan.plan == "minimal"
        assert {one.reason for one in plan.missed if one.key == "cash"} == {KEPT_CASH_REASON} or plan.plan == "minimal"


def with_goal(portfolio, goal, age=45):
    profile = portfolio.snapshot.profile.model_copy(update={"target_retirement_income": Decimal(goal), "age": age})
    return Portfolio(portfolio.snapshot.model_copy(update={"profile": profile}))


@pytest.mark.parametrize(
    ("goal", "age", "kept"),
    [
        (40_000, 45, {5000: 0, 3000: 3000, 900: 900}),
        (12_000, 45, {5000: 0, 3000: 3000, 900: 0}),
        (40_000, 70, {5000: 5000, 3000: 3000, 900: 900}),
        (8000, 70, {5000: 0, 3000: 2000, 900: 0}),
    ],
)
def test_the_kept_cash_is_within_reach(goal, age, kept):
    accounts = (("roth_ira", 5000, {"BND": 60}), ("taxable", 3000, {"VTI": 50}), ("other", 900, {}))
    problem = build_problem(with_goal(owned(*accounts, targets={"equity": 60, "fixed_income": 40}), goal, age))
    assert {account.cash: account.kept_cash for account in problem.accounts} == kept


@pytest.mark.parametrize(("cash", "kept"), [(2500, 3000), (5500, 500), (7000, 0)])
def test_a_reserve_counts_as_kept_cash(cash, kept):
    """Whoever sets a reserve aside keeps six months of the goal, $6,000."""
    snapshot = owned(("other", cash, {}), ("taxable", 3000, {"VTI": 50}), targets={"equity": 100}).snapshot
    reserve, taxable = snapshot.accounts
    accounts = (reserve.model_copy(update={"purpose": "Emergency fund"}), taxable)
    portfolio = with_goal(Portfolio(snapshot.model_copy(update={"accounts": accounts})), 12_000)
    assert [account.kept_cash for account in build_problem(portfolio).accounts] == [kept]


@settings(max_examples=40, deadline=None)
@given(problems(), PLANS, st.integers(0, 100))
def test_kept_cash_stays(problem, plan, percent):
    accounts = [replace(account, kept_cash=account.cash * percent / 100) for account in problem.accounts]
    result = rebalance(replace(problem, accounts=accounts), plan)
    assert all(one.after >= account.kept_cash for one, account in zip(result.cash, accounts, strict=True))
