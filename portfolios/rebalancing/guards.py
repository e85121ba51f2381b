"""The guards of every plan: what may be bought, and what it serves."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from portfolios.rebalancing.problem import ASSET_CLASS, Asset, RebalancingProblem
from portfolios.valuation.drift import Drift
from portfolios.valuation.value import ZERO

DriftsByTargets = Mapping[str, Sequence[Drift]]
TargetClass = tuple[str, str]
"""The name of the targets, and one of their classes."""

TARGET_TOLERANCE = Decimal("1e-5")
"""A target counts as reached within a thousandth of a point, plus what one whole share may leave."""
TAXED_SALE_DRIFT = Decimal("0.05")
"""How far a class must be above its target before a sale from it may be taxed, as a fraction."""
MIN_SERVED_SHARE = Decimal("0.5")
"""The fraction of an asset that must be of the class or region for which it is bought."""


def find_served_target(asset: Asset, before: DriftsByTargets) -> TargetClass | None:
    """Return the class or region for which an asset may be bought; None if it may not.

    It is below its target, and at least half of the asset is in it.
    """
    return find_most_helped(asset, before, sign=-1, min_share=MIN_SERVED_SHARE)


def find_sellable_dollars(problem: RebalancingProblem, asset: Asset, before: DriftsByTargets) -> Decimal:
    """Return the exact dollars of an asset that may be sold where a sale may be taxed.

    All of it at a loss, or if at least half of it is of a class or region 5 points above its target. Of a company above
    its limit, what is above. Otherwise nothing.
    """
    if problem.gain_limit is None or asset.gain_share == 0:
        return asset.value
    for name, drifts in before.items():
        exposure = asset.exposure.get(name, {})
        if any(one.drift >= TAXED_SALE_DRIFT and exposure.get(one.key, ZERO) >= MIN_SERVED_SHARE for one in drifts):
            return asset.value
    return min(asset.value, problem.company_excess.get(asset.symbol, ZERO))


def find_replaced_class(problem: RebalancingProblem, asset: Asset, before: DriftsByTargets) -> TargetClass | None:
    """Return the asset class of which a fund may replace a company of this account that is above its limit.

    It is not above its target.
    """
    above = {one.key for one in before.get(ASSET_CLASS, ()) if one.drift > TARGET_TOLERANCE}
    companies = [one for one in problem.assets if one.account == asset.account and one.symbol in problem.company_excess]
    for company in () if asset.last_choice else companies:
        theirs, ours = (one.exposure.get(ASSET_CLASS, {}) for one in (company, asset))
        for key, share in ours.items():
            if key not in above and share >= MIN_SERVED_SHARE and theirs.get(key, ZERO) >= MIN_SERVED_SHARE:
                return ASSET_CLASS, key
    return None


def find_most_helped(
    asset: Asset, before: DriftsByTargets, *, sign: int, min_share: Decimal = ZERO
) -> TargetClass | None:
    """Return the class that a buy (sign -1) or a sale (1) helps most; None if it helps none.

    Classes outside their band and the first targets come first.
    """
    helped = {}
    for place, (targets, drifts) in enumerate(before.items()):
        exposure = asset.exposure.get(targets, {})
        for one in drifts:
            share = exposure.get(one.key, ZERO)
            gained = sign * one.drift * share
            if gained > TARGET_TOLERANCE and share >= min_share:
                helped[one.breached, -place, gained] = (targets, one.key)
    return helped[max(helped)] if helped else None
