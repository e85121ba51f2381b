"""Expected return and risk of a portfolio agree with the engine that projects it."""

from decimal import Decimal

import numpy as np
import pytest

from advisors.retirement.inputs.assumptions import build_capital_market, geometric_growth
from advisors.retirement.projection.deterministic import portfolio_moments
from advisors.retirement.scenarios.portfolio_risk import build_expectations, compute_portfolio_risk
from portfolios.risk.volatility import expected_risk
from portfolios.taxonomy import RETURN_CLASSES
from portfolios.tests.support.sample_portfolios import owned
from portfolios.valuation.portfolio import Portfolio

MIX = {"us_equity": 0.45, "intl_developed_equity": 0.15, "us_aggregate_bonds": 0.3, "gold": 0.05, "cash": 0.05}


@pytest.mark.parametrize("preset", ["base", "conservative"])
def test_expected_moments_match_the_engine(preset):
    market = build_capital_market(preset)
    weights = np.array([MIX.get(series.name, 0.0) for series in market.classes])
    mean, volatility = portfolio_moments(market, weights)
    result = expected_risk(MIX, build_expectations(market))
    assert (result.arithmetic, result.volatility) == pytest.approx((mean, volatility), rel=1e-12)
    assert result.geometric == pytest.approx(geometric_growth(mean, volatility) - 1, rel=1e-12)


def test_every_return_class_has_expectations():
    assert set(build_expectations(build_capital_market()).classes) == set(RETURN_CLASSES)


def test_a_single_class_grows_at_its_stored_rate():
    assert compute_portfolio_risk(owned(("taxable", 0, {"BND": 100}))).expected.geometric == pytest.approx(0.047)


def test_risk_counts_accounts_outside_retirement():
    result = compute_portfolio_risk(owned(("529", 0, {"VTI": 50}), ("roth_ira", 0, {"BND": 50})))
    assert result.mix.weights == pytest.approx({"us_equity": 0.5, "us_aggregate_bonds": 0.5})
    assert set(result.expected.contributions) == {"us_equity", "us_aggregate_bonds"}


@pytest.mark.parametrize(
    ("symbol", "score"), [("SGOV", 1), ("BND", 3), ("AOR", 6), ("VTI", 9), ("AAPL", 10), ("IBIT", 10)]
)
def test_risk_score_rises_from_bills_to_a_stock(symbol, score):
    assert compute_portfolio_risk(owned(("taxable", 0, {symbol: 100}))).score == score


def test_account_cash_earns_what_the_account_pays():
    snapshot = owned(("taxable", 100, {})).snapshot
    paying = snapshot.accounts[0].model_copy(update={"cash_interest": Decimal("0.015")})
    portfolio = Portfolio(snapshot.model_copy(update={"accounts": (paying,)}))
    assert compute_portfolio_risk(portfolio).expected.arithmetic == pytest.approx(0.015)


def test_an_empty_portfolio_has_no_risk():
    assert compute_portfolio_risk(owned()) is None
    assert compute_portfolio_risk(owned(("taxable", 0, {"VTI": 100}))).mix.unclassified == 0
