"""A rebalancing problem as a linear programme. All money is in shares of the problem's total."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from math import inf

from advisors.rebalancing.solver import Programme, Solution, Terms
from portfolios.rebalancing import Account, Asset, Problem, Targets
from portfolios.valuation import EXACT

Class = tuple[str, str]
"""The name of the targets, and a class of them."""

SELLING_TAXED, TRADING, LAST_CHOICE = 1.0, 0.01, 0.05
"""What a share of the total costs: a sale that is taxed far more than any other trade; a last resort a little more."""


@dataclass
class Expression:
    """constant + the weighted sum of variables."""

    constant: float = 0.0
    terms: dict[int, float] = field(default_factory=dict)

    def add(self, other: "Expression", weight: float = 1.0) -> "Expression":
        self.constant += weight * other.constant
        for variable, share in other.terms.items():
            self.terms[variable] = self.terms.get(variable, 0.0) + weight * share
        return self

    def at(self, solution: Solution) -> float:
        return self.constant + solution.of(self.terms)


@dataclass(frozen=True)
class Trading:
    """The variables of one asset. unit: what one of `buy` and `sell` is worth; whether: 1 where it trades."""

    asset: Asset
    unit: float
    buy: int
    sell: int
    whether: tuple[int, ...] = ()

    def moved(self) -> Expression:
        return Expression(0.0, {self.buy: self.unit, self.sell: -self.unit})


class Model:
    """sells: whether anything may be sold. limited: whole shares and the minimum trade hold. counted: trades can be."""

    def __init__(self, problem: Problem, *, sells: bool, limited: bool, counted: bool = False) -> None:
        self.problem, self.programme = problem, Programme()
        self.total = float(problem.total)
        self.whole = limited and problem.options.whole_shares
        self.least = float(problem.options.minimum_trade) / self.total if limited else 0.0
        self.counted = counted or self.least > 0
        self.accounts = {account.key: account for account in problem.accounts}
        self.trades = [self._trading(asset, sells) for asset in problem.assets]
        self.cash = {account.key: self._cash(account) for account in problem.accounts}
        self.weights = {c: x for targets in problem.targets for c, x in self._weights(targets).items()}
        self.bases = {targets.name: self._sum(targets.name) for targets in problem.targets}
        self.deviations = {c: self._deviation(c) for c in self.weights}

    def share(self, dollars: Decimal) -> float:
        return float(EXACT.divide(dollars, self.problem.total))

    def target(self, one: Class) -> float:
        return next(float(t.shares.get(one[1], 0)) for t in self.problem.targets if t.name == one[0])

    def row(self, expression: Expression, low: float = -inf, high: float = inf) -> int:
        return self.programme.row(expression.terms, low - expression.constant, high - expression.constant)

    def distance(self, expressions: Iterable[tuple[Expression, float]]) -> Expression:
        """The sum of how far expressions are from numbers; right where it is minimised."""
        far = Expression()
        for expression, number in expressions:
            over, under = self.programme.variable(), self.programme.variable()
            self.row(Expression(0.0, {over: -1.0, under: 1.0}).add(expression), number, number)
            far.terms.update({over: 1.0, under: 1.0})
        return far

    def cost(self) -> Expression:
        """What the trades cost beside money: taxed sales first of all, then their size."""
        terms: dict[int, float] = {}
        for trade in self.trades:
            sheltered = self.accounts[trade.asset.account].tax_advantaged
            preferred = TRADING * (1 + float(trade.asset.expense_ratio)) + LAST_CHOICE * trade.asset.last_choice
            terms[trade.buy] = trade.unit * preferred
            terms[trade.sell] = trade.unit * (TRADING if sheltered else SELLING_TAXED)
        return Expression(0.0, terms)

    def idle(self) -> Expression:
        """Cash beyond what there was before: new money that is not invested, and what sales leave over."""
        idle = Expression()
        for key, cash in self.cash.items():
            idle.add(cash).constant -= self.share(self.accounts[key].cash)
        return idle

    def count(self) -> Expression:
        return Expression(0.0, {whether: 1.0 for trade in self.trades for whether in trade.whether})

    def no_trades(self) -> Terms:
        """Every amount at 0: an answer that no limit forbids."""
        return {variable: 0.0 for t in self.trades for variable in (t.buy, t.sell, *t.whether)}

    def shares(self, solution: Solution) -> list[float]:
        """Shares bought of each asset, negative: sold."""
        return [
            trade.moved().at(solution) * self.total / float(trade.asset.price) for trade in self.trades
        ]

    def _trading(self, asset: Asset, sells: bool) -> Trading:
        unit = self.share(asset.price) if self.whole else 1.0
        account = self.accounts[asset.account]
        money = account.cash + account.new_money
        money += sum(other.value for other in self.problem.assets if other.account == asset.account)
        held = float(int(asset.quantity)) if self.whole else self.share(asset.value)
        held = held if sells and held * unit >= self.least else 0.0
        most = float(int(EXACT.divide(money, asset.price))) if self.whole else self.share(money)
        buy = self.programme.variable(high=most, whole=self.whole)
        sell = self.programme.variable(high=held, whole=self.whole)
        whether = (self._whether(buy, most, unit), self._whether(sell, held, unit)) if self.counted else ()
        self.programme.row(dict.fromkeys(whether, 1.0), high=1.0)
        return Trading(asset, unit, buy, sell, whether)

    def _whether(self, amount: int, most: float, unit: float) -> int:
        """A variable that is 1 where the amount is not 0."""
        whether = self.programme.variable(high=1.0, whole=True)
        self.programme.row({amount: 1.0, whether: -most}, high=0.0)
        if self.least:
            self.programme.row({amount: unit, whether: -self.least}, low=0.0)
        return whether

    def _cash(self, account: Account) -> Expression:
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

    def _sum(self, name: str) -> Expression:
        base = Expression()
        for one, weight in self.weights.items():
            if one[0] == name:
                base.add(weight)
        return base

    def _deviation(self, one: Class) -> Expression:
        """Above the target, as a share of the total; 0 at the target, whatever the base."""
        return Expression().add(self.weights[one]).add(self.bases[one[0]], -self.target(one))


def weighted(*parts: tuple[Expression, float]) -> Terms:
    """The terms of a sum of objectives."""
    whole = Expression()
    for part, weight in parts:
        whole.add(part, weight)
    return whole.terms
