"""The three plans on problems whose answers are known."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.rebalancing.plans import rebalance
from advisors.rebalancing.solver import LinearProgram, UnsolvedError
from advisors.tests.support.rebalancing_problems import account, asset, mixed_funds, problem
from advisors.tests.support.water_filling import water_filling
from portfolios.rebalancing.problem import RebalancingProblem, Targets, build_problem
from portfolios.rebalancing.reasons import (
    NO_BETTER_TRADE_REASON,
    NO_INSTRUMENT_REASON,
    NO_MONEY_REASON,
    NO_SALES_REASON,
    ROUNDING_REASON,
)
from portfolios.tests.support.sample_portfolios import an_id, listed, owned

CENT = Decimal("0.01")


def moves(told, plan="full"):
    """Dollars by account and symbol, bought above 0 and sold below."""
    signed = {"buy": 1, "sell": -1}
    return {(t.account_id, t.symbol): signed[t.side] * t.dollars for t in rebalance(told, plan).trades}


def weights(told, plan="full"):
    return {weight.key: round(float(weight.after), 2) for weight in rebalance(told, plan).weights}


def sixty_forty(**options):
    """One IRA of stocks and bonds, 20 points off."""
    held = [asset("ira", "equity", 8000), asset("ira", "fixed_income", 2000)]
    return problem([account("ira", sheltered=True)], held, {"equity": 0.6, "fixed_income": 0.4}, **options)


@pytest.mark.parametrize("plan", ["minimal", "full"])
def test_funds_spanning_classes_are_exact(plan):
    found = moves(mixed_funds(), plan)
    assert found[("depot", "A")] == pytest.approx(Decimal("27.778"), abs=CENT)
    assert found[("depot", "B")] == pytest.approx(Decimal("-27.778"), abs=CENT)
    assert rebalance(mixed_funds(), plan).feasible


def test_an_unreachable_mix_ends_at_the_nearest():
    """More than 90% developed markets cannot be had of A and B."""
    told = replace(
        mixed_funds(), targets=[Targets("asset_class", {"developed": Decimal("0.95"), "emerging": Decimal("0.05")})]
    )
    found = rebalance(told, "full")
    assert moves(told) == {("depot", "A"): 50, ("depot", "B"): -50}
    assert not found.feasible
    assert [(missed.key, missed.nearest, missed.reason) for missed in found.missed] == [
        ("developed", 90, NO_BETTER_TRADE_REASON), ("emerging", 10, NO_BETTER_TRADE_REASON),
    ]  # fmt: skip


def test_full_trades_close_every_gap():
    assert moves(sixty_forty()) == {("ira", "equity"): -2000, ("ira", "fixed_income"): 2000}


def test_new_money_goes_where_water_filling_says():
    held = [asset("ira", "equity", 6000), asset("ira", "fixed_income", 2000), asset("ira", "real_estate", 500)]
    targets = {"equity": 0.5, "fixed_income": 0.3, "real_estate": 0.2}
    told = problem([account("ira", new_money=1500)], held, targets)
    amounts = {one.symbol: one.value for one in held}
    filled = water_filling(amounts, told.targets[0].shares, Decimal(1500))
    assert moves(told, "new_money") == pytest.approx(
        {("ira", key): part for key, part in filled.items() if part}, abs=CENT
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 5000), min_size=3, max_size=3),
    st.lists(st.integers(1, 10), min_size=3, max_size=3),
    st.integers(1, 9000),
)
def test_new_money_plan_equals_water_filling(held, wanted, money):
    names = ("equity", "fixed_income", "real_estate")
    amounts = dict(zip(names, map(Decimal, held), strict=True))
    targets = {name: Decimal(share) / sum(wanted) for name, share in zip(names, wanted, strict=True)}
    told = problem([account("ira", new_money=money)], [asset("ira", n, amounts[n]) for n in names], targets)
    found, filled = moves(told, "new_money"), water_filling(amounts, targets, Decimal(money))
    assert all(abs(found.get(("ira", name), 0) - part) <= CENT * 2 for name, part in filled.items())


def test_idle_cash_above_its_target_is_invested():
    held = [asset("ira", "equity", 700), asset("ira", "fixed_income", 100)]
    told = problem([account("ira", cash=200)], held, {"equity": 0.7, "fixed_income": 0.25, "cash": 0.05})
    assert moves(told, "new_money") == {("ira", "fixed_income"): 150}


def test_new_money_plan_says_what_it_leaves():
    found = rebalance(sixty_forty(), "new_money")
    assert found.trades == ()
    assert {missed.key: missed.reason for missed in found.missed} == {
        "equity": NO_SALES_REASON,
        "fixed_income": NO_MONEY_REASON,
    }


def test_minimal_trades_only_what_is_out_of_band():
    """Stocks and bonds are out; real estate and commodities are off, but inside their bands."""
    names = {"equity": 5020, "fixed_income": 2980, "real_estate": 1100, "commodities": 900}
    held = [asset("ira", name, amount) for name, amount in names.items()]
    targets = {"equity": 0.56, "fixed_income": 0.24, "real_estate": 0.1, "commodities": 0.1}
    told = problem([account("ira", sheltered=True)], held, targets)
    assert moves(told, "minimal") == {("ira", "fixed_income"): -580, ("ira", "equity"): 580}
    assert len(moves(told, "full")) == 4


def test_minimal_trades_nothing_inside_the_bands():
    held = [asset("ira", "equity", 6400), asset("ira", "fixed_income", 3600)]
    told = problem([account("ira")], held, {"equity": 0.6, "fixed_income": 0.4})
    assert moves(told, "minimal") == {}
    assert rebalance(told, "minimal").feasible


def test_minimal_makes_the_fewest_possible_trades():
    """Five funds of two classes: two trades do, whatever the amounts."""
    held = [asset("ira", f"S{n}", 900, {"equity": 1}) for n in range(4)] + [asset("ira", "fixed_income", 400)]
    told = problem([account("ira", sheltered=True)], held, {"equity": 0.7, "fixed_income": 0.3})
    assert len(moves(told, "minimal")) == 2


@pytest.mark.parametrize("plan", ["minimal", "full"])
def test_sales_come_first_from_sheltered_accounts(plan):
    accounts = [account("brokerage"), account("ira", sheltered=True)]
    held = [asset(a, n, q) for a, n, q in (
        ("brokerage", "equity", 5000), ("brokerage", "fixed_income", 500),
        ("ira", "equity", 3000), ("ira", "fixed_income", 1500),
    )]  # fmt: skip
    found = rebalance(problem(accounts, held, {"equity": 0.6, "fixed_income": 0.4}), plan)
    assert {(trade.account_id, trade.symbol, trade.side) for trade in found.trades} == {
        ("ira", "equity", "sell"), ("ira", "fixed_income", "buy"),
    }  # fmt: skip
    assert found.feasible
    assert found.sold_taxed == 0


def test_a_taxed_sale_covers_what_is_missing():
    accounts = [account("brokerage"), account("ira", sheltered=True)]
    held = [asset("brokerage", "equity", 8000), asset("brokerage", "fixed_income", 1), asset("ira", "equity", 1000),
            asset("ira", "fixed_income", 999)]  # fmt: skip
    found = rebalance(problem(accounts, held, {"equity": 0.6, "fixed_income": 0.4}), "full")
    assert (found.sold, found.sold_taxed) == (3000, 2000)


def test_cash_does_not_cross_accounts():
    """The IRA is short of bonds and cannot have the brokerage account's money; nobody there may buy bonds."""
    accounts = [account("brokerage", cash=1000), account("ira", sheltered=True)]
    held = [asset("brokerage", "equity", 100), asset("ira", "fixed_income", 100)]
    found = rebalance(problem(accounts, held, {"equity": 0.5, "fixed_income": 0.5}), "full")
    assert {missed.key: missed.reason for missed in found.missed}["fixed_income"] == NO_BETTER_TRADE_REASON
    for moved in found.cash:
        assert moved.after == moved.before + moved.new_money + moved.sold - moved.bought


