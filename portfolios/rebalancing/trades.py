"""Round a solver's numbers to exact trades: whole cents, nothing oversold, no account overdrawn."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, localcontext

from portfolios.rebalancing.problem import Asset, FractionsByClass, RebalancingAccount, RebalancingProblem
from portfolios.valuation.drift import Drift, compute_drifts
from portfolios.valuation.value import CENT, EXACT_CONTEXT, ZERO, round_half_even

SharesTraded = dict[int, Decimal]
"""Shares bought (negative: sold) by the asset's number in the problem; only traded assets."""

FRACTIONAL_STEP = Decimal("0.000001")
"""Fractional shares are traded in millionths."""
WHOLE_SHARE = Decimal(1)
NOISE_SHARE = Decimal("1e-7")
"""A trade below this share of the total, or below a cent, is solver noise."""


def round_to_trades(problem: RebalancingProblem, shares: Sequence[float]) -> SharesTraded:
    """Round `shares`, bought of each asset (negative: sold), to tradable steps.

    If rounding overdraws an account, it buys a little less.
    """
    with localcontext(EXACT_CONTEXT):
        noise = max(CENT, NOISE_SHARE * problem.total)
        traded = {
            number: round_sale(problem, asset, -amount, noise)
            if amount < 0
            else amount.quantize(share_step(problem), ROUND_HALF_EVEN)
            for number, (asset, amount) in enumerate(zip(problem.assets, map(Decimal, shares), strict=True))
            if abs(amount) * asset.price >= noise
        }
        for account in problem.accounts:
            floor = account.kept_cash if problem.cash_has_target else account.cash
            buys = [n for n, quantity in traded.items() if quantity > 0 and problem.assets[n].account == account.key]
            for number in sorted(buys, key=lambda n: trade_dollars(problem.assets[n], traded[n]), reverse=True):
                while traded[number] and (short := floor - cash_after(problem, account, traded)) > 0:
                    less = (short / problem.assets[number].price).quantize(share_step(problem), ROUND_CEILING)
                    traded[number] = max(ZERO, traded[number] - less)
    return {number: quantity for number, quantity in traded.items() if trade_dollars(problem.assets[number], quantity)}


def trade_dollars(asset: Asset, quantity: Decimal) -> Decimal:
    """Return the dollars of a trade, to the cent."""
    return round_half_even(EXACT_CONTEXT.multiply(quantity, asset.price))


def share_step(problem: RebalancingProblem) -> Decimal:
    """Return the smallest tradable part of a share."""
    return WHOLE_SHARE if problem.options.whole_shares else FRACTIONAL_STEP


def cash_after(problem: RebalancingProblem, account: RebalancingAccount, traded: Mapping[int, Decimal]) -> Decimal:
    spent = (trade_dollars(problem.assets[n], q) for n, q in traded.items() if problem.assets[n].account == account.key)
    with localcontext(EXACT_CONTEXT):
        return account.cash + account.new_money - sum(spent, ZERO)


def compute_target_drifts(
    problem: RebalancingProblem, traded: Mapping[int, Decimal] | None = None
) -> dict[str, tuple[Drift, ...]]:
    """Return the drifts by name of the targets, after `traded` or, without it, as things stand."""
    traded = traded or {}
    found = {}
    with localcontext(EXACT_CONTEXT):
        cash = sum((cash_after(problem, account, traded) for account in problem.accounts), ZERO)
        for targets in problem.targets:
            amounts = dict.fromkeys(targets.shares, ZERO)
            _add_exposure(amounts, targets.cash, cash)
            for number, asset in enumerate(problem.assets):
                amount = (asset.quantity + traded.get(number, ZERO)) * asset.price
                _add_exposure(amounts, asset.exposure.get(targets.name, {}), amount)
            found[targets.name] = compute_drifts(amounts, targets.shares, problem.options.band)
    return found


def _add_exposure(amounts: dict[str, Decimal], shares: FractionsByClass, worth: Decimal) -> None:
    for key, share in shares.items():
        amounts[key] = amounts.get(key, ZERO) + worth * share


def round_sale(problem: RebalancingProblem, asset: Asset, amount: Decimal, noise: Decimal) -> Decimal:
    """Return the sale as negative shares: never more than is held, and everything if only noise would remain."""
    if problem.options.whole_shares:
        return -min(amount.quantize(WHOLE_SHARE, ROUND_HALF_EVEN), asset.quantity.quantize(WHOLE_SHARE, ROUND_FLOOR))
    rest = (asset.quantity - amount) * asset.price
    return -asset.quantity if rest < noise else -min(amount.quantize(FRACTIONAL_STEP, ROUND_HALF_EVEN), asset.quantity)
