"""The stored assumptions, a user's own, and the factor that ties them together."""

import json
from math import exp, sqrt

import numpy as np
import pytest

from advisors.retirement.inputs.assumptions import (
    DATA_PATH,
    AssumptionError,
    Correlation,
    Rates,
    build_capital_market,
    cholesky,
    load_assumptions,
    stored_series_names,
)
from advisors.retirement.projection.deterministic import portfolio_moments


def test_the_data_states_its_date() -> None:
    assert build_capital_market().as_of == json.loads(DATA_PATH.read_text(encoding="utf-8"))["as_of"]


@pytest.mark.parametrize("name", stored_series_names())
def test_derived_rates_match_the_stored_ones(name: str) -> None:
    series = {s.name: s for s in build_capital_market().series}[name]
    asset = load_assumptions()["assets"][name]
    assert series.arithmetic == pytest.approx(asset["arithmetic_nominal"], abs=6e-6)
    assert series.log_drift == pytest.approx(asset["log_drift"], abs=1e-6)
    assert series.log_sd == pytest.approx(asset["log_sd"], abs=1e-6)


@pytest.mark.parametrize("name", stored_series_names())
def test_the_lognormal_has_the_stated_volatility(name: str) -> None:
    series = {s.name: s for s in build_capital_market().series}[name]
    mean = exp(series.log_drift + series.log_sd**2 / 2)
    assert mean * sqrt(exp(series.log_sd**2) - 1) == pytest.approx(series.volatility, rel=1e-12)
    assert mean - 1 == pytest.approx(series.arithmetic, rel=1e-12)


def test_a_preset_keeps_volatility() -> None:
    base, stress = build_capital_market("base"), build_capital_market("conservative")
    assert stress.classes[0].growth == pytest.approx(1.031)
    assert stress.inflation.growth == pytest.approx(1.03)
    assert [s.volatility for s in stress.series] == [s.volatility for s in base.series]


def test_a_users_rate_replaces_one_class_only() -> None:
    own = build_capital_market(rates={"gold": Rates(arithmetic_nominal=0.06)})
    gold = next(s for s in own.series if s.name == "gold")
    assert gold.arithmetic == pytest.approx(0.06)
    assert own.classes[0] == build_capital_market().classes[0]


def test_an_unknown_class_needs_correlations() -> None:
    with pytest.raises(AssumptionError, match="tulips"):
        build_capital_market(rates={"tulips": Rates(geometric_nominal=0.1, volatility=0.5)})


def test_own_classes_bring_their_own_matrix() -> None:
    own = Correlation(labels=("tulips", "gold"), matrix=((1.0, 0.3), (0.3, 1.0)))
    market = build_capital_market(rates={"tulips": Rates(geometric_nominal=0.1, volatility=0.5)}, correlation=own)
    assert [s.name for s in market.series] == ["tulips", "gold", "inflation"]
    assert market.correlation[0] == (1.0, 0.3, 0.0)


@pytest.mark.parametrize("matrix", [[[1, 0.5], [0.4, 1]], [[1, 2], [2, 1]], [[0.9, 0], [0, 1]], [[1, 0, 0], [0, 1, 0]]])
def test_an_invalid_correlation_is_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"symmetric|diagonal|must be"):
        Correlation.model_validate({"labels": ["us_equity", "gold"], "matrix": matrix})


def test_the_factor_gives_the_matrix_back() -> None:
    market = build_capital_market()
    factor = np.array(cholesky(market.correlation, stored_series_names()))
    assert np.abs(factor @ factor.T - np.array(market.correlation)).max() < 1e-15
    assert np.abs(factor - np.linalg.cholesky(np.array(market.correlation))).max() < 1e-14


def test_an_impossible_matrix_names_the_class() -> None:
    with pytest.raises(AssumptionError, match="not positive definite: c") as error:
        cholesky(((1, 0.9, -0.9), (0.9, 1, 0.9), (-0.9, 0.9, 1)), "abc")
    assert error.value.field == "correlation"


def test_a_mix_of_one_class_has_its_moments() -> None:
    market = build_capital_market()
    mean, sd = portfolio_moments(market, np.eye(9)[1])
    assert mean == pytest.approx(market.classes[1].arithmetic, rel=1e-12)
    assert sd == pytest.approx(market.classes[1].volatility, rel=1e-12)
