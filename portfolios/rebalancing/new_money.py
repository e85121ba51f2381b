"""New money first: how to spend it over classes without selling anything."""

from collections.abc import Mapping
from decimal import Decimal, localcontext

from portfolios.valuation.value import EXACT_CONTEXT, ZERO, apportion


def water_filling(amounts: Mapping[str, Decimal], targets: Mapping[str, Decimal], money: Decimal) -> dict[str, Decimal]:
    """What to buy of each class, in dollars and cents that sum to `money`; classes with a target only.

    The class that has least of its target is filled first, until it is level with the next, and so on: buys are
    max(0, level x target - amount) with the one level at which they sum to the money. amounts: dollars now;
    targets: fractions (only their ratios matter). Raises ValueError for money below 0 or without a target above 0.
    Source: A. Mao, Optimal Lazy Portfolio Rebalancing; it is the least-squares answer relative to the targets.
    """
    wanted = {key: share for key, share in targets.items() if share > 0}
    if money < 0 or not wanted:
        raise ValueError("New money is not negative, and needs a target to go to.")
    with localcontext(EXACT_CONTEXT):
        level = _water_level(amounts, wanted, money)
        return apportion({key: max(ZERO, level * share - amounts.get(key, ZERO)) for key, share in wanted.items()})


def _water_level(amounts: Mapping[str, Decimal], wanted: Mapping[str, Decimal], money: Decimal) -> Decimal:
    filled = shares = ZERO
    level = ZERO
    for key in sorted(wanted, key=lambda key: amounts.get(key, ZERO) / wanted[key]):
        if shares and amounts.get(key, ZERO) / wanted[key] >= level:
            break
        filled, shares = filled + amounts.get(key, ZERO), shares + wanted[key]
        level = (money + filled) / shares
    return level
