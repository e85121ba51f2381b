"""Expected return and risk of everything a person owns, from the capital-market assumptions of the projection."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisors.retirement.inputs.assumptions import CapitalMarket, Preset, build_capital_market
from advisors.retirement.markets.asset_mapping import PortfolioMix, blend_cash_rates, combine_holdings
from advisors.retirement.scenarios.baseline import holding_mix, recorded_cash_interest
from advisors.retirement.simulation.deterministic import simple_correlation
from portfolios.risk.volatility import Expectations, ExpectedRisk, expected_risk, risk_score, total_volatility
from portfolios.valuation.portfolio import COMPANY_TYPES, Portfolio

ALTERNATIVES = "alternatives"


@dataclass(frozen=True)
class PortfolioRisk:
    """volatility: with what single companies add on their own. score: 1 to 10 (portfolios.risk.volatility.RISK_SCORE_FORMULA).

    market: the assumptions, dated; account cash earns its own interest in them.
    """

    mix: PortfolioMix
    expected: ExpectedRisk
    volatility: float
    score: int
    market: CapitalMarket


def compute_portfolio_risk(portfolio: Portfolio, preset: Preset = "base") -> PortfolioRisk | None:
    """Of all accounts, those that do not count for retirement too; None where nothing classified is held.

    Account cash earns its own interest; what nobody has classified is given the mix of the rest (`mix.unclassified`).
    """
    holdings = [(float(worth), holding_mix(instrument)) for instrument, worth in portfolio.holdings]
    mix = combine_holdings(holdings, cash=float(portfolio.valuation.cash))
    if mix is None:
        return None
    interest = recorded_cash_interest(portfolio.valuation.accounts)
    in_cash = mix.weights.get("cash", 0.0) * mix.value * (1 - mix.unclassified)
    market = build_capital_market(preset, blend_cash_rates(interest, cash_value=in_cash, preset=preset))
    expected = expected_risk(mix.weights, build_expectations(market))
    volatility = total_volatility(expected.volatility, _single_company_shares(portfolio, mix.value))
    return PortfolioRisk(mix, expected, volatility, risk_score(volatility), market)


def _single_company_shares(portfolio: Portfolio, whole: float) -> Iterator[float]:
    """The share of everything in each company, and in the alternatives of each fund; a bond moves with its class."""
    for instrument, worth in portfolio.holdings:
        share = 100 if instrument.instrument_type in COMPANY_TYPES else instrument.asset_class.get(ALTERNATIVES, 0)
        if share:
            yield float(worth) / whole * float(share) / 100


def build_expectations(market: CapitalMarket) -> Expectations:
    """The classes of a capital market; its correlations, of log returns, become those of simple returns."""
    classes = market.classes
    return Expectations(
        classes=tuple(one.name for one in classes),
        means=tuple(one.arithmetic for one in classes),
        volatilities=tuple(one.volatility for one in classes),
        correlation=tuple(
            tuple(
                _simple_correlation(market.correlation[i][j], one.log_sd, other.log_sd)
                for j, other in enumerate(classes)
            )
            for i, one in enumerate(classes)
        ),
    )


def _simple_correlation(log_correlation: float, first_sd: float, second_sd: float) -> float:
    return simple_correlation(log_correlation, first_sd, second_sd) if first_sd and second_sd else log_correlation
