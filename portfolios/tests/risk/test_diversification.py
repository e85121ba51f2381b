import pytest
from hypothesis import given

from portfolios.risk import diversification
from portfolios.risk.diversification import CONCENTRATED_BELOW, DIVERSIFIED_FROM, diversification_score
from portfolios.tests.support.sample_portfolios import owned
from portfolios.tests.support.strategies import snapshots
from portfolios.valuation.portfolio import Portfolio

TEN_COMPANIES = dict.fromkeys(("AAPL", "MSFT", "JPM", "XOM", "JNJ", "PG", "NEE", "CAT", "VZ", "HD"), 10)


def taxable(cash=0, **holdings):
    return owned(("taxable", cash, holdings))


@pytest.mark.parametrize("fund", ["VTI", "VT", "SPY", "ITOT", "VWO"])
def test_a_single_broad_fund_is_diversified(fund):
    assert diversification_score(taxable(**{fund: 100})) >= DIVERSIFIED_FROM


@pytest.mark.parametrize("one", ["AAPL", "JPM", "GLD", "IBIT"])
def test_a_single_holding_scores_almost_nothing(one):
    assert diversification_score(taxable(**{one: 100})) <= 5


def test_the_score_rises_with_what_spreads_risk():
    portfolios = [
        taxable(AAPL=100), taxable(AAPL=50, VTI=50), taxable(**TEN_COMPANIES), taxable(VTI=100),
        taxable(VTI=60, BND=40), taxable(VTI=40, VXUS=20, BND=40),
    ]  # fmt: skip
    scores = [diversification_score(portfolio) for portfolio in portfolios]
    assert scores == sorted(set(scores))
    assert scores[1] < CONCENTRATED_BELOW <= scores[2] < DIVERSIFIED_FROM <= scores[3]


@given(snapshots())
def test_scores_are_from_0_to_100(snapshot):
    score = diversification_score(Portfolio(snapshot))
    assert (score is None) is (Portfolio(snapshot).valuation.exact_total == 0)
    assert score is None or 0 <= score <= 100


def test_the_formula_states_its_points():
    assert all(f"{points} x" in diversification.DIVERSIFICATION_FORMULA for points in (60, 15, 10))
    points = (diversification.NAME_POINTS, diversification.SECTOR_POINTS, diversification.REGION_POINTS)
    assert sum(points) + diversification.CLASS_POINTS == 100
