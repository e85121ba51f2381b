"""Choose what a plan with few trades may trade, out of many holdings."""

from collections import defaultdict
from collections.abc import Iterator

from portfolios.rebalancing.guards import DriftsByTargets
from portfolios.rebalancing.problem import Asset, RebalancingProblem
from portfolios.valuation.value import ZERO

MAX_UNFILTERED_ASSETS = 50
"""Up to this many holdings, each may be traded."""
MAX_SALES, MAX_BUYS = 4, 2
"""How many candidates to sell or to buy there are for each class in each account."""


def find_candidates(problem: RebalancingProblem, before: DriftsByTargets) -> frozenset[int]:
    """Return the numbers of the assets that may be traded.

    With many holdings: in each account the largest of each class above its target and those that serve each class below
    its target best, and companies above their limit.
    """
    if len(problem.assets) <= MAX_UNFILTERED_ASSETS:
        return frozenset(range(len(problem.assets)))
    ranked = defaultdict(list)
    chosen = set()
    for number, asset in enumerate(problem.assets):
        if asset.symbol in problem.company_excess:
            chosen.add(number)
        for group, score in _score(asset, before):
            ranked[asset.account, group].append((-score, asset.expense_ratio, number))
    for (_, (*_, is_sale)), found in ranked.items():
        chosen.update(number for *_, number in sorted(found)[: MAX_SALES if is_sale else MAX_BUYS])
    return frozenset(chosen)


def _score(asset: Asset, before: DriftsByTargets) -> Iterator[tuple[tuple[str, str, bool], float]]:
    """Yield each class that a trade of the asset helps, whether by a sale, and by how much.

    What the trade does to the other classes counts too.
    """
    helped = [
        (name, one.key, float(one.drift * share))
        for name, drifts in before.items()
        for one in drifts
        if (share := asset.exposure.get(name, {}).get(one.key, ZERO))
    ]
    total = sum(helps for *_, helps in helped)
    for name, key, helps in helped:
        if helps > 0 and asset.quantity:
            yield (name, key, True), (helps + total) * float(asset.value)
        elif helps < 0 and asset.may_be_bought:
            yield (name, key, False), -helps - total
