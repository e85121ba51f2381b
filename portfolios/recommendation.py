"""What a rebalancing plan says: its trades with reasons, and the weights before and after them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Literal

from portfolios.drift import Drift
from portfolios.portfolio import percent
from portfolios.rebalancing import Account, Asset, PlanKind, Problem
from portfolios.snapshot import Frozen
from portfolios.taxonomy import label
from portfolios.trades import Traded, cash_after, dollars, drifts_of, exact, step
from portfolios.valuation import CENT, EXACT, ZERO

Drifts = Mapping[str, Sequence[Drift]]

NEAR = Decimal("1e-5")
"""A target is reached within a thousandth of a point, and within the one share that whole shares may leave."""
ONE = Decimal(1)
NO_INSTRUMENT = "No account holds or may buy anything in it: choose an instrument for it."
NO_SALES = "This plan sells nothing."
NO_MONEY = "The new money does not reach that far."
LEFT_OVER = "Whole shares and the smallest trade leave this rest."
APART = "What could be traded for it is in other accounts, and cash does not cross accounts."
ROOM = "Makes room in this account, since cash does not cross accounts."
UNUSED = "Puts the cash of this account to work."


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
    """Per cent of all that these targets are about. before: as things stand, with the new money in cash.

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
    """A target that the plan does not reach: `nearest` is where it ends, in per cent."""

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
    """feasible: every target the plan is about is reached; else `missed` says what comes nearest, and why.

    The plan "minimal" is about the classes outside their band. Dollars: bought, sold and, of what is sold,
    sold_taxed in accounts where a sale may be taxed.
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

    @property
    def still_breached(self) -> int:
        """The number of classes outside their band after the trades."""
        return sum(weight.still_breached for weight in self.weights)


def recommended(problem: Problem, plan: PlanKind, shares: Sequence[float]) -> RebalanceRecommendation:
    """Turn a solver's shares bought (negative: sold), one number an asset, into a recommendation."""
    traded = exact(problem, shares)
    before, after = drifts_of(problem), drifts_of(problem, traded)
    trades = tuple(_trades(problem, traded, before))
    missed = tuple(_missed(problem, plan, before, after))
    sheltered = {account.key for account in problem.accounts if account.tax_advantaged}
    return RebalanceRecommendation(
        plan=plan,
        trades=trades,
        cash=tuple(_cash(problem, account, traded) for account in problem.accounts),
        weights=tuple(_weights(before, after)),
        feasible=not missed,
        missed=missed,
        left_alone=tuple(Alone(symbol=one.symbol, reason=one.reason) for one in problem.left_alone),
        bought=_sum(trade.dollars for trade in trades if trade.side == "buy"),
        sold=_sum(trade.dollars for trade in trades if trade.side == "sell"),
        sold_taxed=_sum(t.dollars for t in trades if t.side == "sell" and t.account_id not in sheltered),
    )


def _trades(problem: Problem, traded: Traded, before: Drifts) -> Iterator[Trade]:
    """Account by account, sales first, since they pay for the buys."""
    accounts = {account.key: account for account in problem.accounts}
    order = {key: number for number, key in enumerate(accounts)}
    ordered = sorted(traded.items(), key=lambda item: (order[problem.assets[item[0]].account], item[1] > 0, item[0]))
    for number, quantity in ordered:
        asset, account = problem.assets[number], accounts[problem.assets[number].account]
        yield Trade(
            account_id=account.key,
            account=account.name,
            symbol=asset.symbol,
            side="buy" if quantity > 0 else "sell",
            quantity=abs(quantity),
            price=asset.price,
            dollars=abs(dollars(asset, quantity)),
            reason=_bought_for(asset, before) if quantity > 0 else _sold_for(asset, account, before),
        )


def _bought_for(asset: Asset, before: Drifts) -> str:
    drift = _furthest(asset, before, sign=-1)
    return f"{label(drift.key)} is below your target." if drift else UNUSED


def _sold_for(asset: Asset, account: Account, before: Drifts) -> str:
    drift = _furthest(asset, before, sign=1)
    reason = f"{label(drift.key)} is above your target." if drift else ROOM
    tax = "A sale in this account is not taxed." if account.tax_advantaged else "A sale here may be taxed."
    return f"{reason} {tax}"


def _furthest(asset: Asset, before: Drifts, *, sign: int) -> Drift | None:
    """The class that this asset does most for, in the first targets that it does anything for."""
    for name, drifts in before.items():
        exposure = asset.exposure.get(name, {})
        helped = {one.key: sign * one.drift * exposure.get(one.key, ZERO) for one in drifts}
        furthest = max(drifts, key=lambda one: helped[one.key], default=None)
        if furthest and helped[furthest.key] > NEAR:
            return furthest
    return None


def _cash(problem: Problem, account: Account, traded: Traded) -> AccountCash:
    moved = [dollars(problem.assets[n], q) for n, q in traded.items() if problem.assets[n].account == account.key]
    return AccountCash(
        account_id=account.key,
        account=account.name,
        before=account.cash,
        new_money=account.new_money,
        sold=_sum(-amount for amount in moved if amount < 0),
        bought=_sum(amount for amount in moved if amount > 0),
        after=cash_after(problem, account, traded),
    )


def _weights(before: Drifts, after: Drifts) -> Iterator[ClassWeight]:
    for name in before:
        earlier, later = _by_key(before[name]), _by_key(after[name])
        for key, drift in {**later, **earlier}.items():
            yield ClassWeight(
                targets=name,
                key=key,
                label=label(key),
                target=percent(drift.target, ONE),
                before=percent(earlier[key].weight, ONE) if key in earlier else ZERO,
                after=percent(later[key].weight, ONE) if key in later else ZERO,
                breached=key in earlier and earlier[key].breached,
                still_breached=key in later and later[key].breached,
            )


def _by_key(drifts: Iterable[Drift]) -> dict[str, Drift]:
    return {drift.key: drift for drift in drifts}


def _missed(problem: Problem, plan: PlanKind, before: Drifts, after: Drifts) -> Iterator[Missed]:
    for name, drifts in after.items():
        breached = {drift.key for drift in before[name] if drift.breached}
        for drift in drifts:
            if abs(drift.drift) > _tolerance(problem) and (plan != "minimal" or drift.key in breached):
                yield Missed(
                    targets=name,
                    key=drift.key,
                    label=label(drift.key),
                    target=percent(drift.target, ONE),
                    nearest=percent(drift.weight, ONE),
                    reason=_why_missed(problem, plan, name, drift),
                )


def _tolerance(problem: Problem) -> Decimal:
    dearest = max((asset.price for asset in problem.assets), default=ZERO)
    with localcontext(EXACT):
        return NEAR + (dearest * step(problem) + CENT * len(problem.assets)) / problem.total


def _why_missed(problem: Problem, plan: PlanKind, name: str, drift: Drift) -> str:
    if drift.drift > 0 and plan == "new_money":
        return NO_SALES
    can_have = any(drift.key in asset.exposure.get(name, {}) for asset in problem.assets)
    if drift.drift < 0 and not can_have and drift.key not in _cash_classes(problem, name):
        return NO_INSTRUMENT
    if abs(drift.gap) <= max(problem.options.minimum_trade, 2 * _tolerance(problem) * problem.total):
        return LEFT_OVER
    return NO_MONEY if plan == "new_money" else APART


def _cash_classes(problem: Problem, name: str) -> Iterable[str]:
    return next(targets.cash for targets in problem.targets if targets.name == name)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    with localcontext(EXACT):
        return sum(amounts, ZERO)
