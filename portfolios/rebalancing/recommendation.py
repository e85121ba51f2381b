"""A rebalancing plan as stored and shown: its trades with reasons, and the weights before and after."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from typing import Literal

from portfolios.rebalancing.guards import DriftsByTargets, find_replaced_class
from portfolios.rebalancing.problem import PlanKind, RebalancingAccount, RebalancingProblem
from portfolios.rebalancing.reasons import (
    class_label,
    explain_buy,
    explain_missed_target,
    explain_sale,
    target_tolerance,
)
from portfolios.rebalancing.trades import (
    SharesTraded,
    cash_after,
    compute_target_drifts,
    round_to_trades,
    trade_dollars,
)
from portfolios.valuation.drift import Drift
from portfolios.valuation.portfolio import percent
from portfolios.valuation.snapshot import FrozenModel
from portfolios.valuation.value import EXACT_CONTEXT, ZERO, Number, percentages

ONE = Decimal(1)


Side = Literal["buy", "sell"]


class Trade(FrozenModel):
    """quantity: shares. dollars: quantity x price, to the cent, moved between the asset and its account's cash.

    fact_key: the member that its facts are about, such as brokerage_sell_nvda; empty in analyses of earlier versions.
    """

    account_id: str
    account: str
    symbol: str
    side: Side
    quantity: Number
    price: Number
    dollars: Number
    reason: str
    fact_key: str = ""


class AccountCash(FrozenModel):
    """Dollars: after = before + new_money + sold - bought, never below 0."""

    account_id: str
    account: str
    before: Number
    new_money: Number
    sold: Number
    bought: Number
    after: Number


class ClassWeight(FrozenModel):
    """Percent of the money these targets cover. before: now, with the new money in cash.

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


class MissedTarget(FrozenModel):
    """A target that the plan does not reach. nearest: where it ends, in percent."""

    targets: str
    key: str
    label: str
    target: Number
    nearest: Number
    reason: str


class ExcludedSymbol(FrozenModel):
    symbol: str
    reason: str


class RebalanceRecommendation(FrozenModel):
    """feasible: the plan reaches all its targets. If not, `missed` lists what comes nearest, and why.

    The plan "minimal" covers only classes outside their band. bought, sold, sold_taxed: dollars; sold_taxed is the part
    of `sold` in accounts where a sale may be taxed. after_sales: symbols of companies whose sale comes first, so the
    weights before the trades are those after that sale. searched_seconds: set if the search ended before it had proved
    that no better plan exists.
    """

    plan: PlanKind
    trades: tuple[Trade, ...]
    cash: tuple[AccountCash, ...]
    weights: tuple[ClassWeight, ...]
    feasible: bool
    missed: tuple[MissedTarget, ...]
    left_alone: tuple[ExcludedSymbol, ...]
    bought: Number
    sold: Number
    sold_taxed: Number
    after_sales: tuple[str, ...] = ()
    searched_seconds: int | None = None

    @property
    def still_breached(self) -> int:
        """Return the number of classes outside their band after the trades."""
        return sum(weight.still_breached for weight in self.weights)

    @property
    def display_weights(self) -> tuple[ClassWeight, ...]:
        """Return the weights as pages and reports show them: one decimal, summing to 100.0 for each targets."""
        rounded: list[ClassWeight] = []
        for name in dict.fromkeys(weight.targets for weight in self.weights):
            by_key = {weight.key: weight for weight in self.weights if weight.targets == name}
            before = percentages({key: weight.before for key, weight in by_key.items()})
            after = percentages({key: weight.after for key, weight in by_key.items()})
            rounded += [w.model_copy(update={"before": before[k], "after": after[k]}) for k, w in by_key.items()]
        return tuple(rounded)

    @property
    def display_missed(self) -> tuple[MissedTarget, ...]:
        """Return the missed targets with the shares of `display_weights`."""
        ends = {(weight.targets, weight.key): weight.after for weight in self.display_weights}
        return tuple(one.model_copy(update={"nearest": ends[one.targets, one.key]}) for one in self.missed)


