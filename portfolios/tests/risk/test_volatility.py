from decimal import Decimal
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.risk import diversification
from portfolios.risk import volatility as risk
from portfolios.risk.concentration import (
    NAMES_PER_FUND_POOL,
    compute_concentration,
    look_through_concentration,
    normalize_issuer,
    position_concentration,
)
from portfolios.risk.diversification import CONCENTRATED_BELOW, DIVERSIFIED_FROM, diversification_score
from portfolios.risk.volatility import Expectations, expected_risk, risk_score, total_volatility
from portfolios.tests.support.sample_portfolios import owned
from portfolios.tests.support.strategies import snapshots
from portfolios.valuation.portfolio import Portfolio

MONEY = st.lists(st.decimals("0.01", "1e9", places=2), min_size=1, max_size=30)
TWO = Expectations(("stocks", "bonds"), (0.07, 0.04), (0.16, 0.05), ((1.0, 0.25), (0.25, 1.0)))
TEN_COMPANIES = dict.fromkeys(("AAPL", "MSFT", "JPM", "XOM", "JNJ", "PG", "NEE", "CAT", "VZ", "HD"), 10)


def taxable(cash=0, **holdings):
    return owned(("taxable", cash, holdings))


@given(MONEY)
def test_the_effective_number_lies_between_one_and_the_number_of_lines(values):
    found = compute_concentration(values)
    assert 1 - 1e-9 <= found.effective <= len(values) + 1e-9
    assert 0 < found.top[1] <= found.top[5] <= found.top[10] <= 1 + 1e-9


@given(MONEY, st.integers(2, 1000))
def test_concentration_does_not_depend_on_the_size_of_the_portfolio(values, times):
    assert compute_concentration([value * times for value in values]).herfindahl == pytest.approx(
        compute_concentration(values).herfindahl
    )


def test_equal_lines_count_fully_and_nothing_held_has_no_concentration():
    assert compute_concentration([Decimal(7)] * 8).effective == pytest.approx(8)
    assert compute_concentration([]) is None


def test_cash_is_in_the_whole_and_is_no_line():
    found = position_concentration(taxable(50, VTI=30, AAPL=20))
    assert found.top == {1: 0.3, 5: 0.5, 10: 0.5}
    assert found.herfindahl == pytest.approx(0.6**2 + 0.4**2)


def test_the_same_instrument_in_two_accounts_is_one_line():
    assert position_concentration(owned(("taxable", 0, {"VTI": 5}), ("roth_ira", 0, {"VTI": 5}))).effective == 1


def test_a_fund_is_many_names_when_looking_through_and_a_company_is_one():
    assert look_through_concentration(taxable(VTI=100)).effective == pytest.approx(NAMES_PER_FUND_POOL)
    assert look_through_concentration(taxable(AAPL=100)).effective == 1


def test_funds_of_the_same_market_are_one_pool():
    assert look_through_concentration(taxable(VTI=30, VOO=30, ITOT=40)).effective == pytest.approx(NAMES_PER_FUND_POOL)


def test_share_classes_of_one_company_are_one_issuer():
    assert look_through_concentration(taxable(GOOG=50, GOOGL=50)).effective == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("NVIDIA Corp", "NVIDIA CORPORATION", True),
        ("Alphabet Inc. Class A", "Alphabet Inc. Class C", True),
        ("The Coca-Cola Company", "Coca-Cola Co.", True),
        ("Apple Inc.", "Applied Materials, Inc.", False),
        ("Bank of America Corporation", "Bank of Nova Scotia", False),
    ],
)
def test_an_issuer_is_known_by_its_name_without_its_legal_form(one, other, same):
    assert (normalize_issuer(one) == normalize_issuer(other)) is same


def test_cash_has_no_names():
    assert look_through_concentration(taxable(100, VMFXX=100)) is None


@pytest.mark.parametrize("fund", ["VTI", "VT", "SPY", "ITOT", "VWO"])
def test_a_single_broad_fund_is_diversified(fund):
    assert diversification_score(taxable(**{fund: 100})) >= DIVERSIFIED_FROM


@pytest.mark.parametrize("one", ["AAPL", "JPM", "GLD", "IBIT"])
def test_a_single_stock_metal_or_coin_scores_next_to_nothing(one):
    assert diversification_score(taxable(**{one: 100})) <= 5


