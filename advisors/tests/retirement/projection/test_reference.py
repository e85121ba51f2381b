"""The engine agrees with a reference that computes one path at a time in plain Python and nominal dollars.

The reference uses none of the engine's arrays, real terms or shortcuts: it follows contracts, "Plan", year by year
with plain floats, on the engine's own shocks.
"""

from collections.abc import Iterator
from itertools import chain, repeat
from math import exp, log, sqrt
from typing import Any, NamedTuple

import numpy as np
import pytest

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.company_growth import company_seed
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.markets.market import build_market
from advisors.retirement.markets.normals import draw_normals
from advisors.retirement.projection.engine import project
from advisors.tests.support.retirement_plans import BALANCED, class_plan, lognormal_plan

PATHS = 30


def market_of(plan: Plan, draws: Draws, path: int) -> Iterator[tuple[float, float]]:
    """Yield (1 + nominal return, 1 + inflation) of each year of one path."""
    inflation = plan.inflation
    assert inflation is not None
    s = sqrt(log(1 + (inflation.sd / (1 + inflation.mean)) ** 2))
    m, phi = log(1 + inflation.mean) - s * s / 2, inflation.persistence
    x, own = m, own_shocks(plan, path)
    for year, shocks in enumerate(draws.shocks[:, :, path].astype(float)):
        scale = s if year == 0 else sqrt(1 - phi * phi) * s
        x = m + (0 if year == 0 else phi) * (x - m) + scale * shocks[-1]
        yield gross(plan, shocks, next(own)) * (1 if plan.returns.terms == "nominal" else exp(x)), exp(x)


def own_shocks(plan: Plan, path: int) -> Iterator[tuple[float, ...]]:
    """Yield the shock of each company's own on one path of the first block, year by year."""
    companies = getattr(plan.returns, "companies", ())
    streams = [
        (float(row[path]) for row in chain.from_iterable(draw_normals([company_seed(plan.seed, one.name, 0)], 1)))
        for one in companies
    ]
    return zip(*streams, strict=True) if streams else repeat(())


def gross(plan: Plan, shocks: Any, own: tuple[float, ...]) -> float:
    if plan.returns.kind == "lognormal":
        s = sqrt(log(1 + (plan.returns.sd / (1 + plan.returns.mean)) ** 2))
        return exp(log(1 + plan.returns.mean) - s * s / 2 + s * shocks[0])
    assert plan.returns.kind == "classes"
    classes = plan.returns.market().classes
    total = 0.0
    for c, z in zip(classes, shocks, strict=False):
        dollars = plan.returns.weights.get(c.name, 0) * exp(c.log_drift + c.log_sd * z)
        for company, shock in zip(plan.returns.companies, own, strict=True):
            s = sqrt(log(1 + company.own_volatility**2))
            held = dollars * company.parts.get(c.name, 0)
            total += held * exp(s * shock - s * s / 2) - held
        total += dollars
    return total


class Reference(NamedTuple):
    """One path: whether it succeeds, has a year below what is needed, and real wealth and spending in all."""

    success: bool
    below_need: bool
    terminal: float
    lifetime: float


def run_reference(plan: Plan, market: Iterator[tuple[float, float]]) -> Reference:
    """Return the results of one path, computed in nominal dollars."""
    state: dict[str, Any] = {"wealth": plan.start_value, "price": 1.0, "ok": True, "lifetime": 0.0, "incomes": {}}
    state["below"] = False
    state["return"] = state["elapsed"] = 1.0
    for year, (growth, inflation) in enumerate(market, start=1):
        if plan.timing == "begin":
            flow(plan, state, year)
        state["wealth"] *= growth * (1 - plan.fee)
        state["price"] *= inflation
        state["return"], state["elapsed"] = growth, inflation
        if plan.timing == "end":
            flow(plan, state, year)
    return Reference(state["ok"], state["below"], state["wealth"] / state["price"], state["lifetime"])


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
    state["below"] |= max(spent, income) / price < 0.75 * plan.spending * (1 - 1e-9)
    state["wealth"] = available - spent
    if plan.rule == "constant_real":
        state["ok"] &= available >= wanted * (1 - 1e-9)
    elif year < plan.horizon:
        state["ok"] &= state["wealth"] > 0
    state["lifetime"] += spent / price


def spending(plan: Plan, state: dict[str, Any], number: int, income: float) -> float:
    if plan.rule == "constant_real":
        return plan.spending * state["price"]
    if plan.rule == "constant_percent":
        return plan.rule_options["rate"] * state["wealth"] + income
    return guardrails(plan, state, number, income)


