"""Print what the exact rebalancing plans cost, in seconds of one run. Figures, not tests.

Usage: python bench/rebalancing.py [HOLDINGS ..]

The portfolios have three accounts, and funds in up to two of four asset classes and in both groups of regions.
"""

import random
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisors.rebalancing.plans import MAX_TRADES, MIN_TRADE_DOLLARS, MIN_TRADE_SHARE, rebalance
from portfolios.rebalancing.problem import Asset, Options, PlanKind, RebalancingAccount, RebalancingProblem, Targets

CLASSES = ("equity", "fixed_income", "real_estate", "commodities")
PLANS: tuple[PlanKind, ...] = ("new_money", "minimal", "full")
GROUPS = ("north_america", "international")
SIZES = (17, 107, 400, 1_000)


def random_split(generator: random.Random, names: tuple[str, ...]) -> dict[str, Decimal]:
    """Return a random split over one or two of the names, as fractions."""
    first, second = generator.sample(names, 2)
    share = Decimal(generator.choice((100, 100, 90, 60))) / 100
    return {first: share, second: 1 - share} if share < 1 else {first: share}


def build_problem(size: int) -> RebalancingProblem:
    """Return the problem of a portfolio with `size` holdings, the same every time."""
    generator = random.Random(size)
    accounts = [RebalancingAccount(name, name, Decimal(generator.randint(0, 20_000)), tax_advantaged=name != "taxable")
                for name in ("401k", "roth", "taxable")]  # fmt: skip
    assets = [
        Asset(
            accounts[number % 3].key, f"F{number}", Decimal(generator.randint(1_000, 50_000)) / 100,
            {"asset_class": random_split(generator, CLASSES), "regions": random_split(generator, GROUPS)},
            Decimal(generator.randint(1, 500)), expense_ratio=Decimal(generator.randint(3, 90)) / 10_000,
        )
        for number in range(size)
    ]  # fmt: skip
    shares = dict(zip(CLASSES, map(Decimal, ("0.6", "0.3", "0.05", "0.05")), strict=True))
    regions = {"north_america": Decimal("0.6"), "international": Decimal("0.4")}
    targets = [Targets("asset_class", shares | {"cash": Decimal(0)}, {"cash": Decimal(1)}), Targets("regions", regions)]
    problem = RebalancingProblem(accounts, assets, targets)
    minimum = max(MIN_TRADE_DOLLARS, problem.total * MIN_TRADE_SHARE)
    return replace(problem, options=Options(minimum_trade=minimum, max_trades=MAX_TRADES))


def main() -> None:
    """Print the seconds and the number of trades of each plan, for each size."""
    print(f"{'holdings':>8}  " + "  ".join(f"{plan:>22}" for plan in PLANS))
    for size in map(int, sys.argv[1:]) if sys.argv[1:] else SIZES:
        problem, cells = build_problem(size), []
        for plan in PLANS:
            start = time.perf_counter()
            trades = rebalance(problem, plan).trades
            cells.append(f"{time.perf_counter() - start:8.2f} s, {len(trades):3d} trades")
        print(f"{size:>8}  " + "  ".join(f"{cell:>22}" for cell in cells))


if __name__ == "__main__":
    main()