def test_an_unbuyable_class_needs_an_instrument():
    told = problem([account("ira", cash=100)], [asset("ira", "equity", 900)], {"equity": 0.6, "fixed_income": 0.4})
    found = rebalance(told, "full")
    assert {missed.key: missed.reason for missed in found.missed}["fixed_income"] == NO_INSTRUMENT_REASON


def test_what_a_person_chose_is_bought():
    portfolio = owned(("roth_ira", 0, {"VTI": 1000}), targets={"equity": 60, "fixed_income": 40})
    told = build_problem(portfolio, choices={an_id("roth_ira"): [listed("BND")]})
    assert not rebalance(build_problem(portfolio), "full").feasible
    assert moves(told) == {(str(an_id("roth_ira")), "VTI"): -400, (str(an_id("roth_ira")), "BND"): 400}


def test_a_single_company_is_the_last_choice():
    held = [asset("ira", "AAPL", 10, {"equity": 1}, last_choice=True), asset("ira", "VTI", 10, {"equity": 1})]
    told = problem([account("ira", cash=80)], held, {"equity": 1})
    assert moves(told) == {("ira", "VTI"): 80}
    assert moves(replace(told, assets=held[:1])) == {("ira", "AAPL"): 80}


def test_of_two_funds_alike_the_cheaper_is_bought():
    costs = {"dear": Decimal("0.01"), "cheap": Decimal("0.0003")}
    held = [asset("ira", name, 10, {"equity": 1}, expense_ratio=cost) for name, cost in costs.items()]
    assert moves(problem([account("ira", cash=80)], held, {"equity": 1})) == {("ira", "cheap"): 80}


