"""The engine agrees with acceptance vectors that have closed forms or single paths."""

from functools import partial
from itertools import product
from math import log, sqrt

import numpy as np
import pytest

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.rule_options import UNIFORM_LIFETIME_FACTORS, VpwOptions, rmd_factor, vpw_rate
from advisors.retirement.markets.market import Market, MarketYear
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_summary import share_standard_error, wilson_interval
from advisors.retirement.simulation.simulate import simulate, simulate_years
from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.social_security import own_factor
from advisors.tests.support.finance_vectors import EXACT, vector
from advisors.tests.support.retirement_plans import fixed_plan, lognormal_plan

pytestmark = pytest.mark.slow


def terminal_mean(plan: Plan) -> float:
    return project(plan).terminal.mean


def market_of_returns(plan: Plan, returns: list[float]) -> Market:
    return Market(1, (MarketYear(np.array([1 + r]), np.ones(1)) for r in returns))


@pytest.mark.parametrize("name", ["A01", "A02"])
@pytest.mark.parametrize("timing", ["end", "begin"])
def test_a_fixed_return_sustains_the_annuity(name: str, timing: str) -> None:
    params, expected = vector(name)
    plan = fixed_plan(params["r_real"], start_value=params["W0"], retirement_years=params["years"], timing=timing)
    levels = project(plan).sustainable_spending
    assert levels == pytest.approx(dict.fromkeys(("0.80", "0.90", "0.95"), expected[f"pmt_{timing}"]), rel=EXACT)


@pytest.mark.parametrize(
    ("name", "timing", "key"), [("A03", "end", "fv_end"), ("A03", "begin", "fv_begin"), ("A04", "end", "fv_end")]
)
def test_savings_grow_as_the_formula_says(name: str, timing: str, key: str) -> None:
    params, expected = vector(name)
    plan = fixed_plan(
        params["r"], start_value=params["W0"], years_to_retirement=params["years"], retirement_years=0, timing=timing,
        contribution=params["contribution"], contribution_growth=params.get("growth", 0.0),
    )  # fmt: skip
    assert terminal_mean(plan) == pytest.approx(expected[key], rel=EXACT)


def test_a05_the_saving_that_reaches_a_target() -> None:
    params, expected = vector("A05")
    plan = fixed_plan(
        params["r"], start_value=params["W0"], years_to_retirement=params["years"], retirement_years=1,
        spending=params["target"] * (1 + params["r"]), contribution=1_000,
    )  # fmt: skip
    assert project(plan).required_saving == pytest.approx(
        dict.fromkeys(("0.80", "0.90", "0.95"), expected["contribution"]), rel=EXACT
    )


def test_a06_a_fee_is_a_share_of_the_years_end() -> None:
    params, expected = vector("A06")
    plan = fixed_plan(params["r"], start_value=params["W0"], retirement_years=params["years"], spending=0.0)
    assert terminal_mean(plan) == pytest.approx(expected["fv_gross"], rel=EXACT)
    assert terminal_mean(plan.with_changes(fee=params["fee"])) == pytest.approx(expected["fv_net"], rel=EXACT)


def test_a07_a_nominal_return_is_deflated() -> None:
    params, expected = vector("A07")
    nominal = {"kind": "fixed", "rate": params["nominal"], "terms": "nominal"}
    inflation = {"mean": params["inflation"]}
    plan = lognormal_plan(start_value=1.0, retirement_years=1, spending=0, returns=nominal, inflation=inflation)
    projection = project(plan)
    assert projection.terminal.mean - 1 == pytest.approx(expected["real"], rel=EXACT)
    assert projection.fan.nominal["50"][1] == pytest.approx(1 + params["nominal"], rel=EXACT)


@pytest.mark.parametrize("name", ["A08a", "A08b"])
def test_money_lasts_as_long_as_the_formula_says(name: str) -> None:
    params, expected = vector(name)
    plan = fixed_plan(params["r_real"], start_value=1.0, spending=params["w"], retirement_years=60)
    outcome = project(plan).outcome
    assert outcome is not None
    assert outcome.years_funded[0] == expected["full_payments"]
    assert -log(1 - params["r_real"] / params["w"]) / log(1 + params["r_real"]) == pytest.approx(expected["years"])


