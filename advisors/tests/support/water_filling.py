"""Allocate new money in one account of plain funds: an independent solution to compare the solver with."""

from decimal import Decimal

from portfolios.valuation.value import EXACT_CONTEXT, ZERO, apportion


def water_filling(amounts, targets, money):
    """Return the dollars to buy of each class, filling the class furthest below its target first.

    Buys are max(0, level x target - amount), with the one level at which they sum to the money.
    Source: A. Mao, Optimal Lazy Portfolio Rebalancing.
    """
    filled = shares = level = ZERO
    for key in sorted(targets, key=lambda key: amounts.get(key, ZERO) / targets[key]):
        if shares and amounts.get(key, ZERO) / targets[key] >= level:
            break
        filled, shares = filled + amounts.get(key, ZERO), shares + targets[key]
        level = EXACT_CONTEXT.divide(Decimal(money) + filled, shares)
    return apportion({key: max(ZERO, level * share - amounts.get(key, ZERO)) for key, share in targets.items()})
