from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.risk.volatility import (
    RISK_SCORE_FORMULA,
    Expectations,
    expected_risk,
    risk_score,
    total_volatility,
)

TWO = Expectations(("stocks", "bonds"), (0.07, 0.04), (0.16, 0.05), ((1.0, 0.25), (0.25, 1.0)))


def test_expected_risk_is_that_of_the_formulas():
    """H02: contribution w_i (Cw)_i / sd², ratio of average to whole volatility."""
    risk = expected_risk({"stocks": 0.6, "bonds": 0.4}, TWO)
    variance = 0.096**2 + 0.02**2 + 2 * 0.25 * 0.096 * 0.02
    assert risk.arithmetic == pytest.approx(0.058)
    assert risk.volatility == pytest.approx(sqrt(variance))
    assert risk.geometric == pytest.approx(1.058 / sqrt(1 + variance / 1.058**2) - 1)
    assert risk.contributions == pytest.approx(
        {"stocks": (0.096**2 + 0.25 * 0.096 * 0.02) / variance, "bonds": (0.02**2 + 0.25 * 0.096 * 0.02) / variance}
    )
    assert risk.diversification_ratio == pytest.approx(0.116 / sqrt(variance))


@given(st.floats(0, 1))
def test_contributions_sum_to_one(share):
    risk = expected_risk({"stocks": share, "bonds": 1 - share}, TWO)
    assert sum(risk.contributions.values()) == pytest.approx(1)
    assert risk.diversification_ratio >= 1 - 1e-12
    assert risk.geometric <= risk.arithmetic


def test_without_volatility_growth_is_the_mean():
    certain = Expectations(("cash",), (0.03,), (0.0,), ((1.0,),))
    risk = expected_risk({"cash": 1.0}, certain)
    assert (risk.geometric, risk.volatility, risk.contributions) == (pytest.approx(0.03), 0, {"cash": 0})


@pytest.mark.parametrize("weights", [{"tulips": 1.0}, {"stocks": 0.5}])
def test_weights_need_known_classes_and_sum_one(weights):
    with pytest.raises(ValueError, match=r"tulips|sum to 1"):
        expected_risk(weights, TWO)


def test_expectations_need_matching_shapes():
    with pytest.raises(ValueError, match="2 classes"):
        Expectations(("stocks", "bonds"), (0.07,), (0.16, 0.05), ((1.0, 0.25), (0.25, 1.0)))


@pytest.mark.parametrize(
    ("volatility", "singles", "score"),
    [(0.0, (), 1), (0.01, (), 1), (0.02, (), 2), (0.055, (), 3), (0.16, (), 9), (0.3, (), 10), (0.16, (1.0,), 10)],
)
def test_the_risk_score_counts_volatility_steps(volatility, singles, score):
    assert risk_score(total_volatility(volatility, singles)) == score


@given(st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_volatility_never_lowers_the_score(one, other):
    low, high = sorted((one, other))
    assert 1 <= risk_score(low) <= risk_score(high) <= 10


def test_the_formula_states_its_numbers():
    assert "2%" in RISK_SCORE_FORMULA
    assert "25%" in RISK_SCORE_FORMULA
