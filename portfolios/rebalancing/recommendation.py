"""What a rebalancing plan says: its trades with reasons, and the weights before and after them."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from typing import Literal

from portfolios.rebalancing.problem import Account, PlanKind, Problem
from portfolios.rebalancing.reasons import Drifts, name_of, tolerance, why_bought, why_missed, why_sold
from portfolios.rebalancing.trades import Traded, cash_after, dollars, drifts_of, exact
from portfolios.valuation.drift import Drift
from portfolios.valuation.payload_number import Number
from portfolios.valuation.portfolio import percent
from portfolios.valuation.snapshot import Frozen
from portfolios.valuation.value import EXACT, ZERO, percentages

ONE = Decimal(1)


class Trade(Frozen):
    """quantity: shares; dollars: quantity x price, to the cent, what moves between the asset and its account's cash."""

    account_id: str
    account: str
    symbol: str
    side: Literal["buy", "sell"]
    quantity: Number
    price: Number
    dollars: Number
    reason: str


class AccountCash(Frozen):
    """Dollars: after = before + new_money + sold - bought, in every account and never below 0."""

    account_id: str
    account: str
    before: Number
    new_money: Number
    sold: Number
    bought: Number
    after: Number


class ClassWeight(Frozen):
    """Per cent of all that these targets are about. before: as things stand, with the new money in cash.

    breached: outside its band before the trades; still_breached: after them.
    """

    targets: str
    key: str
    label: str
    target: Number
    before: Number
    after: Number
    breached: bool
    still_breached: bool


class Missed(Frozen):
    """A target that the plan does not reach: `nearest` is where it ends, in per cent."""

    targets: str
    key: str
    label: str
    target: Number
    nearest: Number
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
    bought: Number
    sold: Number
    sold_taxed: Number

    @property
    def still_breached(self) -> int:
        """The number of classes outside their band after the trades."""
        return sum(weight.still_breached for weight in self.weights)

    @property
    def shown_weights(self) -> tuple[ClassWeight, ...]:
        """As every page and report prints shares: one decimal, 100.0 in all for the classes of some targets."""
        return tuple(weight for name in dict.fromkeys(w.targets for w in self.weights) for weight in self._shown(name))

    @property
    def shown_missed(self) -> tuple[Missed, ...]:
        """With the shares that the weights are printed with."""
        ends = {(weight.targets, weight.key): weight.after for weight in self.shown_weights}
        return tuple(one.model_copy(update={"nearest": ends[one.targets, one.key]}) for one in self.missed)

    def _shown(self, targets: str) -> Iterator[ClassWeight]:
        mine = {weight.key: weight for weight in self.weights if weight.targets == targets}
        before = percentages({key: weight.before for key, weight in mine.items()})
        after = percentages({key: weight.after for key, weight in mine.items()})
        for key, weight in mine.items():
            yield weight.model_copy(update={"before": before[key], "after": after[key]})


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
            reason=why_bought(asset, before) if quantity > 0 else why_sold(asset, account, before),
        )


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
                label=name_of(name, key),
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
            is_far = drift.breached and abs(drift.gap) >= ONE  # a whole share may be dearer than all that is wanted
            if (is_far or abs(drift.drift) > tolerance(problem)) and (plan != "minimal" or drift.key in breached):
                yield Missed(
                    targets=name,
                    key=drift.key,
                    label=name_of(name, drift.key),
                    target=percent(drift.target, ONE),
                    nearest=percent(drift.weight, ONE),
                    reason=why_missed(problem, plan, name, drift),
                )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    with localcontext(EXACT):
        return sum(amounts, ZERO)
