"""Print what a projection costs: `python bench/projection.py`. Figures, not tests; processor time, best of several.

10,000 paths x 60 years (30 of saving, 30 of spending) x 8 classes with inflation, both fans, sustainable spending and
required saving, on one core; what-ifs on stored draws; memory; and a plain-Python loop of the same model to compare.
"""

import os
import random
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from math import exp, sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from advisors.retirement.inputs.assumptions import cholesky, stored_series_names
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.markets.draws import draw
from advisors.retirement.scenarios.changes import with_equity_shift, with_lower_return
from advisors.retirement.simulation.engine import project

WEIGHTS = {
    "us_equity": 0.30, "intl_developed_equity": 0.15, "emerging_equity": 0.05, "us_aggregate_bonds": 0.20,
    "us_tips": 0.10, "us_reits": 0.08, "commodities": 0.05, "gold": 0.07,
}  # fmt: skip
RUNS = 15
LOOP_PATHS = 400


def build_plan(paths: int, years: int = 60) -> Plan:
    """Return a plan that saves for half of the years and spends in the others, in eight classes.

    All nine classes and inflation are always drawn.
    """
    return Plan.model_validate(
        {
            "start_value": 500_000, "years_to_retirement": years // 2, "retirement_years": years - years // 2,
            "contribution": 20_000, "spending": 60_000, "timing": "begin", "paths": paths,
            "returns": {"kind": "classes", "weights": WEIGHTS},
        }
    )  # fmt: skip


def best_milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the shortest of several runs, in milliseconds of processor time."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1_000 * min(times)


def peak_mib(work: Callable[[], object]) -> float:
    """Return the peak memory that `work` allocates, in MiB."""
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def simulate_with_plain_loop(plan: Plan, paths: int) -> float:
    """Simulate the same model with lists and random.gauss, one path and one year at a time; return the success."""
    assert isinstance(plan.returns, ClassReturns)
    market = plan.returns.market()
    factor = cholesky(market.correlation, stored_series_names())
    portfolio = [(i, WEIGHTS[s.name], s.log_drift, s.log_sd) for i, s in enumerate(market.classes) if s.name in WEIGHTS]
    inflation, damping = market.inflation, sqrt(1 - 0.6**2)
    generator = random.Random(plan.seed)
    successes = 0
    for _ in range(paths):
        wealth, price, excess, funded = plan.start_value, 1.0, 0.0, True
        ends = [wealth]
        for year in range(1, plan.horizon + 1):
            normals = [generator.gauss(0, 1) for _ in factor]
            shocks = [sum(row[j] * normals[j] for j in range(i + 1)) for i, row in enumerate(factor)]
            growth = sum(weight * exp(drift + sd * shocks[i]) for i, weight, drift, sd in portfolio)
            scale = inflation.log_sd * (damping if year > 1 else 1.0)
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


def print_first_projection(plan: Plan) -> None:
    """Print the cost of a projection without stored draws."""
    print(f"10,000 paths x 60 years x 8 classes with inflation, one core, best of {RUNS}")
    print_line("first projection, nothing stored", best_milliseconds(lambda: project(plan)), "goal 60")
    print_line("drawing to store", best_milliseconds(lambda: draw(plan)))


def print_what_ifs(plan: Plan) -> None:
    """Print the cost of a change on stored draws: with the real fan, both fans, no fan."""
    print("what-ifs on stored draws, with the fan in today's dollars")
    draws = draw(plan)
    project(plan, draws=draws)
    changed = {
        "spending": plan.with_changes(spending=55_000.0),
        "retire two years later": plan.with_changes(years_to_retirement=32, retirement_years=28),
        "mix": with_equity_shift(plan, 0.1),
        "returns -1 point": with_lower_return(plan),
    }
    for name, what_if in changed.items():
        assert what_if is not None
        real, both, none = (
            best_milliseconds(partial(project, what_if, draws=draws, fan=fan)) for fan in ("real", "both", "none")
        )
        print_line(name, real, f"goal 10; with the nominal fan too {both:.1f}, without fans {none:.1f}")


def print_memory(plan: Plan) -> None:
    """Print the peak of the allocated memory."""
    print("memory, peak allocation")
    print_line("first projection", peak_mib(lambda: project(plan)), "goal 30", "MiB")
    print_line("drawing, storing, projecting", peak_mib(lambda: project(plan, draws=draw(plan))), "goal 30", "MiB")


def print_loop_comparison(plan: Plan) -> None:
    """Print the ratio to a plain-Python loop of the same model, and the success that both find."""
    started = time.process_time()
    success = simulate_with_plain_loop(plan, LOOP_PATHS)
    slow = 1_000 * (time.process_time() - started) * plan.paths / LOOP_PATHS
    fast = best_milliseconds(lambda: project(plan))
    print(f"plain-Python loop of the same model ({LOOP_PATHS} paths, scaled to {plan.paths:,})")
    print_line("loop", slow, f"success {success:.3f} +- {sqrt(success * (1 - success) / LOOP_PATHS):.3f}")
    print_line("ours", fast, f"success {project(plan).success.probability:.3f}; {slow / fast:.0f} times as fast")


def print_linearity() -> None:
    """Print the time for more paths and more years."""
    print("linear in paths and years")
    for paths in (1_000, 10_000, 100_000):
        short, long = (best_milliseconds(partial(project, build_plan(paths, years)), 5) for years in (30, 60))
        nanoseconds = 1e6 * long / paths / 60
        print_line(f"{paths:,} paths, 60 years", long, f"30 years {short:.1f} ms; {nanoseconds:.0f} ns a path and year")


def print_line(name: str, figure: float, remark: str = "", unit: str = "ms") -> None:
    """Print one line: name, figure, unit, remark."""
    print(f"  {name:<32}{figure:10.1f} {unit}{f'   ({remark})' if remark else ''}")


def main() -> None:
    """Print all figures."""
    plan = build_plan(10_000)
    print_first_projection(plan)
    print_what_ifs(plan)
    print_memory(plan)
    print_loop_comparison(plan)
    print_linearity()


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    main()