def test_the_score_rises_with_what_spreads_risk():
    ladder = [
        taxable(AAPL=100), taxable(AAPL=50, VTI=50), taxable(**TEN_COMPANIES), taxable(VTI=100),
        taxable(VTI=60, BND=40), taxable(VTI=40, VXUS=20, BND=40),
    ]  # fmt: skip
    scores = [diversification_score(portfolio) for portfolio in ladder]
    assert scores == sorted(set(scores))
    assert scores[1] < CONCENTRATED_BELOW <= scores[2] < DIVERSIFIED_FROM <= scores[3]


@given(snapshots())
def test_every_portfolio_has_a_score_from_0_to_100_or_is_empty(snapshot):
    score = diversification_score(Portfolio(snapshot))
    assert (score is None) is (Portfolio(snapshot).valuation.exact_total == 0)
    assert score is None or 0 <= score <= 100


def test_expected_risk_is_that_of_the_formulas():
    """H02: contribution w_i (Cw)_i / sd², ratio of average to whole volatility."""
    found = expected_risk({"stocks": 0.6, "bonds": 0.4}, TWO)
    variance = 0.096**2 + 0.02**2 + 2 * 0.25 * 0.096 * 0.02
    assert found.arithmetic == pytest.approx(0.058)
    assert found.volatility == pytest.approx(sqrt(variance))
    assert found.geometric == pytest.approx(1.058 / sqrt(1 + variance / 1.058**2) - 1)
    assert found.contributions == pytest.approx(
        {"stocks": (0.096**2 + 0.25 * 0.096 * 0.02) / variance, "bonds": (0.02**2 + 0.25 * 0.096 * 0.02) / variance}
    )
    assert found.diversification_ratio == pytest.approx(0.116 / sqrt(variance))


@given(st.floats(0, 1))
def test_contributions_sum_to_one_and_mixing_never_adds_risk(share):
    found = expected_risk({"stocks": share, "bonds": 1 - share}, TWO)
    assert sum(found.contributions.values()) == pytest.approx(1)
    assert found.diversification_ratio >= 1 - 1e-12
    assert found.geometric <= found.arithmetic


def test_without_volatility_there_is_no_risk_and_growth_is_the_mean():
    certain = Expectations(("cash",), (0.03,), (0.0,), ((1.0,),))
    found = expected_risk({"cash": 1.0}, certain)
    assert (found.geometric, found.volatility, found.contributions) == (pytest.approx(0.03), 0, {"cash": 0})


@pytest.mark.parametrize("weights", [{"tulips": 1.0}, {"stocks": 0.5}])
def test_weights_are_of_known_classes_and_sum_to_one(weights):
    with pytest.raises(ValueError, match=r"tulips|sum to 1"):
        expected_risk(weights, TWO)


def test_expectations_of_the_wrong_shape_are_refused():
    with pytest.raises(ValueError, match="2 classes"):
        Expectations(("stocks", "bonds"), (0.07,), (0.16, 0.05), ((1.0, 0.25), (0.25, 1.0)))


@pytest.mark.parametrize(
    ("volatility", "singles", "score"),
    [(0.0, (), 1), (0.01, (), 1), (0.02, (), 2), (0.055, (), 3), (0.16, (), 9), (0.3, (), 10), (0.16, (1.0,), 10)],
)
def test_the_risk_score_is_one_more_than_the_whole_steps_of_volatility(volatility, singles, score):
    assert risk_score(total_volatility(volatility, singles)) == score


@given(st.floats(0, 0.5), st.floats(0, 0.5))
def test_more_volatility_never_lowers_the_risk_score(one, other):
    low, high = sorted((one, other))
    assert 1 <= risk_score(low) <= risk_score(high) <= 10


def test_the_published_formulas_name_their_numbers():
    assert all(f"{points} x" in diversification.DIVERSIFICATION_FORMULA for points in (60, 15, 10))
    assert (
        diversification.NAME_POINTS
        + diversification.SECTOR_POINTS
        + diversification.REGION_POINTS
        + diversification.CLASS_POINTS
        == 100
    )
    assert "2%" in risk.RISK_SCORE_FORMULA
    assert "25%" in risk.RISK_SCORE_FORMULA
