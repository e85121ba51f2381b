"""Facts on diversification, costs and tax location match the functions that compute them."""

from decimal import Decimal

import pytest
from hypothesis import given

from portfolios.facts.costs import list_cheaper_funds
from portfolios.facts.families import Family, Measure
from portfolios.facts.sheet import build_portfolio_facts
from portfolios.risk.concentration import position_concentration
from portfolios.risk.costs import compute_fees
from portfolios.risk.diversification import diversification_score
from portfolios.risk.tax_location import find_tax_location_hints
from portfolios.tests.support.sample_portfolios import owned
from portfolios.tests.support.strategies import snapshots
from portfolios.valuation.portfolio import Portfolio


def two_accounts(**more):
    return owned(
        ("taxable", 500, {"EFA": 5000, "BND": 3000, "AAPL": 500}), ("roth_ira", 100, {"QQQ": 900}),
        offered=("VEA", "QQQM"), **more,
    )  # fmt: skip


@given(snapshots())
def test_every_portfolio_has_unique_fact_ids(snapshot):
    portfolio = Portfolio(snapshot)
    facts = build_portfolio_facts(portfolio)
    assert facts.value(Family.FEES, Measure.RATIO) == pytest.approx(
        100 * compute_fees(portfolio).ratio, abs=Decimal("1e-6")
    )
    assert facts.value(Family.MISPLACED, Measure.COUNT) == len(find_tax_location_hints(portfolio))


def test_a_market_fund_counts_as_many_names():
    facts = build_portfolio_facts(owned(("taxable", 0, {"VTI": 100})))
    assert facts["spread.holdings.effective"].value == 1
    assert facts["spread.names.effective"].value > 40
    assert facts["spread.score"].value >= 60


def test_diversification_facts_match_the_score():
    portfolio = two_accounts()
    facts = build_portfolio_facts(portfolio)
    assert facts["spread.score"].value == diversification_score(portfolio)
    assert float(facts["spread.holdings.effective"].value) == pytest.approx(
        position_concentration(portfolio).effective, abs=1e-4
    )
    assert facts["spread.top_1_names.share"].value == facts["company.aapl.share"].value == 5


def test_cheaper_funds_are_facts_with_savings():
    portfolio = two_accounts()
    facts = build_portfolio_facts(portfolio)
    assert [fund.alternative.symbol for fund in list_cheaper_funds(portfolio)] == ["VEA", "QQQM"]
    assert (facts["swap.efa_vea.now"].value, facts["swap.efa_vea.then"].value) == (Decimal("0.33"), Decimal("0.03"))
    assert facts["swap.efa_vea.saving"].value == 15
    assert (facts["swap.efa_vea.taxable"].value, facts["swap.qqq_qqqm.taxable"].value) == (5000, 0)
    assert facts["swap.saving"].value == facts["swap.efa_vea.saving"].value + facts["swap.qqq_qqqm.saving"].value


def test_the_cheapest_fund_has_no_saving_fact():
    assert "swap.saving" not in build_portfolio_facts(owned(("taxable", 0, {"VEA": 100})))


def test_bonds_outside_a_shelter_are_misplaced():
    portfolio = two_accounts()
    facts = build_portfolio_facts(portfolio)
    assert [hint.instrument.symbol for hint in find_tax_location_hints(portfolio)][0] == "BND"
    assert [(fact.id, fact.value, fact.label) for fact in facts.members(Family.MISPLACED, Measure.VALUE)][0] == (
        "misplaced.taxable_bnd.value", 3000, "BND in taxable",
    )  # fmt: skip
