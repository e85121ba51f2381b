"""Prints what a projection costs: `python bench/projection.py`. Figures, not tests; the best of several runs.

10,000 paths x 60 years (30 of saving, 30 of spending) x 8 classes with inflation, both fans, sustainable spending and
required saving, on one core; what-ifs on kept draws; memory; a plain-Python loop of the same model beside it.
"""

import os
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from math import exp, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisors.retirement.changes import lower_return, with_equities
from advisors.retirement.correlation import cholesky
from advisors.retirement.draws import draw
from advisors.retirement.plan import Plan
from advisors.retirement.projection import project
from advisors.retirement.returns import ClassReturns
from advisors.retirement.stored import stored_labels

WEIGHTS = {
    "us_equity": 0.30, "intl_developed_equity": 0.15, "emerging_equity": 0.05, "us_aggregate_bonds": 0.20,
    "us_tips": 0.10, "us_reits": 0.08, "commodities": 0.05, "gold": 0.07,
}  # fmt: skip
RUNS = 15
LOOP_PATHS = 200


def plan_of(paths: int, years: int = 60) -> Plan:
    """Half the years saving, half spending, eight classes held; all nine and inflation are always drawn."""
    return Plan.model_validate(
        {
            "start_value": 500_000, "years_to_retirement": years // 2, "retirement_years": years - years // 2,
            "contribution": 20_000, "spending": 60_000, "timing": "begin", "paths": paths,
            "returns": {"kind": "classes", "weights": WEIGHTS},
        }
    )  # fmt: skip


def best(work: Callable[[], object], runs: int = RUNS) -> float:
    """Give the shortest of several runs, in milliseconds: on a busy box the only meaningful one."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1_000 * min(times)


def peak(work: Callable[[], object]) -> float:
    """Give the peak of memory that `work` allocates, in MB."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


def plain_loop(plan: Plan, paths: int) -> float:
    """The same model, one path and one year at a time with lists and random.gauss; gives the share that succeeds."""
    assert isinstance(plan.returns, ClassReturns)
    market = plan.returns.market()
    factor = cholesky(market.correlation, stored_labels())
    held = [(i, WEIGHTS[s.name], s.log_drift, s.log_sd) for i, s in enumerate(market.classes) if s.name in WEIGHTS]
    inflation, keep = market.inflation, sqrt(1 - 0.6**2)
    chance = random.Random(plan.seed)
    successes = 0
    for _ in range(paths):
        wealth, price, excess, funded = plan.start_value, 1.0, 0.0, True
        ends = [wealth]
        for year in range(1, plan.horizon + 1):
            normals = [chance.gauss(0, 1) for _ in factor]
            shocks = [sum(row[j] * normals[j] for j in range(i + 1)) for i, row in enumerate(factor)]
            growth = sum(weight * exp(drift + sd * shocks[i]) for i, weight, drift, sd in held)
            scale = inflation.log_sd * (keep if year > 1 else 1.0)
            excess = 0.6 * excess + scale * shocks[-1]
            prices = exp(inflation.log_drift + excess)
            if year <= plan.years_to_retirement:
                wealth += plan.contribution
            else:
                funded = funded and wealth >= plan.spending
                wealth = max(wealth - plan.spending, 0.0)
            wealth *= growth / prices
            price *= prices
            ends.append(wealth)
        successes += funded
    return successes / paths


def main() -> None:
    """Print every figure that the issue asks for."""
    plan = plan_of(10_000)
    draws = draw(plan)
    now = project(plan, draws=draws)
    print("10,000 paths x 60 years x 8 classes with inflation, best of", RUNS)
    print(f"  first projection, nothing kept           {best(lambda: project(plan)):8.1f} ms   (goal 60)")
    print(f"  the same without the nominal fan         {best(lambda: project(plan, fan='real')):8.1f} ms")
    print(f"  drawing to keep                          {best(lambda: draw(plan)):8.1f} ms")
    print("what-ifs on kept draws, fan in today's dollars   (goal 10)")
    shifted, lower = with_equities(plan, 0.1), lower_return(plan)
    assert shifted is not None and lower is not None
    changed = {
        "spending": plan.but(spending=55_000.0), "retire two years later": plan.but(years_to_retirement=32, retirement_years=28),
        "mix": shifted, "returns -1 point": lower,
    }  # fmt: skip
    for name, what_if in changed.items():
        real = best(lambda what_if=what_if: project(what_if, draws=draws, fan="real"))  # type: ignore[misc]
        both = best(lambda what_if=what_if: project(what_if, draws=draws))  # type: ignore[misc]
        figures = best(lambda what_if=what_if: project(what_if, draws=draws, fan="none"))  # type: ignore[misc]
        print(f"  {name:<40} {real:8.1f} ms   (with the nominal fan {both:.1f}, without fans {figures:.1f})")
    print("memory, peak of what is allocated   (goal 30)")
    print(f"  first projection                         {peak(lambda: project(plan)):8.1f} MB")
    print(f"  drawing, keeping and one what-if         {peak(lambda: project(plan, draws=draw(plan))):8.1f} MB")
    print(f"plain-Python loop of the same model, {LOOP_PATHS} paths, scaled to 10,000")
    loop_success = 0.0

    def loop() -> None:
        nonlocal loop_success
        loop_success = plain_loop(plan, LOOP_PATHS)

    slow = best(loop, 2) * 10_000 / LOOP_PATHS
    fast = best(lambda: project(plan))
    print(f"  loop {slow:10.0f} ms, ours {fast:.1f} ms: {slow / fast:.0f} times (success {loop_success:.2f}, "
          f"ours {now.success.probability:.4f})")  # fmt: skip
    print("linear in paths and years")
    for paths in (1_000, 10_000, 100_000):
        runs = 5 if paths < 100_000 else 3
        took = {years: best(lambda p=plan_of(paths, years): project(p), runs) for years in (30, 60)}  # type: ignore[misc]
        print(f"  {paths:7,} paths: 30 years {took[30]:7.1f} ms, 60 years {took[60]:7.1f} ms, "
              f"{1e6 * took[60] / paths / 60:.0f} ns a path-year")  # fmt: skip


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    main()
