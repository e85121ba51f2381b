"""The engine agrees with a reference that computes one path at a time in plain Python and nominal dollars.

The reference uses none of the engine's arrays, real terms or shortcuts: it follows contracts, "Plan", year by year
with plain floats, on the engine's own shocks.
"""

from collections.abc import Iterator
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.markets.market import build_market
from advisors.retirement.simulation.engine import project
from advisors.tests.support.retirement_plans import BALANCED, class_plan, lognormal_plan

PATHS = 30


def market_of(plan: Plan, draws: Draws, path: int) -> Iterator[tuple[float, float]]:
    """Yield (1 + nominal return, 1 + inflation) of each year of one path."""
    inflation = plan.inflation
    assert inflation is not None
    s = sqrt(log(1 + (inflation.sd / (1 + inflation.mean)) ** 2))
    m, phi = log(1 + inflation.mean) - s * s / 2, inflation.persistence
    x = m
    for year, shocks in enumerate(draws.shocks[:, :, path].astype(float)):
        scale = s if year == 0 else sqrt(1 - phi * phi) * s
        x = m + (0 if year == 0 else phi) * (x - m) + scale * shocks[-1]
        yield gross(plan, shocks) * (1 if plan.returns.terms == "nominal" else exp(x)), exp(x)


def gross(plan: Plan, shocks: Any) -> float:
    if plan.returns.kind == "lognormal":
        s = sqrt(log(1 + (plan.returns.sd / (1 + plan.returns.mean)) ** 2))
        return exp(log(1 + plan.returns.mean) - s * s / 2 + s * shocks[0])
    assert plan.returns.kind == "classes"
    classes = plan.returns.market().classes
    return sum(
        plan.returns.weights.get(c.name, 0) * exp(c.log_drift + c.log_sd * z)
        for c, z in zip(classes, shocks, strict=False)
    )


def run_reference(plan: Plan, market: Iterator[tuple[float, float]]) -> tuple[bool, float, float]:
    """Return success, real terminal wealth and real lifetime spending of one path, computed in nominal dollars."""
    state: dict[str, Any] = {"wealth": plan.start_value, "price": 1.0, "ok": True, "lifetime": 0.0, "incomes": {}}
    state["return"] = state["elapsed"] = 1.0
    for year, (growth, inflation) in enumerate(market, start=1):
        if plan.timing == "begin":
            flow(plan, state, year)
        state["wealth"] *= growth * (1 - plan.fee)
        state["price"] *= inflation
        state["return"], state["elapsed"] = growth, inflation
        if plan.timing == "end":
            flow(plan, state, year)
    return state["ok"], state["wealth"] / state["price"], state["lifetime"]


def flow(plan: Plan, state: dict[str, Any], year: int) -> None:
    price, income = state["price"], 0.0
    for number, stream in enumerate(plan.income):
        if stream.from_year == year:
            state["incomes"][number] = stream.amount * price
        elif stream.from_year < year:
            state["incomes"][number] *= 1 + stream.cola * (state["elapsed"] - 1)
        if stream.from_year <= year <= (stream.to_year or year):
            income += state["incomes"][number]
    if year <= plan.years_to_retirement:
        saved = plan.contribution * (1 + plan.contribution_growth) ** (year - 1)
        state["wealth"] += income + saved * price
        return
    wanted = spending(plan, state, year - plan.years_to_retirement, income)
    available = state["wealth"] + income
    spent = min(wanted, available)
    if plan.rule == "constant_real":
        state["ok"] &= available >= wanted * (1 - 1e-9)
    else:
        state["ok"] &= max(spent, income) / price >= 0.75 * plan.spending * (1 - 1e-9)
    state["wealth"] = available - spent
    state["lifetime"] += spent / price


def spending(plan: Plan, state: dict[str, Any], number: int, income: float) -> float:
    if plan.rule == "constant_real":
        return plan.spending * state["price"]
    if plan.rule == "constant_percent":
        return plan.rule_options["rate"] * state["wealth"] + income
    wealth = state["wealth"]
    if number == 1:
        state["w"] = plan.spending * state["price"]
        state["w0/W0"] = state["w"] / wealth
        return state["w"]
    if wealth <= 0:
        return state["w"]
    if not (state["return"] < 1 and state["w"] / wealth > state["w0/W0"]):
        state["w"] *= state["elapsed"]
    if state["w"] / wealth > 1.2 * state["w0/W0"] and plan.retirement_years - number + 1 > 15:
        state["w"] *= 0.9
    if state["w"] / wealth < 0.8 * state["w0/W0"]:
        state["w"] *= 1.1
    return state["w"]


INFLATION = {"mean": 0.03, "sd": 0.02, "persistence": 0.6}
NOMINAL = {"kind": "lognormal", "mean": 0.07, "sd": 0.15, "terms": "nominal"}
PENSIONS = [
    {"amount": 9_000, "from_year": 4, "to_year": 20, "cola": 0.5},
    {"amount": 12_000, "from_year": 12, "cola": 0.0},
    {"amount": 5_000, "from_year": 18},
]
SAVING = {"years_to_retirement": 8, "contribution": 9_000, "contribution_growth": 0.02, "income": PENSIONS}
CASES = {
    "constant_real": {},
    "pensions": {"spending": 60_000, **SAVING},
    "constant_percent": {"rule": "constant_percent", "rule_options": {"rate": 0.05}},
    "guardrails": {"rule": "guardrails", "spending": 55_000},
}


@pytest.mark.parametrize("timing", ["begin", "end"])
@pytest.mark.parametrize("returns", [NOMINAL, {"kind": "classes", "weights": BALANCED}], ids=["one", "classes"])
@pytest.mark.parametrize("case", CASES)
def test_every_path_is_that_of_the_reference(case: str, returns: dict[str, Any], timing: str) -> None:
    plan = lognormal_plan(
        **CASES[case], returns=returns, timing=timing, inflation=INFLATION, fee=0.004, paths=PATHS, retirement_years=25
    )
    outcome, shocks = project(plan, draws=draw(plan)).outcome, draw(plan)
    assert outcome is not None
    expected = [run_reference(plan, market_of(plan, shocks, path)) for path in range(PATHS)]
    assert outcome.success.tolist() == [ok for ok, _, _ in expected]
    assert outcome.terminal == pytest.approx([wealth for _, wealth, _ in expected], rel=1e-4, abs=1.0)
    assert outcome.lifetime_spending == pytest.approx([spent for _, _, spent in expected], rel=1e-4)


def test_the_cases_both_succeed_and_fail() -> None:
    shares = [project(lognormal_plan(**case, returns=NOMINAL, inflation=INFLATION)).success for case in CASES.values()]
    assert all(0.02 < success.probability < 0.98 for success in shares)


def test_inflation_keeps_mean_sd_and_persistence() -> None:
    plan = class_plan(inflation=INFLATION, paths=10_000)
    prices = np.array([year.inflation for year in build_market(plan).years])
    logs = np.log(prices)
    assert prices.mean() == pytest.approx(1.03, abs=4 * 0.02 * 2 / sqrt(prices.size))
    assert prices[0].std() == pytest.approx(0.02, rel=4 / sqrt(2 * 10_000))
    assert prices[-1].std() == pytest.approx(0.02, rel=4 / sqrt(2 * 10_000))
    assert np.corrcoef(logs[:-1].ravel(), logs[1:].ravel())[0, 1] == pytest.approx(0.6, abs=0.01)
