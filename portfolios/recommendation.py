"""What a rebalancing plan says: its trades with reasons, and the weights before and after them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext
from typing import Literal

from portfolios.drift import Drift, drifts
from portfolios.rebalancing import Account, Asset, PlanKind, Problem
from portfolios.snapshot import Frozen
from portfolios.taxonomy import label
from portfolios.valuation import CENT, EXACT, ZERO, rounded

STEP = Decimal("0.000001")
"""Shares that are not whole are traded in millionths."""
NOISE = Decimal("1e-7")
"""A trade below this share of the total, or a cent, is no trade but a solver's rounding."""
NEAR = Decimal("1e-5")
"""A target is reached within a thousandth of a point, and the one share that whole shares may leave."""


class Trade(Frozen):
    """quantity: shares; dollars: quantity x price, to the cent, what moves between the asset and its account's cash."""

    account_id: str
    account: str
    symbol: str
    side: Literal["buy", "sell"]
    quantity: Decimal
    price: Decimal
    dollars: Decimal
    reason: str


class AccountCash(Frozen):
    """Dollars: after = before + new_money + sold - bought, in every account and never below 0."""

    account_id: str
    account: str
    before: Decimal
    new_money: Decimal
    sold: Decimal
    bought: Decimal
    after: Decimal


class ClassWeight(Frozen):
    """Per cent of what the targets are about. before: as things stand, new money counted as cash.

    breached: outside its band before the trades; still_breached: after them.
    """

    targets: str
    key: str
    label: str
    target: Decimal
    before: Decimal
    after: Decimal
    breached: bool
    still_breached: bool


class Missed(Frozen):
    """A target that cannot be reached: `nearest` is the weight the plan ends at, in per cent."""

    targets: str
    key: str
    label: str
    target: Decimal
    nearest: Decimal
    reason: str


class Alone(Frozen):
    symbol: str
    reason: str


class RebalanceRecommendation(Frozen):
    """feasible: every target of the plan is reached; else `missed` says what comes nearest, and why not more.

    The plan "minimal" has as its targets the classes outside their bands. Dollars: bought, sold, sold_taxed (of it,
    in accounts where a sale may be taxed).
    """

    plan: PlanKind
    trades: tuple[Trade, ...]
    cash: tuple[AccountCash, ...]
    weights: tuple[ClassWeight, ...]
    feasible: bool
    missed: tuple[Missed, ...]
    left_alone: tuple[Alone, ...]
    bought: Decimal
    sold: Decimal
    sold_taxed: Decimal


Quantities = dict[int, Decimal]
"""Shares bought (negative: sold) by the number of the asset in the problem."""


def drifts_of(problem: Problem, traded: Mapping[int, Decimal] | None = None) -> dict[str, tuple[Drift, ...]]:
    """The drift of every class by name of the targets, after trades in shares; without trades: before them."""
    traded = traded or {}
    with localcontext(EXACT):
        cash = {account.key: account.cash + account.new_money for account in problem.accounts}
        for number, quantity in traded.items():
            cash[problem.assets[number].account] -= dollars(problem.assets[number], quantity)
        found = {}
        for targets in problem.targets:
            amounts = dict.fromkeys(targets.shares, ZERO)
            for number, asset in enumerate(problem.assets):
                held = (asset.quantity + traded.get(number, ZERO)) * asset.price
                _add(amounts, asset.exposure.get(targets.name, {}), held)
            _add(amounts, targets.cash, sum(cash.values(), ZERO))
            found[targets.name] = drifts(amounts, targets.shares, problem.options.band)
    return found


def recommended(problem: Problem, plan: PlanKind, shares: Sequence[float]) -> RebalanceRecommendation:
    """Turn a solver's shares, one number an asset, into exact trades: nothing oversold, no account overdrawn."""
    traded = exact(problem, shares)
    before, after = drifts_of(problem), drifts_of(problem, traded)
    weights = tuple(_weights(before, after))
    aimed = [w for w in weights if plan != "minimal" or w.breached]
    missed = tuple(_missed(problem, plan, after, aimed, traded))
    trades = tuple(_trades(problem, traded, before))
    accounts = {account.key: account for account in problem.accounts}
    return RebalanceRecommendation(
        plan=plan,
        trades=trades,
        cash=tuple(_cash(account, trades) for account in problem.accounts),
        weights=weights,
        feasible=not missed,
        missed=missed,
        left_alone=tuple(Alone(symbol=one.symbol, reason=one.reason) for one in problem.left_alone),
        bought=_sum(trade.dollars for trade in trades if trade.side == "buy"),
        sold=_sum(trade.dollars for trade in trades if trade.side == "sell"),
        sold_taxed=_sum(
            t.dollars for t in trades if t.side == "sell" and not accounts[t.account_id].tax_advantaged
        ),
    )
