"""A rebalancing problem as a linear programme. All money is in shares of the problem's total."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, inf

from advisors.rebalancing.linear_expression import LinearExpression
from advisors.rebalancing.solver import Coefficients, LinearProgram, Solution
from portfolios.rebalancing.problem import Asset, RebalancingAccount, RebalancingProblem, Targets
from portfolios.valuation.value import EXACT_CONTEXT

TargetClass = tuple[str, str]
"""The name of the targets, and a class of them."""

TAXED_SALE_COST, TRADE_COST, LAST_CHOICE_COST = 1.0, 0.01, 0.05
"""What a share of the total costs: a sale that is taxed far more than any other trade; a last resort a little more."""


@dataclass(frozen=True)
class TradeLimits:
    """What may be traded. sells: anything may be sold. least: a trade is 0 or at least that share of the total.

    near, shares bought (negative: sold) of each asset: in whole shares only these trades, each at most a share
    larger; else any, each at most twice the least larger. counted: a variable says of each trade whether it is made.
    """

    allows_sales: bool = True
    min_trade: float = 0.0
    whole_shares: bool = False
    near_shares: Sequence[float] | None = None
    counts_trades: bool = False


@dataclass(frozen=True)
class TradeVariables:
    """The variables of one asset. unit: what one of `buy` and `sell` is worth; whether: 1 where it is traded."""

    asset: Asset
    unit: float
    buy: int
    sell: int
    indicators: tuple[int, ...]

    def net_bought(self) -> LinearExpression:
        return LinearExpression(0.0, {self.buy: self.unit, self.sell: -self.unit})


class RebalancingModel:
    """The variables, what they mean, and the rows that always hold: no account overdrawn, nothing oversold."""

    def __init__(self, problem: RebalancingProblem, limits: TradeLimits) -> None:
        self.problem, self.limits, self.program = problem, limits, LinearProgram()
        self.accounts = {account.key: account for account in problem.accounts}
        self.trades = [self._add_trade_variables(number, asset) for number, asset in enumerate(problem.assets)]
        self.cash = {account.key: self._cash(account) for account in problem.accounts}
        self.weights = {one: weight for targets in problem.targets for one, weight in self._weights(targets).items()}
        self.bases = {targets.name: self._base(targets) for targets in problem.targets}
        self.deviations = {one: self._deviation(one) for one in self.weights}

    def to_share(self, dollars: Decimal) -> float:
        return float(EXACT_CONTEXT.divide(dollars, self.problem.total))

    def target_weight(self, one: TargetClass) -> float:
        return next(float(t.shares.get(one[1], 0)) for t in self.problem.targets if t.name == one[0])

    def add_row(self, expression: LinearExpression, low: float = -inf, high: float = inf) -> int:
        return self.program.add_row(expression.terms, low - expression.constant, high - expression.constant)

    def distance(self, targets: Targets) -> LinearExpression:
        """The sum of absolute deviations from these targets; right where it is minimised.

        Regions are shares of what has one, and sales make that less: only what sales may leave in cash is held
        (`raised`), else selling everything would look like coming nearer.
        """
        far = LinearExpression()
        for one, deviation in self.deviations.items():
            if one[0] == targets.name:
                over, under = self.program.add_variable(), self.program.add_variable()
                self.add_row(LinearExpression(0.0, {over: -1.0, under: 1.0}).add(deviation), 0.0, 0.0)
                far.terms.update({over: 1.0, under: 1.0})
        return far

    def taxed_sales(self) -> LinearExpression:
        """What is sold where a sale may be taxed."""
        sales = (t for t in self.trades if not self.accounts[t.asset.account].tax_advantaged)
        return LinearExpression(0.0, {trade.sell: trade.unit for trade in sales})

    def cost(self) -> LinearExpression:
        """What trades cost: taxed sales first of all, then their size, then what the funds that are bought cost."""
        terms: dict[int, float] = {}
        for trade in self.trades:
            buying = TRADE_COST * (1 + float(trade.asset.expense_ratio)) + LAST_CHOICE_COST * trade.asset.last_choice
            terms.update({trade.buy: trade.unit * buying, trade.sell: trade.unit * TRADE_COST})
        return LinearExpression(0.0, terms).add(self.taxed_sales(), TAXED_SALE_COST)

    def idle_cash(self) -> LinearExpression:
        """Cash beyond what there was: new money that is not invested, and what sales leave over."""
        idle = LinearExpression()
        for key, cash in self.cash.items():
            idle.add(cash).constant -= self.to_share(self.accounts[key].cash)
        return idle

    def total_overshoot(self, targets: Targets) -> LinearExpression:
        """What trades move into what is wanted no more: right where it is minimised.

        By the sum of deviations alone it would be as good to move money from one class above its target to another.
        """
        raised = LinearExpression()
        for rise in self.overshoot_by_class(targets):
            up = self.program.add_variable()
            self.add_row(LinearExpression(0.0, {up: -1.0}).add(rise), high=0.0)
            raised.terms[up] = 1.0
        return raised

    def overshoot_by_class(self, targets: Targets) -> list[LinearExpression]:
        """How far each class, and the cash of each account, ends above both its target and where it is now."""
        no_trade = dict.fromkeys(range(self.program.variables), 0.0)
        mine = [deviation for one, deviation in self.deviations.items() if one[0] == targets.name]
        found = [LinearExpression(-max(0.0, one.evaluate_values(no_trade))).add(one) for one in mine]
        accounts = self.cash.values() if targets.cash else ()
        return [*found, *(LinearExpression(-cash.evaluate_values(no_trade)).add(cash) for cash in accounts)]

    def trade_count(self) -> LinearExpression:
        return LinearExpression(0.0, {whether: 1.0 for trade in self.trades for whether in trade.indicators})

    def no_trades(self) -> Coefficients:
        """An answer that no limit forbids."""
        return {variable: 0.0 for trade in self.trades for variable in (trade.buy, trade.sell, *trade.indicators)}

    def shares(self, solution: Solution) -> list[float]:
        """Shares bought of each asset, negative: sold."""
        return [trade.net_bought().evaluate(solution) / self.to_share(trade.asset.price) for trade in self.trades]

    def _add_trade_variables(self, number: int, asset: Asset) -> TradeVariables:
        account = self.accounts[asset.account]
        others = (other.value for other in self.problem.assets if other.account == asset.account)
        money = self.to_share(sum(others, account.cash + account.new_money))
        near = self.limits.near_shares[number] if self.limits.near_shares is not None else None
        price = self.to_share(asset.price)
        most = (
            _max_trade(money, price, self.limits, near),
            _max_trade(
                self.to_share(asset.value) if self.limits.allows_sales else 0.0, price, self.limits, near and -near
            ),
        )
        unit = price if self.limits.whole_shares else 1.0
        buy, sell = (self.program.add_variable(high=one, is_integer=self.limits.whole_shares) for one in most)
        counted = self.limits.counts_trades or self.limits.min_trade > 0
        whether = tuple(self._add_indicator(v, m, unit) for v, m in zip((buy, sell), most, strict=True) if counted)
        if counted:
            self.program.add_row(dict.fromkeys(whether, 1.0), high=1.0)
        return TradeVariables(asset, unit, buy, sell, whether)

    def _add_indicator(self, amount: int, most: float, unit: float) -> int:
        """A variable that is 1 where the amount is not 0."""
        whether = self.program.add_variable(high=1.0, is_integer=True)
        self.program.add_row({amount: 1.0, whether: -most}, high=0.0)
        if self.limits.min_trade:
            self.program.add_row({amount: unit, whether: -self.limits.min_trade}, low=0.0)
        return whether

    def _cash(self, account: RebalancingAccount) -> LinearExpression:
        cash = LinearExpression(self.to_share(account.cash + account.new_money))
        for trade in self.trades:
            if trade.asset.account == account.key:
                cash.add(trade.net_bought(), -1.0)
        self.add_row(cash, low=0.0 if self.problem.cash_has_target else self.to_share(account.cash))
        return cash

    def _weights(self, targets: Targets) -> dict[TargetClass, LinearExpression]:
        weights = {(targets.name, key): LinearExpression() for key in targets.shares}
        for trade in self.trades:
            held = LinearExpression(self.to_share(trade.asset.value)).add(trade.net_bought())
            for key, share in trade.asset.exposure.get(targets.name, {}).items():
                weights.setdefault((targets.name, key), LinearExpression()).add(held, float(share))
        for key, share in targets.cash.items():
            for cash in self.cash.values():
                weights.setdefault((targets.name, key), LinearExpression()).add(cash, float(share))
        return weights

    def _base(self, targets: Targets) -> LinearExpression:
        """All that has a class of these targets."""
        base = LinearExpression()
        for one, weight in self.weights.items():
            if one[0] == targets.name:
                base.add(weight)
        return base

    def _deviation(self, one: TargetClass) -> LinearExpression:
        """Above the target, as a share of the total; 0 at the target, whatever the base."""
        return LinearExpression().add(self.weights[one]).add(self.bases[one[0]], -self.target_weight(one))


def _max_trade(worth: float, price: float, limits: TradeLimits, near: float | None) -> float:
    """The most that may be bought or sold: what there is `worth`, near what is asked, counted in whole shares."""
    if limits.whole_shares:
        whole = floor(worth / price * (1 + 1e-12))
        return float(min(whole, floor(near + 1) if near > 0 else 0) if near is not None else whole)
    room = inf if near is None else max(near, 0.0) * price + 2 * limits.min_trade
    return 0.0 if worth < limits.min_trade else min(worth, room)
