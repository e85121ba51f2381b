"""Build the one fact sheet of an analysis: holdings, risk, trades and retirement."""

from collections.abc import Sequence

from advisors.rebalancing.facts import rebalancing_facts
from advisors.retirement.facts.after_tax import after_tax_facts
from advisors.retirement.facts.distributions import distribution_facts
from advisors.retirement.facts.entered_income import entered_income_facts
from advisors.retirement.facts.projection import retirement_facts
from advisors.retirement.facts.risk_and_fees import expected_risk_facts
from advisors.retirement.facts.scenarios import stress_test_facts
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.portfolio_risk import compute_portfolio_risk
from advisors.retirement.scenarios.stress_tests import StressTests
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.sheet import build_portfolio_facts
from portfolios.quality.grade import ROUGH_FROM
from portfolios.rebalancing.recommendation import RebalanceRecommendation
from portfolios.valuation.portfolio import Portfolio


def build_case_facts(
    portfolio: Portfolio,
    plans: Sequence[RebalanceRecommendation],
    baseline: Baseline | None,
    stress_tests: StressTests | None,
) -> FactSheet:
    """Join all facts. plans: of rebalancing, or none; each trade of the shortest one is a fact."""
    portfolio_facts = build_portfolio_facts(portfolio)
    added: list[Fact] = []
    risk = compute_portfolio_risk(portfolio)
    if risk and portfolio.unclassified_share < ROUGH_FROM:  # otherwise too much is unclassified to know the risk
        added += expected_risk_facts(portfolio, risk)
    added += rebalancing_facts(plans, portfolio_facts)
    added += distribution_facts(portfolio)
    added += entered_income_facts(portfolio, portfolio_facts)
    if baseline is not None:
        added += (*retirement_facts(portfolio, baseline), *after_tax_facts(baseline))
    if baseline is not None and stress_tests is not None:
        added += stress_test_facts(baseline, stress_tests, age=portfolio.snapshot.profile.age)
    return portfolio_facts.with_facts(tuple(added))