def test_a09_up_half_then_down_half_loses_25() -> None:
    params, expected = vector("A09")
    plan = lognormal_plan(start_value=1.0, spending=0, retirement_years=2)
    end = simulate(plan, market_of_returns(plan, params["returns"])).terminal[0]
    assert end - 1 == pytest.approx(expected["cumulative"], rel=EXACT)
    assert sqrt(end) - 1 == pytest.approx(expected["geometric"], rel=EXACT)


def test_a10_vpw_rates_match_the_table() -> None:
    for equity, by_age in vector("A10")[1]["percent_by_equity_then_age"].items():
        for age, rate in by_age.items():
            options = VpwOptions(age=float(age), stock_weight=float(equity) / 100)
            assert vpw_rate(options, 1) == pytest.approx(rate, rel=EXACT)


def test_a11_rmd_factors_and_amounts() -> None:
    params, expected = vector("A11")
    assert {str(72 + n): factor for n, factor in enumerate(UNIFORM_LIFETIME_FACTORS)} == params["table"]
    for age, amount in expected["rmd"].items():
        assert params["balance"] / rmd_factor(int(age)) == pytest.approx(amount, rel=EXACT)
    assert rmd_factor(65) == pytest.approx(34.4)
    assert rmd_factor(125) == 2.0


def test_a13_vanguard_dynamic_year_by_year() -> None:
    params, expected = vector("A13")
    options = {key: params[key] for key in ("rate", "ceiling", "floor")}
    plan = lognormal_plan(start_value=params["W0"], retirement_years=6, timing="begin", rule="vanguard_dynamic",
                          rule_options=options)  # fmt: skip
    records = list(simulate_years(plan, market_of_returns(plan, params["real_returns"])))
    assert [r.start[0] for r in records] == pytest.approx([y["start"] for y in expected["path"]], rel=EXACT)
    assert [r.spent[0] for r in records] == pytest.approx([y["withdrawal"] for y in expected["path"]], rel=EXACT)
    assert records[-1].end[0] == pytest.approx(expected["final_balance"], rel=EXACT)


def test_a15_floor_and_ceiling_year_by_year() -> None:
    params, expected = vector("A15")
    options = {key: params[key] for key in ("rate", "floor", "ceiling")}
    plan = lognormal_plan(start_value=params["W0"], retirement_years=6, timing="begin", rule="floor_ceiling",
                          rule_options=options)  # fmt: skip
    records = list(simulate_years(plan, market_of_returns(plan, params["real_returns"])))
    assert [r.spent[0] for r in records] == pytest.approx(expected["withdrawals"], rel=EXACT)
    assert records[-1].end[0] == pytest.approx(expected["final_balance"], rel=EXACT)


def test_a16_claiming_factor_by_age() -> None:
    claiming_factor = partial(own_factor, load_law(2026).social_security, 1960)
    for age, factor in vector("A16")[1]["factor_by_age"].items():
        assert claiming_factor(12 * int(age)) == pytest.approx(factor, rel=EXACT)
    assert claiming_factor(12 * 72) == claiming_factor(12 * 70)
    with pytest.raises(ValueError, match="62"):
        claiming_factor(12 * 61)


def test_d01_every_branch_of_a_two_point_tree() -> None:
    params, expected = vector("D01")
    branches = np.array(list(product((params["up"], params["down"]), repeat=params["years"]))).T
    plan = lognormal_plan(start_value=params["W0"], spending=params["withdrawal"], retirement_years=params["years"])
    outcome = simulate(plan, Market(8, (MarketYear(row, np.ones(1)) for row in branches)))
    assert outcome.success.mean() == pytest.approx(expected["success"], rel=EXACT)
    assert outcome.terminal.mean() == pytest.approx(expected["mean_terminal_incl_zero"], rel=EXACT)


def test_g01_standard_error_and_wilson_interval() -> None:
    params, expected = vector("G01")
    assert share_standard_error(params["p"], params["N"]) == pytest.approx(expected["se"], rel=EXACT)
    assert wilson_interval(params["p"], params["N"]) == pytest.approx(
        (expected["wilson_low"], expected["wilson_high"]), rel=1e-9
    )
    low, high = wilson_interval(1.0, 100)
    assert low < 1 == high
