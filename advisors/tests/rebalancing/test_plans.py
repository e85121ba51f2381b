"""The three plans solve problems with known solutions."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.rebalancing.plans import rebalance
from advisors.tests.support.rebalancing_problems import make_account, make_asset, make_problem, mixed_funds, sixty_forty
from advisors.tests.support.water_filling import water_filling
from portfolios.rebalancing.problem import Targets, build_problem
from portfolios.rebalancing.reasons import (
    NO_BETTER_TRADE_REASON,
    NO_INSTRUMENT_REASON,
    NO_MONEY_REASON,
    NO_SALES_REASON,
)
from portfolios.tests.support.sample_portfolios import an_id, listed, owned

pytestmark = pytest.mark.slow

CENT = Decimal("0.01")


def signed_trades(problem, plan="full"):
    """Return the dollars traded by account and symbol, negative for sales."""
    signed = {"buy": 1, "sell": -1}
    return {(t.account_id, t.symbol): signed[t.side] * t.dollars for t in rebalance(problem, plan).trades}


def final_weights(problem, plan="full"):
    return {weight.key: round(float(weight.after), 2) for weight in rebalance(problem, plan).weights}


@pytest.mark.parametrize("plan", ["minimal", "full"])
def test_funds_spanning_classes_are_exact(plan):
    result = signed_trades(mixed_funds(), plan)
    assert result[("depot", "A")] == pytest.approx(Decimal("27.778"), abs=CENT)
    assert result[("depot", "B")] == pytest.approx(Decimal("-27.778"), abs=CENT)
    assert rebalance(mixed_funds(), plan).feasible


def test_an_unreachable_mix_ends_at_the_nearest():
    """A and B together hold at most 90% developed markets."""
    problem = replace(
        mixed_funds(), targets=[Targets("asset_class", {"developed": Decimal("0.95"), "emerging": Decimal("0.05")})]
    )
    result = rebalance(problem, "full")
    assert signed_trades(problem) == {("depot", "A"): 50, ("depot", "B"): -50}
    assert not result.feasible
    assert [(missed.key, missed.nearest, missed.reason) for missed in result.missed] == [
        ("developed", 90, NO_BETTER_TRADE_REASON), ("emerging", 10, NO_BETTER_TRADE_REASON),
    ]  # fmt: skip


def test_full_trades_close_every_gap():
    assert signed_trades(sixty_forty()) == {("ira", "equity"): -2000, ("ira", "fixed_income"): 2000}


def test_new_money_matches_water_filling():
    assets = [
        make_asset("ira", "equity", 6000),
        make_asset("ira", "fixed_income", 2000),
        make_asset("ira", "real_estate", 500),
    ]
    targets = {"equity": 0.5, "fixed_income": 0.3, "real_estate": 0.2}
    problem = make_problem([make_account("ira", new_money=1500)], assets, targets)
    amounts = {asset.symbol: asset.value for asset in assets}
    filled = water_filling(amounts, problem.targets[0].shares, Decimal(1500))
    assert signed_trades(problem, "new_money") == pytest.approx(
        {("ira", key): part for key, part in filled.items() if part}, abs=CENT
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 5000), min_size=3, max_size=3),
    st.lists(st.integers(1, 10), min_size=3, max_size=3),
    st.integers(1, 9000),
)
def test_new_money_plan_equals_water_filling(values, weights, money):
    names = ("equity", "fixed_income", "real_estate")
    amounts = dict(zip(names, map(Decimal, values), strict=True))
    targets = {name: Decimal(weight) / sum(weights) for name, weight in zip(names, weights, strict=True)}
    problem = make_problem(
        [make_account("ira", new_money=money)], [make_asset("ira", n, amounts[n]) for n in names], targets
    )
    trades, filled = signed_trades(problem, "new_money"), water_filling(amounts, targets, Decimal(money))
    assert all(abs(trades.get(("ira", name), 0) - part) <= CENT * 2 for name, part in filled.items())


def test_idle_cash_above_its_target_is_invested():
    assets = [make_asset("ira", "equity", 700), make_asset("ira", "fixed_income", 100)]
    problem = make_problem([make_account("ira", cash=200)], assets, {"equity": 0.7, "fixed_income": 0.25, "cash": 0.05})
    assert signed_trades(problem, "new_money") == {("ira", "fixed_income"): 150}


def test_new_money_plan_says_what_it_leaves():
    result = rebalance(sixty_forty(), "new_money")
    assert result.trades == ()
    assert {missed.key: missed.reason for missed in result.missed} == {
        "equity": NO_SALES_REASON,
        "fixed_income": NO_MONEY_REASON,
    }


def test_minimal_trades_only_outside_the_bands():
    """Stocks and bonds are out of their bands; real estate and commodities are off target, but inside."""
    names = {"equity": 5020, "fixed_income": 2980, "real_estate": 1100, "commodities": 900}
    assets = [make_asset("ira", name, amount) for name, amount in names.items()]
    targets = {"equity": 0.56, "fixed_income": 0.24, "real_estate": 0.1, "commodities": 0.1}
    problem = make_problem([make_account("ira", sheltered=True)], assets, targets)
    assert signed_trades(problem, "minimal") == {("ira", "fixed_income"): -580, ("ira", "equity"): 580}
    assert len(signed_trades(problem, "full")) == 4


def test_minimal_trades_nothing_inside_the_bands():
    assets = [make_asset("ira", "equity", 6400), make_asset("ira", "fixed_income", 3600)]
    problem = make_problem([make_account("ira")], assets, {"equity": 0.6, "fixed_income": 0.4})
    assert signed_trades(problem, "minimal") == {}
    assert rebalance(problem, "minimal").feasible


def test_minimal_makes_the_fewest_possible_trades():
    """Five funds of two classes need only two trades."""
    assets = [make_asset("ira", f"S{n}", 900, {"equity": 1}) for n in range(4)] + [
        make_asset("ira", "fixed_income", 400)
    ]
    problem = make_problem([make_account("ira", sheltered=True)], assets, {"equity": 0.7, "fixed_income": 0.3})
    assert len(signed_trades(problem, "minimal")) == 2


@pytest.mark.parametrize("plan", ["minimal", "full"])
def test_sales_come_first_from_sheltered_accounts(plan):
    accounts = [make_account("brokerage"), make_account("ira", sheltered=True)]
    assets = [make_asset(account, name, quantity) for account, name, quantity in (
        ("brokerage", "equity", 5000), ("brokerage", "fixed_income", 500),
        ("ira", "equity", 3000), ("ira", "fixed_income", 1500),
    )]  # fmt: skip
    result = rebalance(make_problem(accounts, assets, {"equity": 0.6, "fixed_income": 0.4}), plan)
    assert {(trade.account_id, trade.symbol, trade.side) for trade in result.trades} == {
        ("ira", "equity", "sell"), ("ira", "fixed_income", "buy"),
    }  # fmt: skip
    assert result.feasible
    assert result.sold_taxed == 0


def test_a_taxed_sale_covers_what_is_missing():
    accounts = [make_account("brokerage"), make_account("ira", sheltered=True)]
    assets = [make_asset(account, name, quantity) for account, name, quantity in (
        ("brokerage", "equity", 8000), ("brokerage", "fixed_income", 1),
        ("ira", "equity", 1000), ("ira", "fixed_income", 999),
    )]  # fmt: skip
    result = rebalance(make_problem(accounts, assets, {"equity": 0.6, "fixed_income": 0.4}), "full")
    assert (result.sold, result.sold_taxed) == (3000, 2000)


def test_cash_does_not_cross_accounts():
    """The IRA lacks bonds and cannot use the brokerage account's money, and that account holds no bonds to buy."""
    accounts = [make_account("brokerage", cash=1000), make_account("ira", sheltered=True)]
    assets = [make_asset("brokerage", "equity", 100), make_asset("ira", "fixed_income", 100)]
    result = rebalance(make_problem(accounts, assets, {"equity": 0.5, "fixed_income": 0.5}), "full")
    assert {missed.key: missed.reason for missed in result.missed}["fixed_income"] == NO_BETTER_TRADE_REASON
    for moved in result.cash:
        assert moved.after == moved.before + moved.new_money + moved.sold - moved.bought