def build_recommendation(
    problem: RebalancingProblem, plan: PlanKind, shares: Sequence[float]
) -> RebalanceRecommendation:
    """Build a recommendation from a solver's answer: shares bought of each asset, negative if sold."""
    traded = round_to_trades(problem, shares)
    before, after = compute_target_drifts(problem), compute_target_drifts(problem, traded)
    movable = {
        name: [one for one in drifts if (name, one.key) not in problem.disputed] for name, drifts in before.items()
    }
    trades = tuple(_build_trades(problem, traded, movable))
    missed = tuple(_find_missed_targets(problem, plan, before, after))
    sheltered = {account.key for account in problem.accounts if account.tax_advantaged}
    return RebalanceRecommendation(
        plan=plan,
        trades=trades,
        cash=tuple(_build_account_cash(problem, account, traded) for account in problem.accounts),
        weights=tuple(_build_weights(before, after)),
        feasible=not missed,
        missed=missed,
        left_alone=tuple(ExcludedSymbol(symbol=one.symbol, reason=one.reason) for one in problem.left_alone),
        bought=_sum_exact(trade.dollars for trade in trades if trade.side == "buy"),
        sold=_sum_exact(trade.dollars for trade in trades if trade.side == "sell"),
        sold_taxed=_sum_exact(t.dollars for t in trades if t.side == "sell" and t.account_id not in sheltered),
    )


def _build_trades(problem: RebalancingProblem, traded: SharesTraded, before: DriftsByTargets) -> Iterator[Trade]:
    """Yield trades account by account, sales first, since they pay for the purchases."""
    accounts = {account.key: account for account in problem.accounts}
    order = {key: number for number, key in enumerate(accounts)}
    ordered = sorted(traded.items(), key=lambda item: (order[problem.assets[item[0]].account], item[1] > 0, item[0]))
    for number, quantity in ordered:
        asset, account = problem.assets[number], accounts[problem.assets[number].account]
        side: Side = "buy" if quantity > 0 else "sell"
        yield Trade(
            account_id=account.key,
            account=account.name,
            symbol=asset.symbol,
            side=side,
            quantity=abs(quantity),
            price=asset.price,
            dollars=abs(trade_dollars(asset, quantity)),
            reason=explain_buy(asset, before, find_replaced_class(problem, asset, before))
            if quantity > 0
            else explain_sale(problem, asset, account, before),
            fact_key=f"{account.fact_key}_{side}_{asset.fact_key}",
        )


def _build_account_cash(problem: RebalancingProblem, account: RebalancingAccount, traded: SharesTraded) -> AccountCash:
    moved = [trade_dollars(problem.assets[n], q) for n, q in traded.items() if problem.assets[n].account == account.key]
    return AccountCash(
        account_id=account.key,
        account=account.name,
        before=account.cash,
        new_money=account.new_money,
        sold=_sum_exact(-amount for amount in moved if amount < 0),
        bought=_sum_exact(amount for amount in moved if amount > 0),
        after=cash_after(problem, account, traded),
    )


def _build_weights(before: DriftsByTargets, after: DriftsByTargets) -> Iterator[ClassWeight]:
    for name in before:
        earlier, later = _by_key(before[name]), _by_key(after[name])
        for key, drift in {**later, **earlier}.items():
            yield ClassWeight(
                targets=name,
                key=key,
                label=class_label(name, key),
                target=percent(drift.target, ONE),
                before=percent(earlier[key].weight, ONE) if key in earlier else ZERO,
                after=percent(later[key].weight, ONE) if key in later else ZERO,
                breached=key in earlier and earlier[key].breached,
                still_breached=key in later and later[key].breached,
            )


def _by_key(drifts: Iterable[Drift]) -> dict[str, Drift]:
    return {drift.key: drift for drift in drifts}


def _find_missed_targets(
    problem: RebalancingProblem, plan: PlanKind, before: DriftsByTargets, after: DriftsByTargets
) -> Iterator[MissedTarget]:
    for name, drifts in after.items():
        breached = {drift.key for drift in before[name] if drift.breached}
        for drift in drifts:
            is_far = drift.breached and abs(drift.gap) >= ONE  # a whole share may cost more than the gap
            if (is_far or abs(drift.drift) > target_tolerance(problem)) and (
                plan != "minimal" or drift.key in breached
            ):
                yield MissedTarget(
                    targets=name,
                    key=drift.key,
                    label=class_label(name, drift.key),
                    target=percent(drift.target, ONE),
                    nearest=percent(drift.weight, ONE),
                    reason=explain_missed_target(problem, plan, name, drift),
                )


def _sum_exact(amounts: Iterable[Decimal]) -> Decimal:
    with localcontext(EXACT_CONTEXT):
        return sum(amounts, ZERO)
