"""The portfolio's facts: every figure about what a person owns, computed here once and taken from here by everybody."""

from portfolios.facts import allocation, costs, data_quality, risk, tax_location, worth
from portfolios.facts.fact import FactSheet
from portfolios.valuation.portfolio import Portfolio

GROUPS = (
    worth.worth, worth.accounts, allocation.allocation, allocation.targets, worth.holdings, risk.concentration,
    risk.diversification, costs.costs, costs.cheaper_funds, tax_location.location, data_quality.data,
    data_quality.profile,
)  # fmt: skip


def portfolio_facts(portfolio: Portfolio) -> FactSheet:
    return FactSheet(facts=tuple(fact for group in GROUPS for fact in group(portfolio)))
