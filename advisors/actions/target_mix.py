"""Spread money over a person's own target mix. What they only left assumed is never taken for their wish."""

from collections.abc import Mapping

from advisors.actions.case import ActionCase
from advisors.retirement.markets.asset_mapping import CASH_CLASS, EQUITY_BY_REGION, MIX_BY_CLASS, Mix

HOME_CLASS = "us_equity"
WORLD_STOCKS = EQUITY_BY_REGION["global"]


def spread_over_targets(case: ActionCase, weights: Mapping[str, float], part: float) -> Mix:
    """Return the weights with a part of the money added over the target mix. part: a fraction of the money."""
    found = dict(weights)
    for name, share in (target_mix(case) or {CASH_CLASS: 1.0}).items():
        found[name] = found.get(name, 0.0) + part * share
    return found


def target_mix(case: ActionCase) -> Mix:
    """Return the target mix over the classes of the market, without cash. Sums to 1; empty if the target is all cash.

    Stocks abroad are developed and emerging as in the world market.
    """
    targets = {k: float(v) for k, v in case.profile.asset_class_targets.items() if k != "cash" and v > 0}
    mix: Mix = {}
    for name, target in targets.items():
        parts = split_stocks(case) if name == "equity" else MIX_BY_CLASS.get(name, {})
        for market_class, part in parts.items():
            mix[market_class] = mix.get(market_class, 0.0) + part * target / sum(targets.values())
    return mix


def split_stocks(case: ActionCase) -> Mix:
    """Return how new money in stocks is spread over the world: by confirmed targets, or as the stocks are now.

    Who owns no stocks and has confirmed no regions gets the world market.
    """
    own = case.profile.region_targets
    held = case.baseline.mix.weights if case.baseline else {}
    stocks = {name: held.get(name, 0.0) for name in WORLD_STOCKS}
    if own and "region_targets" not in case.profile.assumed:
        home = float(own.get("north_america", 0)) / float(sum(own.values()))
    elif sum(stocks.values()):
        home = stocks[HOME_CLASS] / sum(stocks.values())
    else:
        home = WORLD_STOCKS[HOME_CLASS]
    abroad = {name: share for name, share in WORLD_STOCKS.items() if name != HOME_CLASS}
    return {HOME_CLASS: home, **{name: share * (1 - home) / sum(abroad.values()) for name, share in abroad.items()}}
