"""Exact trades from a solver's numbers."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from portfolios.rebalancing.problem import (
    Asset,
    Options,
    RebalancingAccount,
    RebalancingProblem,
    Targets,
)
from portfolios.rebalancing.reasons import IDLE_CASH_REASON, MAKES_ROOM_REASON
from portfolios.rebalancing.recommendation import build_recommendation
from portfolios.rebalancing.trades import round_to_trades


def make_problem(cash="100", quantity="10", price="33.33", options=Options()):  # noqa: B008 frozen
    asset = Asset("a", "VTI", Decimal(price), {"asset_class": {"equity": Decimal(1)}}, Decimal(quantity))
    targets = Targets("asset_class", {"equity": Decimal(1)}, {"cash": Decimal(1)})
    return RebalancingProblem([RebalancingAccount("a", "Roth", Decimal(cash))], [asset], [targets], options)


@given(st.floats(-20, 20), st.sampled_from(["0", "0.005", "100"]), st.sampled_from(["0.01", "33.33", "4000"]))
def test_rounding_never_oversells_or_overdraws(shares, cash, price):
    problem = make_problem(cash=cash, price=price)
    (moved,) = build_recommendation(problem, "full", [shares]).cash
    assert moved.after >= 0
    assert moved.after == moved.before + moved.sold - moved.bought
    assert all(
        -problem.assets[number].quantity <= quantity for number, quantity in round_to_trades(problem, [shares]).items()
    )


def test_a_sale_leaving_under_a_cent_sells_all():
    assert round_to_trades(make_problem(quantity="10.5"), [-10.4999999]) == {0: Decimal("-10.5")}


def test_a_solvers_rounding_is_no_trade():
    assert round_to_trades(make_problem(), [1e-9]) == round_to_trades(make_problem(), [-1e-9]) == {}


def test_whole_share_sales_stay_within_holdings():
    whole = Options(whole_shares=True)
    assert round_to_trades(make_problem(quantity="3.7", options=whole), [-3.7]) == {0: -3}
    assert round_to_trades(make_problem(cash="99", options=whole), [3.0]) == {0: 2}


def test_a_trade_states_its_reason():
    problem = make_problem(cash="600")
    (trade,) = build_recommendation(problem, "full", [10.0]).trades
    assert (trade.account, trade.side, trade.quantity, trade.dollars) == ("Roth", "buy", 10, Decimal("333.30"))
    assert trade.reason == "Mostly stocks: below your target."
    (sale,) = build_recommendation(problem, "full", [-10.0]).trades
    assert sale.reason == f"{MAKES_ROOM_REASON} A sale here may be taxed."


def test_a_buy_may_only_put_cash_to_work():
    problem = replace(make_problem(), targets=[Targets("asset_class", {"cash": Decimal(1)}, {"cash": Decimal(1)})])
    (trade,) = build_recommendation(problem, "full", [1.0]).trades
    assert trade.reason == IDLE_CASH_REASON
