"""A rebalancing problem as a linear programme. All money is in shares of the problem's total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, inf

from advisors.rebalancing.expression import Expression
from advisors.rebalancing.solver import Programme, Solution, Terms
from portfolios.rebalancing.problem import Asset, RebalancingAccount, RebalancingProblem, Targets
from portfolios.valuation.value import EXACT_CONTEXT

Class = tuple[str, str]
"""The name of the targets, and a class of them."""

SELLING_TAXED, TRADING, LAST_CHOICE = 1.0, 0.01, 0.05
"""What a share of the total costs: a sale that is taxed far more than any other trade; a last resort a little more."""


@dataclass(frozen=True)
class Limits:
    """What may be traded. sells: anything may be sold. least: a trade is 0 or at least that share of the total.

    near, shares bought (negative: sold) of each asset: in whole shares only these trades, each at most a share
    larger; else any, each at most twice the least larger. counted: a variable says of each trade whether it is made.
    """

    sells: bool = True
    least: float = 0.0
    whole: bool = False
    near: Sequence[float] | None = None
    counted: bool = False


@dataclass(frozen=True)
class Trading:
    """The variables of one asset. unit: what one of `buy` and `sell` is worth; whether: 1 where it is traded."""

    asset: Asset
    unit: float
    buy: int
    sell: int
    whether: tuple[int, ...]

    def moved(self) -> Expression:
        return Expression(0.0, {self.buy: self.unit, self.sell: -self.unit})


class Model:
    """The variables, what they mean, and the rows that always hold: no account overdrawn, nothing oversold."""

    def __init__(self, problem: RebalancingProblem, limits: Limits) -> None:
        self.problem, self.limits, self.programme = problem, limits, Programme()
        self.accounts = {account.key: account for account in problem.accounts}
        self.trades = [self._trading(number, asset) for number, asset in enumerate(problem.assets)]
        self.cash = {account.key: self._cash(account) for account in problem.accounts}
        self.weights = {one: weight for targets in problem.targets for one, weight in self._weights(targets).items()}
        self.bases = {targets.name: self._base(targets) for targets in problem.targets}
        self.deviations = {one: self._deviation(one) for one in self.weights}

    def share(self, dollars: Decimal) -> float:
        return float(EXACT_CONTEXT.divide(dollars, self.problem.total))

    def target(self, one: Class) -> float:
        return next(float(t.shares.get(one[1], 0)) for t in self.problem.targets if t.name == one[0])

    def row(self, expression: Expression, low: float = -inf, high: float = inf) -> int:
        return self.programme.row(expression.terms, low - expression.constant, high - expression.constant)

    def distance(self, targets: Targets) -> Expression:
        """The sum of absolute deviations from these targets; right where it is minimised.

        Regions are shares of what has one, and sales make that less: only what sales may leave in cash is held
        (`raised`), else selling everything would look like coming nearer.
        """
        far = Expression()
        for one, deviation in self.deviations.items():
            if one[0] == targets.name:
                over, under = self.programme.variable(), self.programme.variable()
                self.row(Expression(0.0, {over: -1.0, under: 1.0}).add(deviation), 0.0, 0.0)
                far.terms.update({over: 1.0, under: 1.0})
        return far

    def taxed(self) -> Expression:
        """What is sold where a sale may be taxed."""
        sales = (t for t in self.trades if not self.accounts[t.asset.account].tax_advantaged)
        return Expression(0.0, {trade.sell: trade.unit for trade in sales})

    def cost(self) -> Expression:
        """What trades cost: taxed sales first of all, then their size, then what the funds that are bought cost."""
        terms: dict[int, float] = {}
        for trade in self.trades:
            buying = TRADING * (1 + float(trade.asset.expense_ratio)) + LAST_CHOICE * trade.asset.last_choice
            terms.update({trade.buy: trade.unit * buying, trade.sell: trade.unit * TRADING})
        return Expression(0.0, terms).add(self.taxed(), SELLING_TAXED)

    def idle(self) -> Expression:
        """Cash beyond what there was: new money that is not invested, and what sales leave over."""
        idle = Expression()
        for key, cash in self.cash.items():
            idle.add(cash).constant -= self.share(self.accounts[key].cash)
        return idle

    def raised(self, targets: Targets) -> Expression:
        """What trades move into what is wanted no more: right where it is minimised.

        By the sum of deviations alone it would be as good to move money from one class above its target to another.
        """
        raised = Expression()
        for rise in self.rises(targets):
            up = self.programme.variable()
            self.row(Expression(0.0, {up: -1.0}).add(rise), high=0.0)
            raised.terms[up] = 1.0
        return raised

    def rises(self, targets: Targets) -> list[Expression]:
        """How far each class, and the cash of each account, ends above both its target and where it is now."""
        no_trade = dict.fromkeys(range(self.programme.variables), 0.0)
        mine = [deviation for one, deviation in self.deviations.items() if one[0] == targets.name]
        found = [Expression(-max(0.0, one.value(no_trade))).add(one) for one in mine]
        accounts = self.cash.values() if targets.cash else ()
        return [*found, *(Expression(-cash.value(no_trade)).add(cash) for cash in accounts)]

    def count(self) -> Expression:
        return Expression(0.0, {whether: 1.0 for trade in self.trades for whether in trade.whether})

    def no_trades(self) -> Terms:
        """An answer that no limit forbids."""
        return {variable: 0.0 for trade in self.trades for variable in (trade.buy, trade.sell, *trade.whether)}

    def shares(self, solution: Solution) -> list[float]:
        """Shares bought of each asset, negative: sold."""
        return [trade.moved().at(solution) / self.share(trade.asset.price) for trade in self.trades]

    def _trading(self, number: int, asset: Asset) -> Trading:
        account = self.accounts[asset.account]
        others = (other.value for other in self.problem.assets if other.account == asset.account)
        money = self.share(sum(others, account.cash + account.new_money))
        near = self.limits.near[number] if self.limits.near is not None else None
        price = self.share(asset.price)
        most = (
            _most(money, price, self.limits, near),
            _most(self.share(asset.value) if self.limits.sells else 0.0, price, self.limits, near and -near),
        )
        unit = price if self.limits.whole else 1.0
        buy, sell = (self.programme.variable(high=one, whole=self.limits.whole) for one in most)
        counted = self.limits.counted or self.limits.least > 0
        whether = tuple(self._whether(v, m, unit) for v, m in zip((buy, sell), most, strict=True) if counted)
        if counted:
            self.programme.row(dict.fromkeys(whether, 1.0), high=1.0)
        return Trading(asset, unit, buy, sell, whether)

    def _whether(self, amount: int, most: float, unit: float) -> int:
        """A variable that is 1 where the amount is not 0."""
        whether = self.programme.variable(high=1.0, whole=True)
        self.programme.row({amount: 1.0, whether: -most}, high=0.0)
        if self.limits.least:
            self.programme.row({amount: unit, whether: -self.limits.least}, low=0.0)
        return whether

    def _cash(self, account: RebalancingAccount) -> Expression:
        cash = Expression(self.share(account.cash + account.new_money))
        for trade in self.trades:
            if trade.asset.account == account.key:
                cash.add(trade.moved(), -1.0)
        self.row(cash, low=0.0 if self.problem.cash_has_target else self.share(account.cash))
        return cash

    def _weights(self, targets: Targets) -> dict[Class, Expression]:
        weights = {(targets.name, key): Expression() for key in targets.shares}
        for trade in self.trades:
            held = Expression(self.share(trade.asset.value)).add(trade.moved())
            for key, share in trade.asset.exposure.get(targets.name, {}).items():
                weights.setdefault((targets.name, key), Expression()).add(held, float(share))
        for key, share in targets.cash.items():
            for cash in self.cash.values():
                weights.setdefault((targets.name, key), Expression()).add(cash, float(share))
        return weights

    def _base(self, targets: Targets) -> Expression:
        """All that has a class of these targets."""
        base = Expression()
        for one, weight in self.weights.items():
            if one[0] == targets.name:
                base.add(weight)
        return base

    def _deviation(self, one: Class) -> Expression:
        """Above the target, as a share of the total; 0 at the target, whatever the base."""
        return Expression().add(self.weights[one]).add(self.bases[one[0]], -self.target(one))


def _most(worth: float, price: float, limits: Limits, near: float | None) -> float:
    """The most that may be bought or sold: what there is `worth`, near what is asked, counted in whole shares."""
    if limits.whole:
        whole = floor(worth / price * (1 + 1e-12))
        return float(min(whole, floor(near + 1) if near > 0 else 0) if near is not None else whole)
    room = inf if near is None else max(near, 0.0) * price + 2 * limits.least
    return 0.0 if worth < limits.least else min(worth, room)
