"""What holds of every plan for every portfolio, accounts, options and targets."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from advisors.rebalancing.plans import rebalance
from advisors.tests.support.rebalancing_problems import asset, problems
from portfolios.rebalancing.problem import Options
from portfolios.valuation.value import EXACT_CONTEXT

PLANS = st.sampled_from(["new_money", "minimal", "full"])
EXACTLY, WHOLE = Options(), Options(whole_shares=True)


def off(found):
    """The sum of absolute deviations from the first targets, as a share of the total."""
    return sum((abs(w.after - w.target) for w in found.weights if w.targets == "asset_class"), Decimal(0)) / 100


def grain(told):
    """How exact an answer can be, in shares of the total: a solver's tolerance, and a cent for every trade."""
    return Decimal("1e-6") + Decimal("0.02") * (1 + len(told.assets)) / max(told.total, Decimal("0.01"))


def still_breached(found):
    return {(weight.targets, weight.key) for weight in found.weights if weight.still_breached}


@settings(max_examples=60, deadline=None)
@given(problems(), PLANS)
def test_no_asset_is_oversold_and_cash_stays_put(told, plan):
    found = rebalance(told, plan)
    held = {(one.account, one.symbol): one.quantity for one in told.assets}
    for trade in found.trades:
        most = held[trade.account_id, trade.symbol] if plan != "new_money" else 0
        assert trade.quantity > 0
        assert trade.side == "buy" or trade.quantity <= most
    for cash, account in zip(found.cash, told.accounts, strict=True):
        trades = [trade for trade in found.trades if trade.account_id == account.key]
        net = sum(trade.dollars if trade.side == "buy" else -trade.dollars for trade in trades)
        assert cash.after == account.cash + account.new_money - net >= 0


@settings(max_examples=40, deadline=None)
@given(problems())
def test_minimal_never_trades_more_than_full(told):
    minimal, full = rebalance(told, "minimal"), rebalance(told, "full")
    assert len(minimal.trades) <= len(full.trades)
    assert len(still_breached(minimal)) <= len(still_breached(full))


@settings(max_examples=30, deadline=None)
@given(problems(options=EXACTLY))
def test_minimal_taxes_no_more_than_full(told):
    new_money, minimal, full = (rebalance(told, plan) for plan in ("new_money", "minimal", "full"))
    assert off(full) <= off(new_money) + grain(told)
    assert minimal.sold_taxed <= full.sold_taxed + grain(told) * told.total
    unbreached = {(weight.targets, weight.key) for weight in minimal.weights if not weight.breached}
    assert still_breached(minimal) & unbreached <= still_breached(full)


@settings(max_examples=30, deadline=None)
@given(problems(pure=True, options=EXACTLY))
def test_targets_are_reached_if_all_is_buyable(told):
    wanted = set(told.targets[0].shares) - {"cash"}
    chosen = [asset(account.key, key, 0, price=7) for account in told.accounts for key in wanted]
    told = replace(told, assets=[*told.assets, *chosen])
    found = rebalance(told, "full")
    assert found.feasible
    assert off(found) <= grain(told)


@settings(max_examples=25, deadline=None)
@given(problems(options=WHOLE))
def test_whole_shares_end_near_the_exact_plan(told):
    told = replace(told, assets=[replace(one, quantity=Decimal(int(one.quantity))) for one in told.assets])
    found, ideal = rebalance(told, "full"), rebalance(replace(told, options=EXACTLY), "full")
    assert all(trade.quantity == int(trade.quantity) for trade in found.trades)
    room = sum((trade.price for trade in ideal.trades), Decimal(1)) + told.total / 10_000
    assert not ideal.feasible or all(
        abs(weight.after - weight.target) / 100 * told.total <= room
        for weight in found.weights
        if weight.targets == "asset_class"
    )


@settings(max_examples=25, deadline=None)
@given(problems(), PLANS)
def test_no_trade_is_below_the_minimum(told, plan):
    told = replace(told, options=replace(told.options, minimum_trade=Decimal(250)))
    assert all(trade.dollars >= Decimal("249.99") - trade.price / 100_000 for trade in rebalance(told, plan).trades)


@settings(max_examples=10, deadline=None)
@given(problems(), PLANS)
def test_the_same_problem_has_the_same_answer(told, plan):
    assert rebalance(told, plan) == rebalance(told, plan)


@settings(max_examples=15, deadline=None)
@given(problems(options=EXACTLY))
def test_ten_times_the_money_comes_as_near(told):
    larger = replace(
        told,
        assets=[replace(one, quantity=EXACT_CONTEXT.multiply(one.quantity, Decimal(10))) for one in told.assets],
        accounts=[replace(one, cash=10 * one.cash, new_money=10 * one.new_money) for one in told.accounts],
    )
    assert abs(off(rebalance(larger, "full")) - off(rebalance(told, "full"))) <= 2 * grain(told)


@settings(max_examples=60, deadline=None)
@given(problems(options=EXACTLY), st.sampled_from(["minimal", "full"]))
def test_sales_rarely_end_in_cash(told, plan):
    """Selling into cash that is wanted by nobody, from classes that are not above their target, helps nobody."""
    found = rebalance(told, plan)
    cash = {w.key: w for w in found.weights if w.targets == "asset_class"}.get("cash")
    if cash is not None and cash.after > max(cash.before, cash.target) + Decimal("0.01"):
        assert off(found) < off(rebalance(told, "new_money")) + grain(told)
