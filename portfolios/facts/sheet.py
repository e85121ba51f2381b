"""The fact sheet of a portfolio: every figure about what a person owns."""

from portfolios.facts import (
    allocation,
    costs,
    data_quality,
    gains,
    performance,
    profile,
    reserve,
    risk,
    saving,
    worth,
)
from portfolios.facts.fact import FactSheet
from portfolios.valuation.portfolio import Portfolio

FACT_BUILDERS = (
    worth.worth_facts,
    worth.account_facts,
    allocation.allocation_facts,
    allocation.target_facts,
    worth.holding_facts,
    risk.concentration_facts,
    risk.largest_company_facts,
    risk.diversification_facts,
    gains.coin_facts,
    gains.gain_facts,
    gains.cost_facts,
    costs.cost_facts,
    costs.cheaper_fund_facts,
    costs.tax_location_facts,
    data_quality.data_quality_facts,
    profile.profile_facts,
    profile.goal_facts,
    profile.income_facts,
    data_quality.price_facts,
    reserve.reserve_facts,
    saving.saving_facts,
    saving.target_date_facts,
    performance.performance_facts,
    data_quality.currency_facts,
)


def build_portfolio_facts(portfolio: Portfolio) -> FactSheet:
    code = portfolio.snapshot.currency
    return FactSheet(facts=tuple(fact.in_currency(code) for build in FACT_BUILDERS for fact in build(portfolio)))
