"""Compute expected return and risk of a whole portfolio from the capital-market assumptions of the projection."""

from dataclasses import dataclass

from advisors.retirement.from_snapshot.holdings import find_companies, holding_mix, recorded_cash_interest
from advisors.retirement.inputs.assumptions import CapitalMarket, Preset, build_capital_market, geometric_growth
from advisors.retirement.markets.asset_mapping import PortfolioMix, blend_cash_rates, combine_holdings
from advisors.retirement.projection.deterministic import mix_moments, simple_correlation
from portfolios.risk.volatility import Expectations, ExpectedRisk, expected_risk, risk_score, total_volatility
from portfolios.valuation.portfolio import COMPANY_TYPES, Portfolio

ALTERNATIVES = "alternatives"


@dataclass(frozen=True)
class PortfolioRisk:
    """The risk of all accounts together.

    `growth`: the median a year, as in the projection. `volatility`: a year, with the swings of single companies and
    alternatives on top of their classes. `score`: 1 to 10, see RISK_SCORE_FORMULA. `market`: the dated assumptions, in
    which account cash earns its own interest.
    """

    mix: PortfolioMix
    expected: ExpectedRisk
    growth: float
    volatility: float
    score: int
    market: CapitalMarket


def compute_portfolio_risk(portfolio: Portfolio, preset: Preset = "base") -> PortfolioRisk | None:
    """Return the risk of all accounts, even those that do not count for retirement; None if nothing is classified.

    Account cash earns its own interest. Unclassified holdings get the mix of the rest (`mix.unclassified`).
    """
    holdings = [(float(worth), holding_mix(instrument)) for instrument, worth in portfolio.holdings]
    mix = combine_holdings(holdings, cash=float(portfolio.valuation.cash))
    if mix is None:
        return None
    interest = recorded_cash_interest(portfolio.valuation.accounts)
    in_cash = mix.weights.get("cash", 0.0) * mix.value * (1 - mix.unclassified)
    market = build_capital_market(preset, blend_cash_rates(interest, cash_value=in_cash, preset=preset))
    expected = expected_risk(mix.weights, build_expectations(market))
    companies = find_companies(portfolio.holdings, mix, market, portfolio.fact_keys)
    mean, with_companies = mix_moments(market, mix.weights, companies)
    alternatives = (
        float(worth) / mix.value * float(instrument.asset_class[ALTERNATIVES]) / 100
        for instrument, worth in portfolio.holdings
        if ALTERNATIVES in instrument.asset_class and instrument.instrument_type not in COMPANY_TYPES
    )
    volatility = total_volatility(with_companies, alternatives)
    growth = geometric_growth(mean, with_companies) - 1
    return PortfolioRisk(mix, expected, growth, volatility, risk_score(volatility), market)


def build_expectations(market: CapitalMarket) -> Expectations:
    """Return the classes of a capital market, with its log correlations turned into those of simple returns."""
    classes = market.classes
    return Expectations(
        classes=tuple(one.name for one in classes),
        means=tuple(one.arithmetic for one in classes),
        volatilities=tuple(one.volatility for one in classes),
        correlation=tuple(
            tuple(
                simple_correlation(market.correlation[i][j], one.log_sd, other.log_sd)
                for j, other in enumerate(classes)
            )
            for i, one in enumerate(classes)
        ),
    )
