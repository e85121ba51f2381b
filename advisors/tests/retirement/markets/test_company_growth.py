"""A single company moves with its class and has swings of its own: the same paths whatever else is owned."""

from itertools import islice
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest

from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import CompanyReturns
from advisors.retirement.markets.company_growth import ClassGrowth, draw_company_growth
from advisors.retirement.markets.draws import draw
from advisors.retirement.markets.market import build_market
from advisors.retirement.projection.deterministic import mix_moments
from advisors.retirement.projection.engine import project
from advisors.retirement.scenarios.changes import with_equity_shift, with_higher_volatility, with_lower_return
from advisors.tests.support.retirement_plans import BALANCED, NO_INFLATION, class_plan

PATHS = 20_000
ACME = {"name": "acme", "parts": {"us_equity": 0.4}, "own_volatility": 0.36}
GLOBEX = {"name": "globex", "parts": {"us_equity": 0.2, "intl_developed_equity": 1.0}, "own_volatility": 0.5}


def company_plan(*companies: dict[str, Any], weights: dict[str, float] = BALANCED, **changes: Any) -> Plan:
    returns = {"kind": "classes", "weights": weights, "companies": list(companies)}
    return class_plan(**{"returns": returns, "paths": 2_345, "retirement_years": 8, **changes})


def own_growth(company: dict[str, Any], years: int = 40, paths: int = PATHS) -> np.ndarray:
    """Return the own factor of a company that is all of US equity, shape (years, paths)."""
    alone = CompanyReturns(name=company["name"], parts={"us_equity": 1.0}, own_volatility=company["own_volatility"])
    drawn = draw_company_growth([alone], ["us_equity"], seed=1, columns=slice(0, paths))
    return np.array([growth[0] for growth in islice(drawn, years)], dtype=float)


def test_the_own_factor_has_mean_one_and_its_volatility() -> None:
    factors = own_growth(ACME)
    assert factors.mean() == pytest.approx(1, abs=4 * 0.36 / sqrt(factors.size))
    logs, s = np.log(factors), sqrt(log(1 + 0.36**2))
    assert logs.std() == pytest.approx(s, rel=4 / sqrt(2 * logs.size))
    assert logs.mean() == pytest.approx(-s * s / 2, abs=4 * s / sqrt(logs.size))


def test_companies_years_and_classes_are_independent() -> None:
    acme, globex = (np.log(own_growth(one)) for one in (ACME, GLOBEX))
    classes = draw(class_plan(paths=PATHS, retirement_years=25)).shocks[:, 0].astype(float)
    limit = 4 / sqrt(acme.size)
    for first, second in ((acme, globex), (acme[1:], acme[:-1]), (acme, classes), (acme[:, 1:], acme[:, :-1])):
        assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < limit * 1.1


def growth_of(*companies: CompanyReturns, columns: slice) -> ClassGrowth:
    return next(draw_company_growth(companies, ["us_equity", "intl_developed_equity"], seed=1, columns=columns))


def test_a_company_keeps_its_paths_beside_others() -> None:
    acme, globex = (CompanyReturns.model_validate(one) for one in (ACME, GLOBEX))
    alone, both = (growth_of(*owned, columns=slice(0, 3_000)) for owned in ((acme,), (globex, acme)))
    without = growth_of(globex, columns=slice(0, 3_000))
    assert both[0] == pytest.approx(alone[0] + without[0] - 1, rel=1e-5)
    assert np.array_equal(growth_of(acme, columns=slice(2_000, 3_000))[0], alone[0][2_000:])


@pytest.mark.parametrize("changed", [lambda plan: plan, with_lower_return, with_higher_volatility])
def test_stored_and_streamed_company_paths_agree(changed: Any) -> None:
    plan = company_plan(ACME, GLOBEX)
    draws = draw(plan)
    project(plan, draws=draws)
    what_if = changed(plan)
    assert project(what_if, draws=draws).as_json() == project(what_if).as_json()


def test_another_company_is_drawn_anew_from_stored_draws() -> None:
    plan, sold = company_plan(ACME, GLOBEX), company_plan(GLOBEX)
    draws = draw(plan)
    project(plan, draws=draws)
    assert project(sold, draws=draws).as_json() == project(sold).as_json()


@pytest.mark.parametrize("changed", [with_lower_return, lambda plan: with_equity_shift(plan, 0.1)])
def test_a_what_if_uses_the_stored_company_growth(changed: Any) -> None:
    plan = company_plan(ACME, GLOBEX)
    draws = draw(plan)
    project(plan, draws=draws)
    grown_with = draws.cache.grown_with
    assert grown_with is not None and grown_with[1] == plan.returns.companies  # type: ignore[union-attr]
    returns = changed(plan).returns
    deviations = np.array([series.log_sd for series in returns.market().classes], dtype=np.float32)
    assert draws.growth_factors(deviations, returns.companies) is not None


def test_no_own_volatility_is_the_market() -> None:
    calm = company_plan({**ACME, "own_volatility": 0.0})
    market = project(company_plan()).terminal.percentiles
    assert project(calm).terminal.percentiles == pytest.approx(market, rel=1e-6)


def test_class_paths_stay_beside_a_company() -> None:
    assert np.array_equal(draw(company_plan()).shocks, draw(company_plan(ACME)).shocks)


def test_one_company_ends_as_the_closed_form_says() -> None:
    """A class and a factor are both lognormal: with only one company, so is wealth, with s² of both together."""
    acme = {**ACME, "parts": {"us_equity": 1.0}}
    plan = company_plan(acme, weights={"us_equity": 1.0}, paths=100_000, years_to_retirement=0, retirement_years=20,
                        spending=0, income=[], fee=0.0, contribution=0, inflation=NO_INFLATION)  # fmt: skip
    us_equity = plan.returns.market().classes[0]  # type: ignore[union-attr]
    own = log(1 + 0.36**2)
    mean, s = us_equity.log_drift - own / 2, sqrt(us_equity.log_sd**2 + own)
    terminal = project(plan, fan="none").terminal
    for level, z in (("10", -1.2815516), ("50", 0.0), ("90", 1.2815516)):
        expected = 300_000 * exp(20 * mean + s * sqrt(20) * z)
        assert terminal.percentiles[level] == pytest.approx(expected, rel=4 * s * sqrt(20) * 1.7 / sqrt(100_000))


def test_a_portfolio_year_has_the_moments_of_the_formula() -> None:
    plan = company_plan(ACME, GLOBEX, paths=200_000, retirement_years=1, years_to_retirement=0, inflation=NO_INFLATION)
    returns = plan.returns
    assert returns.kind == "classes"
    year = next(iter(build_market(plan).years)).real
    mean, volatility = mix_moments(returns.market(), returns.weights, returns.companies)
    assert year.mean() - 1 == pytest.approx(mean, abs=4 * volatility / sqrt(200_000))
    assert year.std() == pytest.approx(volatility, rel=0.012)
    assert volatility > mix_moments(returns.market(), returns.weights)[1]
