"""The portfolio's facts: every figure about what a person owns, computed here once and taken from here by everybody."""

from portfolios.facts import FactSheet
from portfolios.figures import costs, knowledge, mix, places, risks, worth
from portfolios.valuation.portfolio import Portfolio

GROUPS = (
    worth.worth, worth.accounts, mix.allocation, mix.targets, worth.holdings, risks.concentration,
    risks.diversification, costs.costs, costs.cheaper_funds, places.location, knowledge.data, knowledge.profile,
)  # fmt: skip


def portfolio_facts(portfolio: Portfolio) -> FactSheet:
    return FactSheet(facts=tuple(fact for group in GROUPS for fact in group(portfolio)))