def test_an_unbuyable_class_needs_an_instrument():
    problem = make_problem(
        [make_account("ira", cash=100)], [make_asset("ira", "equity", 900)], {"equity": 0.6, "fixed_income": 0.4}
    )
    result = rebalance(problem, "full")
    assert {missed.key: missed.reason for missed in result.missed}["fixed_income"] == NO_INSTRUMENT_REASON


def test_a_chosen_instrument_is_bought():
    portfolio = owned(("roth_ira", 0, {"VTI": 1000}), targets={"equity": 60, "fixed_income": 40})
    problem = build_problem(portfolio, choices={an_id("roth_ira"): [listed("BND")]})
    assert not rebalance(build_problem(portfolio), "full").feasible
    assert signed_trades(problem) == {(str(an_id("roth_ira")), "VTI"): -400, (str(an_id("roth_ira")), "BND"): 400}


def test_a_single_company_is_the_last_choice():
    assets = [
        make_asset("ira", "AAPL", 10, {"equity": 1}, last_choice=True),
        make_asset("ira", "VTI", 10, {"equity": 1}),
    ]
    problem = make_problem([make_account("ira", cash=80)], assets, {"equity": 1})
    assert signed_trades(problem) == {("ira", "VTI"): 80}
    assert signed_trades(replace(problem, assets=assets[:1])) == {("ira", "AAPL"): 80}


def test_the_cheaper_of_two_equal_funds_is_bought():
    costs = {"dear": Decimal("0.01"), "cheap": Decimal("0.0003")}
    assets = [make_asset("ira", name, 10, {"equity": 1}, expense_ratio=cost) for name, cost in costs.items()]
    assert signed_trades(make_problem([make_account("ira", cash=80)], assets, {"equity": 1})) == {("ira", "cheap"): 80}


def test_regions_are_served_after_asset_classes():
    """The regions could only be reached by missing the asset classes, which come first."""
    home, abroad = ({"regions": {key: Decimal(1)}} for key in ("north_america", "international"))
    assets = [make_asset("ira", "equity", 900), make_asset("ira", "fixed_income", 100)]
    assets = [
        replace(asset, exposure={**asset.exposure, **region})
        for asset, region in zip(assets, (home, abroad), strict=True)
    ]
    problem = make_problem([make_account("ira")], assets, {"equity": 0.6, "fixed_income": 0.4})
    regions = Targets("regions", {"north_america": Decimal("0.5"), "international": Decimal("0.5")})
    assert final_weights(replace(problem, targets=[*problem.targets, regions])) == {
        "equity": 60, "fixed_income": 40, "cash": 0, "north_america": 60, "international": 40,
    }  # fmt: skip
    assert final_weights(replace(problem, targets=[regions, *problem.targets]))["equity"] == 50
