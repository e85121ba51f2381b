"""The engine agrees with acceptance vectors of random returns: lognormal wealth, mixes of classes, and ruin."""

from math import expm1, log, sqrt
from typing import Any

import numpy as np
import pytest

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.projection.deterministic import portfolio_moments, simple_correlation
from advisors.retirement.projection.engine import project
from advisors.tests.support.finance_vectors import EXACT, VECTORS, vector
from advisors.tests.support.retirement_plans import NO_INFLATION, lognormal_plan

PATHS = 100_000


@pytest.mark.parametrize("name", ["B02", "B03"])
def test_terminal_wealth_is_lognormal(name: str) -> None:
    params, expected = vector(name)
    within = VECTORS[name]["tolerance"]
    returns = {"kind": "lognormal", "mean": params["mu"], "sd": params["sd"]}
    plan = lognormal_plan(start_value=params["W0"], spending=0, retirement_years=params["years"], returns=returns,
                          paths=PATHS)  # fmt: skip
    projection = project(plan, fan="none")
    assert projection.outcome is not None
    assert projection.terminal.mean == pytest.approx(expected["mean"], abs=within["mean"]["abs_by_N"]["100000"])
    below = (projection.outcome.terminal < params["W0"]).mean()
    assert below == pytest.approx(expected["prob_below_start"], abs=within["prob_below_start"]["abs_by_N"]["100000"])
    for level, value in projection.terminal.percentiles.items():
        share = str(int(level) / 100)
        assert value == pytest.approx(expected["quantiles"][share], abs=within["quantile"]["abs_by_N"]["100000"][share])


def log_correlation(simple: float, first_sd: float, second_sd: float) -> float:
    """Return the correlation of log returns from that of simple returns: the inverse of `simple_correlation`."""
    return log(1 + simple * sqrt(expm1(first_sd**2) * expm1(second_sd**2))) / (first_sd * second_sd)


def c01_plan() -> tuple[Plan, dict[str, Any]]:
    params, expected = vector("C01")
    log_sds = [sqrt(log(1 + (sd / (1 + mu)) ** 2)) for mu, sd in zip(params["mu"], params["sd"], strict=True)]
    matrix = [
        [log_correlation(rho, log_sds[i], log_sds[j]) if i != j else 1.0 for j, rho in enumerate(row)]
        for i, row in enumerate(params["corr"])
    ]
    rates = {
        name: {"mean": mu, "sd": sd} for name, mu, sd in zip(params["assets"], params["mu"], params["sd"], strict=True)
    }
    returns = {
        "kind": "classes", "weights": dict(zip(params["assets"], params["weights"], strict=True)),
        "assumptions": rates, "correlation": {"labels": params["assets"], "matrix": matrix},
    }  # fmt: skip
    plan = lognormal_plan(start_value=params["W0"], spending=0, retirement_years=params["years"], returns=returns,
                          paths=PATHS, inflation=NO_INFLATION)  # fmt: skip
    return plan, expected


def test_c01_the_moments_of_a_rebalanced_mix() -> None:
    plan, expected = c01_plan()
    assert isinstance(plan.returns, ClassReturns)
    mean, sd = portfolio_moments(plan.returns.market(), np.array(list(plan.returns.weights.values())))
    assert mean == pytest.approx(expected["port_mean"], rel=EXACT)
    assert sd == pytest.approx(expected["port_sd"], rel=EXACT)


def test_c01_wealth_of_correlated_classes() -> None:
    plan, expected = c01_plan()
    outcome = project(plan, fan="none").outcome
    assert outcome is not None
    within = VECTORS["C01"]["tolerance"]
    assert outcome.terminal.mean() == pytest.approx(expected["E_W"], abs=within["mean"]["abs_by_N"]["100000"])
    assert outcome.terminal.std() == pytest.approx(expected["sd_W"], rel=within["sd"]["by_N"]["100000"])


def test_c03_simple_and_log_correlations() -> None:
    params, expected = vector("C03_0.85")
    first, second = (sqrt(log(1 + (sd / (1 + mu)) ** 2)) for mu, sd in zip(params["mu"], params["sd"], strict=True))
    simple = simple_correlation(params["rho"], first, second)
    assert simple == pytest.approx(expected["simple_corr_if_log_corr_is_rho"], rel=EXACT)
    log_rho = expected["log_corr_needed_for_simple_corr_rho"]
    assert log_correlation(params["rho"], first, second) == pytest.approx(log_rho, rel=EXACT)
    assert simple_correlation(log_rho, first, second) == pytest.approx(params["rho"], rel=EXACT)


@pytest.mark.parametrize("name", [name for name in VECTORS if name.startswith("E_")])
def test_ruin_within_a_horizon(name: str) -> None:
    params, expected = vector(name)
    returns = {"kind": "lognormal", "mean": params["mu"], "sd": params["sd"]}
    plan = lognormal_plan(start_value=1.0, spending=params["w"], retirement_years=params["years"], returns=returns,
                          timing=params["timing"], paths=PATHS)  # fmt: skip
    success = project(plan, fan="none").success
    within = VECTORS[name]["tolerance"]["mc"]["abs_by_N"][str(PATHS)]
    assert success.probability == pytest.approx(expected["success"], abs=within)
    assert success.standard_error is not None
    assert abs(success.probability - expected["success"]) < 4 * success.standard_error


def test_f04_a_perpetuity_in_monthly_steps() -> None:
    params, expected = vector("F04_0.05_0.12_0.04")
    returns = {"kind": "lognormal", "mean": params["mu"] / 12, "sd": params["sigma"] / sqrt(12)}
    plan = lognormal_plan(start_value=1.0, spending=params["w"] / 12, retirement_years=12 * 250, returns=returns,
                          paths=10_000)  # fmt: skip
    success = project(plan, fan="none").success
    assert success.standard_error is not None
    assert 1 - success.probability == pytest.approx(expected["ruin"], abs=0.01 + 2 * success.standard_error)