def test_regions_are_served_after_asset_classes():
    """Only by giving up the asset classes could the regions be reached, and they are not given up."""
    home, abroad = ({"regions": {key: Decimal(1)}} for key in ("north_america", "international"))
    held = [asset("ira", "equity", 900), asset("ira", "fixed_income", 100)]
    held = [replace(one, exposure={**one.exposure, **region}) for one, region in zip(held, (home, abroad), strict=True)]
    told = problem([account("ira")], held, {"equity": 0.6, "fixed_income": 0.4})
    regions = Targets("regions", {"north_america": Decimal("0.5"), "international": Decimal("0.5")})
    assert weights(replace(told, targets=[*told.targets, regions])) == {
        "equity": 60, "fixed_income": 40, "cash": 0, "north_america": 60, "international": 40,
    }  # fmt: skip
    assert weights(replace(told, targets=[regions, *told.targets]))["equity"] == 50


def test_whole_shares_come_as_near_as_any_do():
    """Compared with every number of shares that could be sold and bought."""
    held = [asset("ira", "equity", 70, price=100), asset("ira", "fixed_income", 43, price=70)]
    told = problem([account("ira", cash=55)], held, {"equity": 0.6, "fixed_income": 0.4}, whole_shares=True)
    best = min(
        (abs(7000 - 100 * sold - 6039) + abs(3010 + 70 * bought - 4026) + cash, sold, bought)
        for sold in range(71)
        for bought in range(101)
        if (cash := 55 + 100 * sold - 70 * bought) >= 0
    )
    found = rebalance(told, "full")
    assert [(t.side, t.quantity) for t in found.trades] == [("sell", best[1]), ("buy", best[2])]
    assert found.feasible


def test_an_unaffordable_share_leaves_cash():
    told = problem([account("ira", cash=60)], [asset("ira", "equity", 1, price=100)], {"equity": 1}, whole_shares=True)
    found = rebalance(told, "full")
    assert found.trades == ()
    assert found.cash[0].after == 60


def test_a_trade_below_the_minimum_is_not_made():
    held = [asset("ira", "equity", 8000), asset("ira", "fixed_income", 1400), asset("ira", "commodities", 540)]
    targets = {"equity": 0.6, "fixed_income": 0.35, "commodities": 0.05}
    told = problem([account("ira", sheltered=True)], held, targets, minimum_trade=Decimal(100))
    found = rebalance(told, "full")
    assert {trade.symbol for trade in found.trades} == {"equity", "fixed_income"}
    assert {missed.reason for missed in found.missed} <= {ROUNDING_REASON}


@pytest.mark.parametrize("plan", ["new_money", "minimal", "full"])
def test_no_money_or_targets_mean_no_trades(plan):
    empty = RebalancingProblem([account("ira")], [], sixty_forty().targets)
    aimless = replace(sixty_forty(), targets=[])
    for told in (empty, aimless):
        found = rebalance(told, plan)
        assert (found.trades, found.weights, found.feasible) == ((), (), True)


def test_a_recommendation_survives_its_own_json():
    found = rebalance(sixty_forty(whole_shares=True), "full")
    assert type(found).model_validate_json(found.model_dump_json()) == found


def test_a_contradictory_program_is_unsolved():
    programme = LinearProgram()
    programme.add_row({programme.add_variable(): 1.0}, high=-1.0)
    with pytest.raises(UnsolvedError, match="Infeasible"):
        programme.minimize({0: 1.0})


def test_an_expensive_share_misses_its_target():
    dear = replace(asset("ira", "equity", 620_000), price=Decimal(620_000), quantity=Decimal(1))
    told = problem([account("ira", sheltered=True)], [dear, asset("ira", "fixed_income", 700)],
                   {"equity": 0.7, "fixed_income": 0.3}, whole_shares=True)  # fmt: skip
    found = rebalance(told, "full")
    assert found.still_breached
    assert not found.feasible
    assert {missed.key for missed in found.missed} == {"equity", "fixed_income"}


def test_cash_alone_has_nothing_to_trade():
    told = replace(
        problem([account("ira", cash=100)], [], {"north_america": 1}), targets=[Targets("regions", {"a": 1})]
    )
    assert rebalance(told, "full").trades == ()


def test_a_trade_is_explained_by_what_is_far_off():
    """Equity is a hair below its target, and the rest of the world far below its own."""
    portfolio = owned(
        ("roth_ira", 0, {"VTI": 6900, "VXUS": 99, "BND": 3001}),
        targets={"equity": 70, "fixed_income": 30}, regions={"north_america": 60, "international": 40},
    )  # fmt: skip
    reasons = {trade.symbol: trade.reason for trade in rebalance(build_problem(portfolio), "full").trades}
    assert reasons["VXUS"] == "Rest of the world: below your target."
    assert reasons["VTI"].startswith("North America: above your target.")
