"""A rebalancing problem as a linear program. All money is in fractions of the problem's total."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from math import floor, inf

from advisors.rebalancing.candidates import find_candidates
from advisors.rebalancing.linear_expression import LinearExpression
from advisors.rebalancing.solver import SLACK, Coefficients, LinearProgram, Solution
from portfolios.rebalancing.guards import TargetClass, find_replaced_class, find_sellable_dollars, find_served_target
from portfolios.rebalancing.problem import Asset, RebalancingProblem, Targets
from portfolios.rebalancing.trades import compute_target_drifts
from portfolios.valuation.value import EXACT_CONTEXT

AWAY_TOLERANCE = 1e-4
"""How far a class may move away from its target, as a fraction of what the targets cover: a hundredth of a point."""

# The cost of trading all of the total: a taxed gain costs far more than any other trade, a last resort a little more.
TAXED_GAIN_COST = 1.0
TAXED_SALE_COST = 0.02
TRADE_COST = 0.01
LAST_CHOICE_COST = 0.05
LARGEST_FIRST = 0.01
"""How much less the sale of a holding costs if it is all of the money."""


@dataclass(frozen=True)
class TradeLimits:
    """What a plan may trade.

    `min_trade`: a trade is 0 or at least this fraction of the total. `near_shares`: shares bought of each asset
    (negative: sold) in a first solution; only these trades are allowed, in whole shares at most one share larger,
    otherwise at most twice `min_trade` larger. `is_exact`: any number of whole shares of them. `counts_trades`: an
    indicator variable is 1 if a trade is made.
    """

    allows_sales: bool = True
    min_trade: float = 0.0
    whole_shares: bool = False
    near_shares: Sequence[float] | None = None
    is_exact: bool = False
    counts_trades: bool = False


@dataclass(frozen=True)
class TradeVariables:
    """The variables of one asset.

    `unit`: the worth of one `buy` or `sell`, as a fraction of the total. `indicators`: variables that are 1 if the
    asset is bought, and if it is sold; empty if trades are not counted.
    """

    asset: Asset
    unit: float
    buy: int
    sell: int
    indicators: tuple[int, ...]

    def net_bought(self) -> LinearExpression:
        """Return what is bought less what is sold."""
        return LinearExpression(0.0, {self.buy: self.unit, self.sell: -self.unit})


class RebalancingModel:
    """The variables of a problem, their meaning, and the rows of every plan: no account overdrawn, nothing oversold.

    `cash`: the cash of each account after the trades; `weights`: the weight of each class after the trades; `bases`:
    the sum of weights of some targets; `deviations`: how far each weight is above its target; `excess`: what companies
    have above their limits.
    """

    def __init__(self, problem: RebalancingProblem, limits: TradeLimits) -> None:
        self.problem, self.limits, self.program = problem, limits, LinearProgram()
        self.accounts = {account.key: account for account in problem.accounts}
        self.before = compute_target_drifts(problem)
        self.candidates = find_candidates(problem, self.before)
        self.money = {
            account.key: sum(
                (asset.value for asset in problem.assets if asset.account == account.key),
                account.cash + account.new_money,
            )
            for account in problem.accounts
        }
        self.trades = [self._add_trade_variables(number, asset) for number, asset in enumerate(problem.assets)]
        self.cash: dict[str, LinearExpression] = {}
        for account in problem.accounts:
            cash = LinearExpression(self.to_share(account.cash + account.new_money))
            for trade in self.trades:
                if trade.asset.account == account.key:
                    cash.add(trade.net_bought(), -1.0)
            self.add_row(cash, low=self.to_share(account.kept_cash if problem.cash_has_target else account.cash))
            self.cash[account.key] = cash
        self.weights = {key: weight for targets in problem.targets for key, weight in self._weights(targets).items()}
        self.bases = {targets.name: LinearExpression() for targets in problem.targets}
        for (name, _), weight in self.weights.items():
            self.bases[name].add(weight)
        self.deviations = {
            key: LinearExpression().add(weight).add(self.bases[key[0]], -self.target_weight(key))
            for key, weight in self.weights.items()
        }
        self._keep_near_targets()
        self.excess = self._company_excess()
        if problem.gain_limit is not None:
            self.add_row(self.taxed_gains(), high=self.to_share(problem.gain_limit))
        if limits.min_trade:
            self._forbid_opposite_trades()
        if problem.options.max_trades is not None:
            self.add_row(self.trade_count(), high=problem.options.max_trades)

    def to_share(self, dollars: Decimal) -> float:
        """Return dollars as a fraction of the total."""
        return float(EXACT_CONTEXT.divide(dollars, self.problem.total))

    def target_weight(self, target_class: TargetClass) -> float:
        """Return the target of a class as a fraction, 0 if it has none."""
        name, key = target_class
        return next(float(targets.shares.get(key, 0)) for targets in self.problem.targets if targets.name == name)

    def add_row(self, expression: LinearExpression, low: float = -inf, high: float = inf) -> int:
        """Require an expression to be between `low` and `high`, and return the number of the row."""
        return self.program.add_row(expression.terms, low - expression.constant, high - expression.constant)

    def constrain_deviation(
        self, target_class: TargetClass, low: float, high: float, *, below: float = SLACK, above: float = SLACK
    ) -> None:
        """Keep the weight of a class between `low` and `high` above its target, as fractions of its base.

        below, above: how far it may be outside, as fractions of the total.
        """
        deviation, base = self.deviations[target_class], self.bases[target_class[0]]
        self.add_row(LinearExpression().add(deviation).add(base, -high), high=above)
        self.add_row(LinearExpression().add(deviation).add(base, -low), low=-below)

    def _forbid_opposite_trades(self) -> None:
        """Let no instrument be bought in one account and sold in another."""
        by_symbol = defaultdict(list)
        for trade in self.trades:
            if trade.indicators:
                by_symbol[trade.asset.symbol].append(trade)
        for trades in by_symbol.values():
            for one, other in permutations(trades, 2):
                self.program.add_row({one.indicators[0]: 1.0, other.indicators[1]: 1.0}, high=1.0)

    def _keep_near_targets(self) -> None:
        """Let no class move away from its target, and no disputed class move at all.

        If nothing can replace a company that is sold down to its limit, its class may fall and cash rise by that sale.
        """
        excess = self.problem.company_excess if self.limits.allows_sales else {}
        companies = {asset.symbol: asset for asset in self.problem.assets if asset.symbol in excess}
        sold = sum(map(self.to_share, excess.values()))
        for targets in self.problem.targets:
            for one in self.before[targets.name]:
                drift, is_disputed = float(one.drift), (targets.name, one.key) in self.problem.disputed
                low, high = (drift, drift) if is_disputed else (-abs(drift), abs(drift))
                is_of_company = any(asset.exposure.get(targets.name, {}).get(one.key) for asset in companies.values())
                may_rise = one.key in targets.cash or not targets.cash
                self.constrain_deviation(
                    (targets.name, one.key), low - AWAY_TOLERANCE, high + AWAY_TOLERANCE,
                    below=SLACK + sold * is_of_company, above=SLACK + sold * may_rise,
                )  # fmt: skip

    def _company_excess(self) -> LinearExpression:
        """Return what companies have above their limits, correct only if it is minimized. No other exceeds its own."""
        excess = LinearExpression()
        for symbol, limit in self.problem.company_limits.items():
            after = LinearExpression(-self.to_share(limit))
            for trade in self.trades:
                if trade.asset.symbol == symbol:
                    after.add(trade.net_bought()).constant += self.to_share(trade.asset.value)
            if symbol not in self.problem.company_excess:
                self.add_row(after, high=SLACK)
            elif after.terms:
                over = self.program.add_variable()
                self.add_row(after.add(LinearExpression(0.0, {over: -1.0})), high=0.0)
                excess.terms[over] = 1.0
        return excess

    def distance(self, targets: Targets) -> LinearExpression:
        """Return the sum of absolute deviations from these targets, correct only if it is minimized.

        Regions are fractions of equity, and sales reduce that: selling everything would seem to come nearer.
        `total_overshoot` prevents it, because it counts the cash that sales leave.
        """
        distance = LinearExpression()
        for (name, _), deviation in self.deviations.items():
            if name == targets.name:
                over, under = self.program.add_variable(), self.program.add_variable()
                self.add_row(LinearExpression(0.0, {over: -1.0, under: 1.0}).add(deviation), 0.0, 0.0)
                distance.terms.update({over: 1.0, under: 1.0})
        return distance

    def taxed_sales(self) -> LinearExpression:
        """Return the sales in accounts where a sale may be taxed."""
        sales = (t for t in self.trades if not self.accounts[t.asset.account].tax_advantaged)
        return LinearExpression(0.0, {trade.sell: trade.unit for trade in sales})

    def taxed_gains(self) -> LinearExpression:
        """Return the gain of the sales in accounts where a sale may be taxed; an unknown cost counts as all gain."""
        sales = (t for t in self.trades if not self.accounts[t.asset.account].tax_advantaged)
        shares = ((t, 1 if t.asset.gain_share is None else t.asset.gain_share) for t in sales)
        return LinearExpression(0.0, {t.sell: t.unit * float(share) for t, share in shares})

    def cost(self) -> LinearExpression:
        """Return the cost of all trades: above all taxed gains, then their size.

        Then the fees of the funds bought, and of the funds that could be sold the largest is sold.
        """
        terms: dict[int, float] = {}
        for trade in self.trades:
            buying = TRADE_COST * (1 + float(trade.asset.expense_ratio)) + LAST_CHOICE_COST * trade.asset.last_choice
            selling = TRADE_COST * (1 - LARGEST_FIRST * self.to_share(trade.asset.value))
            terms.update({trade.buy: trade.unit * buying, trade.sell: trade.unit * selling})
        return (
            LinearExpression(0.0, terms)
            .add(self.taxed_gains(), TAXED_GAIN_COST)
            .add(self.taxed_sales(), TAXED_SALE_COST)
        )

    def idle_cash(self) -> LinearExpression:
        """Return the cash beyond today's: new money that stays uninvested, and what sales leave over."""
        idle = LinearExpression()
        for key, cash in self.cash.items():
            idle.add(cash).constant -= self.to_share(self.accounts[key].cash)
        return idle

    def total_overshoot(self, targets: Targets) -> LinearExpression:
        """Return what trades move into classes above their target, correct only if it is minimized.

        By the sum of deviations alone, moving money from one class above its target to another would be just as good.
        """
        raised = LinearExpression()
        for rise in self.overshoot_by_class(targets):
            up = self.program.add_variable()
            self.add_row(LinearExpression(0.0, {up: -1.0}).add(rise), high=0.0)
            raised.terms[up] = 1.0
        return raised

    def overshoot_by_class(self, targets: Targets) -> list[LinearExpression]:
        """Return how far each class, and the cash of each account, ends above both its target and its current value."""
        no_trade = dict.fromkeys(range(self.program.variables), 0.0)
        rises = [
            LinearExpression(-max(0.0, deviation.evaluate_values(no_trade))).add(deviation)
            for (name, _), deviation in self.deviations.items()
            if name == targets.name
        ]
        accounts = self.cash.values() if targets.cash else ()
        return [*rises, *(LinearExpression(-cash.evaluate_values(no_trade)).add(cash) for cash in accounts)]

    def trade_count(self) -> LinearExpression:
        """Return the number of trades; 0 if they are not counted."""
        return LinearExpression(0.0, {indicator: 1.0 for trade in self.trades for indicator in trade.indicators})

    def minimize_and_fix(self, terms: Coefficients) -> None:
        """Minimize the terms and keep them at their minimum from now on."""
        self.program.add_row(terms, high=self.program.minimize(terms).evaluate(terms) + SLACK)

    def equalize_shortfalls(self, targets: Targets) -> None:
        """Minimize the largest shortfall, as a fraction of its target, then the next largest, and so on.

        A row whose dual is not zero binds in every optimum, so its shortfall is settled; each round settles at least
        one. Source: lexicographic minimax by linear programming.
        """
        worst = self.program.add_variable()
        rows = {}
        for target_class, deviation in self.deviations.items():
            target = self.target_weight(target_class)
            if target_class[0] == targets.name and target:
                terms = {**deviation.terms, worst: target}
                rows[target_class] = self.program.add_row(terms, low=-deviation.constant)
        while rows:
            solution = self.program.minimize({worst: 1.0})
            settled = [key for key, row in rows.items() if solution.duals[row] > SLACK] or list(rows)
            for key in settled:
                low = -solution.objective * self.target_weight(key) - self.deviations[key].constant - SLACK
                self.program.change_row(rows.pop(key), {worst: 0.0}, low)

    def shares(self, solution: Solution) -> list[float]:
        """Return the shares bought of each asset (negative: sold)."""
        return [trade.net_bought().evaluate(solution) / self.to_share(trade.asset.price) for trade in self.trades]

    def _add_trade_variables(self, number: int, asset: Asset) -> TradeVariables:
        """Add the variables of one asset. An indicator is 1 if its amount is not 0; at most one of the two is 1."""
        account, limits = self.accounts[asset.account], self.limits
        money = self.to_share(self.money[asset.account])
        near = limits.near_shares[number] if limits.near_shares is not None else None
        price = self.to_share(asset.price)
        value = asset.value if account.tax_advantaged else find_sellable_dollars(self.problem, asset, self.before)
        sellable = self.to_share(value) if limits.allows_sales else 0.0
        if number not in self.candidates or asset.is_kept:
            money = sellable = 0.0
        if asset.symbol in self.problem.company_excess or not asset.may_be_bought:
            money = 0.0
        if not (find_served_target(asset, self.before) or find_replaced_class(self.problem, asset, self.before)):
            money = 0.0
        max_amounts = (_max_trade(money, price, limits, near), _max_trade(sellable, price, limits, near and -near))
        unit = price if limits.whole_shares else 1.0
        buy, sell = (self.program.add_variable(high=high, is_integer=limits.whole_shares) for high in max_amounts)
        if not (limits.counts_trades or limits.min_trade > 0) or not any(max_amounts):
            return TradeVariables(asset, unit, buy, sell, ())
        indicators = []
        for amount, max_amount in zip((buy, sell), max_amounts, strict=True):
            indicators.append(indicator := self.program.add_variable(high=1.0, is_integer=True))
            self.program.add_row({amount: 1.0, indicator: -max_amount}, high=0.0)
            if limits.min_trade:
                self.program.add_row({amount: unit, indicator: -limits.min_trade}, low=0.0)
        self.program.add_row(dict.fromkeys(indicators, 1.0), high=1.0)
        return TradeVariables(asset, unit, buy, sell, tuple(indicators))

    def _weights(self, targets: Targets) -> dict[TargetClass, LinearExpression]:
        weights = {(targets.name, key): LinearExpression() for key in targets.shares}
        for trade in self.trades:
            value = LinearExpression(self.to_share(trade.asset.value)).add(trade.net_bought())
            for key, share in trade.asset.exposure.get(targets.name, {}).items():
                weights.setdefault((targets.name, key), LinearExpression()).add(value, float(share))
        for key, share in targets.cash.items():
            for cash in self.cash.values():
                weights.setdefault((targets.name, key), LinearExpression()).add(cash, float(share))
        return weights


def _max_trade(worth: float, price: float, limits: TradeLimits, near: float | None) -> float:
    """Return the most that may be traded, in whole shares or as a fraction of the total.

    `worth`: what is available; `near`: the trade of a first solution in shares.
    """
    if limits.whole_shares:
        available = floor(worth / price * (1 + 1e-12))
        if near is None or (limits.is_exact and near > 0):
            return float(available)
        return float(min(available, floor(near + 1) if near > 0 else 0))
    room = inf if near is None else max(near, 0.0) * price + 2 * limits.min_trade
    return 0.0 if worth < limits.min_trade else min(worth, room)
