"""Facts on risk, fee drag and rebalancing agree with the code that computes them, and with each other."""

import re
from decimal import Decimal
from math import exp, log, sqrt

import numpy as np
import pytest

from advisors.case_facts import build_case_facts
from advisors.claims.own_trades import build_own_plans
from advisors.retirement.facts.risk_and_fees import expected_risk_facts
from advisors.retirement.scenarios.baseline import project_baseline
from advisors.retirement.scenarios.portfolio_risk import compute_portfolio_risk
from portfolios.facts.families import Family, Measure
from portfolios.risk.costs import compute_fees
from portfolios.risk.volatility import bad_year_return
from portfolios.tests.support.sample_portfolios import listed, owned
from portfolios.valuation.portfolio import Portfolio

TARGETS = {"equity": 60, "fixed_income": 40}
IN_ONE_IRA = ("roth_ira", 0, {"VTI": 8000, "BND": 2000})


def facts_of(portfolio):
    return build_case_facts(portfolio, build_own_plans(portfolio), project_baseline(portfolio, paths=1000), None)


def risk_of(*accounts):
    portfolio = owned(*accounts)
    return {fact.id: fact.value for fact in expected_risk_facts(portfolio, compute_portfolio_risk(portfolio))}


def test_portfolio_growth_matches_the_projection():
    facts = facts_of(owned(IN_ONE_IRA, targets=TARGETS))
    assert facts["risk.growth"].value == facts["plan.growth"].value
    assert facts["risk.volatility"].value == facts["plan.volatility"].value


def test_a_company_is_riskier_than_its_class():
    fund, company = risk_of(("taxable", 0, {"VTI": 100})), risk_of(("taxable", 0, {"AAPL": 100}))
    assert fund["risk.whole_volatility"] == fund["risk.volatility"] == company["risk.volatility"] == 16
    assert float(company["risk.whole_volatility"]) == pytest.approx(40, abs=1e-3)
    assert company["risk.bad_year_fall"] > fund["risk.bad_year_fall"] > 0


def test_contributions_to_risk_sum_to_the_total():
    facts = risk_of(("taxable", 100, {"VTI": 500, "BND": 300, "IAU": 100}))
    for measure in ("risk_share", "share"):
        shares = [value for key, value in facts.items() if re.fullmatch(rf"risk_class\.\w+\.{measure}", key)]
        assert sum(shares) == pytest.approx(Decimal(100), abs=Decimal("0.01"))


def test_a_bad_year_is_the_tenth_percentile():
    deviation = sqrt(log(1 + (0.16 / 1.07) ** 2))
    years = np.random.default_rng(1).normal(log(1.07) - deviation**2 / 2, deviation, 200_000)
    assert bad_year_return(0.07, 0.16) == pytest.approx(exp(np.quantile(years, 0.1)) - 1, abs=0.002)


def test_bills_lose_nothing_in_a_bad_year():
    facts = risk_of(("taxable", 0, {"SGOV": 100}))
    assert (facts["risk.score"], facts["risk.bad_year_fall"], facts["risk.bad_year_loss"]) == (1, 0, 0)


def test_fee_drag_lasts_until_retirement():
    portfolio = owned(("taxable", 0, {"EFA": 10_000}))
    facts = {fact.id: fact for fact in expected_risk_facts(portfolio, compute_portfolio_risk(portfolio))}
    ratio, years = float(compute_fees(portfolio).ratio), portfolio.snapshot.profile.years_until_retirement
    real = 1.072 / 1.024  # international developed equity, geometric, over inflation
    assert float(facts["fees.drag"].value) == pytest.approx(10_000 * real**years * (1 - (1 - ratio) ** years), rel=1e-4)
    assert float(facts["fees.drag_share"].value) == pytest.approx(100 * (1 - (1 - ratio) ** years), rel=1e-6)


def test_without_fees_there_is_no_fee_drag():
    assert "fees.drag" not in risk_of(("taxable", 0, {"AAPL": 100}))


def test_trade_facts_come_from_the_minimal_plan():
    portfolio = owned(IN_ONE_IRA, targets=TARGETS)
    facts = facts_of(portfolio)
    (minimal,) = build_own_plans(portfolio)
    trades = [(t.symbol, t.quantity, t.dollars) for t in minimal.trades]
    assert trades == [("VTI", 2000, 2000), ("BND", 2000, 2000)]
    assert [(fact.of, fact.value) for fact in facts.members(Family.TRADE, Measure.DOLLARS)] == [
        ("roth_ira_sell_vti", 2000), ("roth_ira_buy_bnd", 2000),
    ]  # fmt: skip
    assert (facts["trades.minimal.sold"].value, facts["trades.minimal.taxed"].value) == (2000, 0)
    assert (facts["asset_class.equity.share_of_classified"].value, facts["asset_class.equity.after"].value) == (80, 60)


def test_no_plan_is_made_without_targets_or_money():
    assert build_own_plans(owned(IN_ONE_IRA)) == ()
    assert build_own_plans(owned(targets=TARGETS)) == ()


def test_cents_are_not_traded():
    portfolio = owned(("roth_ira", "0.40", {"VTI": 6000, "BND": 4000}), targets=TARGETS)
    assert all(plan.trades == () for plan in build_own_plans(portfolio))


def test_an_unclassified_portfolio_has_no_risk():
    unclassified = listed("VTI").model_copy(
        update={"asset_class": {}, "regions": {}, "sectors": {}, "return_mix": None}
    )
    snapshot = owned(("taxable", 0, {"VTI": 5}), unlisted=[unclassified], targets=TARGETS)
    facts = facts_of(Portfolio(snapshot.snapshot))
    assert "risk.score" not in facts
    assert facts["portfolio.value"].value == 5


def test_whole_share_preference_is_respected():
    snapshot = owned(("roth_ira", 0, {"VTI": "8000.4", "BND": "2000.3"}), targets=TARGETS).snapshot
    whole_shares_profile = snapshot.profile.model_copy(update={"whole_shares": True, "minimum_trade": Decimal(10)})
    for plan in build_own_plans(Portfolio(snapshot.model_copy(update={"profile": whole_shares_profile}))):
        assert all(trade.quantity == int(trade.quantity) and trade.dollars >= 10 for trade in plan.trades)


def test_minimum_trade_preference_is_respected():
    snapshot = owned(("roth_ira", 500, {"VTI": 6000, "BND": 4000}), targets=TARGETS).snapshot
    picky_profile = snapshot.profile.model_copy(update={"minimum_trade": Decimal(1000)})
    assert any(plan.trades for plan in build_own_plans(Portfolio(snapshot)))
    assert not any(
        plan.trades for plan in build_own_plans(Portfolio(snapshot.model_copy(update={"profile": picky_profile})))
    )
