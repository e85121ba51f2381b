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
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.sustained_spending import find_sustained
from advisors.retirement.scenarios.changes import with_equity_shift, with_lower_return
from advisors.retirement.scenarios.compare import compare_plans

WEIGHTS = {
    "us_equity": 0.30, "intl_developed_equity": 0.15, "emerging_equity": 0.05, "us_aggregate_bonds": 0.20,
    "us_tips": 0.10, "us_reits": 0.08, "commodities": 0.05, "gold": 0.07,
}  # fmt: skip
COUPLE = {
    "people": [
        {"age": 35, "social_security": {"pia": 3_000, "claim_age": 67}},
        {"age": 33, "social_security": {"pia": 1_800, "claim_age": 67}},
    ],
    "accounts": [
        {"kind": "taxable", "value": 120_000, "basis": 80_000, "qualified_yield": 0.018, "interest_yield": 0.005},
        {"kind": "traditional", "value": 250_000}, {"kind": "traditional", "owner": 1, "value": 80_000},
        {"kind": "roth", "value": 50_000},
    ],
    "contributions": [
        {"wage": 110_000, "traditional": 10_000, "match_rate": 0.5, "match_up_to": 0.06, "taxable": 4_000},
        {"owner": 1, "wage": 60_000, "roth_ira": 6_000},
    ],
    "health": {"before_65": 9_000, "medicare_other": 2_400}, "lives": {"first_death_year": 48},
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


def build_couple(paths: int, tax: dict | None = None, *, retired: bool = False) -> Plan:
    """Return the plan of a couple after tax, in the same classes: 30 years of saving and 30 of spending.

    `retired`: 60 years of spending instead, which is what costs.
    """
    changes: dict = {"tax": {"state_rate": 0.05, **(tax or {})}}
    if retired:
        older = [{**person, "age": person["age"] + 28} for person in COUPLE["people"]]
        changes |= {"people": older, "accounts": [{**a, "value": 5 * a["value"]} for a in COUPLE["accounts"]]}
        changes |= {"contributions": [], "lives": {"first_death_year": 25}}
    years = (0, 60) if retired else (30, 30)
    return Plan.model_validate(
        {
            "years_to_retirement": years[0], "retirement_years": years[1], "spending": 75_000, "timing": "begin",
            "paths": paths, "returns": {"kind": "classes", "weights": WEIGHTS}, "household": {**COUPLE, **changes},
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


def print_household(plan: Plan) -> None:
    """Print what a couple after tax costs beside the plan without taxes, run in turns, and a what-if on kept paths."""
    late, now = ({"conversion": {"to_rate": 0.22, "from_year": y, "to_year": y + 14}} for y in (31, 1))
    plans = {
        "without taxes": plan,
        "couple after tax": build_couple(10_000),
        "with conversions": build_couple(10_000, late),
        "couple, 60 years retired": build_couple(10_000, retired=True),
        "with conversions, 60 retired": build_couple(10_000, now, retired=True),
    }
    best = dict.fromkeys(plans, float("inf"))
    for _ in range(RUNS):
        for name, other in plans.items():
            best[name] = min(best[name], best_milliseconds(partial(project, other), 1))
    print("a couple after tax, 10,000 paths x 60 years, beside the plan without taxes, in turns")
    for name, milliseconds in best.items():
        ratio = milliseconds / best["without taxes"]
        success = project(plans[name]).success.probability
        print_line(name, milliseconds, f"{ratio:.1f} times; success {success:.2f}; goal 4, with conversions 6")
    kept = build_couple(2_000)
    draws = draw(kept)
    project(kept, draws=draws)
    changed = kept.with_changes(spending=72_000.0)
    difference = compare_plans(kept, changed, draws)
    effect = f"goal 60; success {difference.success:+.3f}, paired error {difference.standard_error:.4f}"
    print_line("what-if on 2,000 kept paths", best_milliseconds(partial(project, changed, draws=draws)), effect)
    print_line("spending it can sustain", best_milliseconds(partial(find_sustained, kept, draws), 3), "on request")


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
    print_household(plan)
    print_memory(plan)
    print_loop_comparison(plan)
    print_linearity()


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    main()
