"""Build the plan of a person from their portfolio, before it is projected."""

from dataclasses import dataclass
from decimal import Decimal

from advisors.retirement.from_snapshot.holdings import holding_mix
from advisors.retirement.from_snapshot.plan import build_plan_data, retirement_accounts
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.asset_mapping import PortfolioMix, combine_holdings
from portfolios.valuation.portfolio import Portfolio

DEFAULT_SEED = 1
"""Part of the plan: the same inputs give the same answer, and what-ifs share the random numbers."""
BLIND_SHARE = 0.5
"""This share of the money unclassified or more: a projection would be a guess (contracts, "Mix of a holding")."""
DEFAULT_PATHS = 10_000


@dataclass(frozen=True)
class Start:
    """A plan before it is projected, and the mix of its money. Without a goal it spends nothing yet."""

    plan: Plan
    mix: PortfolioMix


def build_start(portfolio: Portfolio, *, paths: int = DEFAULT_PATHS, seed: int = DEFAULT_SEED) -> Start | None:
    """Return the plan of the accounts that count for retirement.

    Return None if half of all money or of theirs is unclassified, or if no year of retirement is left.
    """
    profile = portfolio.snapshot.profile
    accounts = retirement_accounts(portfolio)
    holdings = [
        (float(worth.value), holding_mix(worth.instrument))
        for account in accounts
        for worth in account.positions
        if worth.value is not None
    ]
    mix = combine_holdings(holdings, cash=float(sum((account.cash for account in accounts), Decimal(0))))
    if mix is None or profile.retirement_years < 1:
        return None
    if max(mix.unclassified, float(portfolio.unclassified_share) / 100) >= BLIND_SHARE:
        return None
    return Start(Plan.model_validate(build_plan_data(portfolio, accounts, mix, paths=paths, seed=seed)), mix)
