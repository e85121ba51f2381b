"""The one sheet of an analysis: what is held, how risky that is, what to trade, and what it may come to."""

from collections.abc import Iterator, Sequence

from advisors.rebalancing.facts import rebalancing_facts
from advisors.retirement.facts.projection import retirement_facts
from advisors.retirement.facts.risk_and_fees import expected_risk_facts
from advisors.retirement.facts.scenarios import stress_test_facts
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.portfolio_risk import compute_portfolio_risk
from advisors.retirement.scenarios.stress_tests import StressTests
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.sheet import build_portfolio_facts
from portfolios.quality.grade import BLURRED
from portfolios.rebalancing.recommendation import RebalanceRecommendation
from portfolios.valuation.portfolio import Portfolio


def build_case_facts(
    portfolio: Portfolio,
    plans: Sequence[RebalanceRecommendation],
    outlook: Baseline | None,
    examined: StressTests | None,
) -> FactSheet:
    """plans: all three, or none. The trades of the one with the fewest are facts one by one."""
    held = build_portfolio_facts(portfolio)
    return held.with_facts(
        (
            *_build_risk_facts(portfolio),
            *rebalancing_facts(plans, held),
            *_build_retirement_facts(portfolio, outlook, examined),
        )
    )


def _build_risk_facts(portfolio: Portfolio) -> tuple[Fact, ...]:
    """None where so much is unclassified that nobody knows the risk."""
    risk = compute_portfolio_risk(portfolio)
    return expected_risk_facts(portfolio, risk) if risk and 100 * risk.mix.unclassified <= BLURRED else ()


def _build_retirement_facts(
    portfolio: Portfolio, outlook: Baseline | None, examined: StressTests | None
) -> Iterator[Fact]:
    if outlook is not None:
        yield from retirement_facts(portfolio, outlook)
    if outlook is not None and examined is not None:
        yield from stress_test_facts(outlook, examined, age=portfolio.snapshot.profile.age)