def guardrails(plan: Plan, state: dict[str, Any], number: int, income: float) -> float:
    """Return the nominal spending of a year: the rules steer w, what the portfolio pays of it."""
    wealth = state["wealth"]
    if number == 1:
        state["spending"] = plan.spending * state["price"]
        state["w0/W0"] = max(state["spending"] - income, 0) / wealth
        return state["spending"]
    state["spending"] *= state["elapsed"]
    raised = w = max(state["spending"] - income, 0)
    if wealth <= 0 or not w:
        return state["spending"]
    if state["return"] < 1 and w / state["elapsed"] / wealth > state["w0/W0"]:
        w /= state["elapsed"]
    if w / wealth > 1.2 * state["w0/W0"] > 0 and plan.retirement_years - number + 1 > 15:
        w *= 0.9
    if w / wealth < 0.8 * state["w0/W0"]:
        w *= 1.1
    state["spending"] += w - raised
    return state["spending"]


INFLATION = {"mean": 0.03, "sd": 0.02, "persistence": 0.6}
NOMINAL = {"kind": "lognormal", "mean": 0.07, "sd": 0.15, "terms": "nominal"}
PENSIONS = [
    {"amount": 9_000, "from_year": 4, "to_year": 20, "cola": 0.5},
    {"amount": 12_000, "from_year": 12, "cola": 0.0},
    {"amount": 5_000, "from_year": 18},
]
SAVING = {"years_to_retirement": 8, "contribution": 9_000, "contribution_growth": 0.02, "income": PENSIONS}
COMPANIES = [
    {"name": "acme", "parts": {"us_equity": 0.6}, "own_volatility": 0.37},
    {"name": "globex", "parts": {"us_equity": 0.3, "intl_developed_equity": 0.5}, "own_volatility": 0.6},
]
RETURNS = {
    "one": NOMINAL,
    "classes": {"kind": "classes", "weights": BALANCED},
    "companies": {"kind": "classes", "weights": BALANCED, "companies": COMPANIES},
}
CASES = {
    "constant_real": {},
    "pensions": {"spending": 60_000, **SAVING},
    "constant_percent": {"rule": "constant_percent", "rule_options": {"rate": 0.05}},
    "guardrails": {"rule": "guardrails", "spending": 55_000},
    "guardrails_pensions": {"rule": "guardrails", "spending": 60_000, "income": PENSIONS},
}


@pytest.mark.parametrize("timing", ["begin", "end"])
@pytest.mark.parametrize("returns", RETURNS.values(), ids=RETURNS)
@pytest.mark.parametrize("case", CASES)
def test_every_path_is_that_of_the_reference(case: str, returns: dict[str, Any], timing: str) -> None:
    plan = lognormal_plan(
        **CASES[case], returns=returns, timing=timing, inflation=INFLATION, fee=0.004, paths=PATHS, retirement_years=25
    )
    outcome, shocks = project(plan, draws=draw(plan)).outcome, draw(plan)
    assert outcome is not None
    expected = [run_reference(plan, market_of(plan, shocks, path)) for path in range(PATHS)]
    assert outcome.success.tolist() == [path.success for path in expected]
    assert outcome.below_need.tolist() == [path.below_need for path in expected]
    assert outcome.terminal == pytest.approx([path.terminal for path in expected], rel=1e-4, abs=1.0)
    assert outcome.lifetime_spending == pytest.approx([path.lifetime for path in expected], rel=1e-4)


def test_the_cases_both_succeed_and_fail() -> None:
    for case in CASES.values():
        projection = project(lognormal_plan(**case, returns=NOMINAL, inflation=INFLATION))
        fails = 1 - projection.success.probability if projection.flexible is None else projection.flexible.below_need
        assert 0.02 < fails < 0.98


def test_inflation_keeps_mean_sd_and_persistence() -> None:
    plan = class_plan(inflation=INFLATION, paths=10_000)
    prices = np.array([year.inflation for year in build_market(plan).years])
    logs = np.log(prices)
    assert prices.mean() == pytest.approx(1.03, abs=4 * 0.02 * 2 / sqrt(prices.size))
    assert prices[0].std() == pytest.approx(0.02, rel=4 / sqrt(2 * 10_000))
    assert prices[-1].std() == pytest.approx(0.02, rel=4 / sqrt(2 * 10_000))
    assert np.corrcoef(logs[:-1].ravel(), logs[1:].ravel())[0, 1] == pytest.approx(0.6, abs=0.01)
