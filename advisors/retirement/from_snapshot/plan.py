"""Build the plan of a person from their portfolio: money, mix, costs, and the household that is taxed."""

from collections.abc import Iterator
from typing import Any

from advisors.retirement.from_snapshot.entered import list_counted
from advisors.retirement.from_snapshot.holdings import find_companies, recorded_cash_interest
from advisors.retirement.from_snapshot.household import build_household
from advisors.retirement.inputs.assumptions import build_capital_market
from advisors.retirement.markets.asset_mapping import PortfolioMix, blend_cash_rates
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import ProfileValue, Snapshot
from portfolios.valuation.value import ValuedAccount

TAXED_CURRENCY = "USD"
"""The tax law is that of the United States. A person who counts in another currency gets a plan before taxes."""


def is_taxed(profile: ProfileValue) -> bool:
    """Return whether the plan is after tax. What nobody entered about a household is assumed, and said to be."""
    return profile.base_currency == TAXED_CURRENCY


def retirement_accounts(portfolio: Portfolio) -> list[ValuedAccount]:
    """Return the accounts that count for retirement, the only ones in the plan."""
    return [worth for worth in portfolio.valuation.accounts if worth.account.counts_for_retirement]


def build_plan_data(
    portfolio: Portfolio, accounts: list[ValuedAccount], mix: PortfolioMix, *, paths: int, seed: int
) -> dict[str, Any]:
    """Return the keys of the plan. A fund without a known expense ratio counts as free."""
    profile, interest = portfolio.snapshot.profile, recorded_cash_interest(accounts)
    in_cash = mix.weights.get("cash", 0.0) * mix.value * (1 - mix.unclassified)
    rates = blend_cash_rates(interest, cash_value=in_cash) or None
    held = [(worth.instrument, worth.value) for account in accounts for worth in account.positions if worth.value]
    companies = find_companies(held, mix, build_capital_market("base", rates), portfolio.fact_keys)
    yearly_fees = sum(float(value * one.expense_ratio) for one, value in held if one.expense_ratio is not None)
    data: dict[str, Any] = {
        "start_value": mix.value,
        "years_to_retirement": profile.years_until_retirement,
        "retirement_years": profile.retirement_years,
        "spending": float(profile.target_retirement_income or 0),
        "timing": "begin",
        "returns": {
            "kind": "classes",
            "preset": "base",
            "weights": mix.weights,
            "assumptions": rates,
            "companies": companies,
        },
        "fee": yearly_fees / mix.value if mix.value else 0.0,
        "paths": paths,
        "seed": seed,
    }
    if is_taxed(profile):
        return {**data, "household": build_household(portfolio.snapshot, accounts, mix)}
    return {
        **data,
        "contribution": float(profile.annual_contribution) if profile.years_until_retirement else 0.0,
        "contribution_growth": float(profile.contribution_growth),
        "income": list(_income_data(portfolio.snapshot)),
    }


def _income_data(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Yield the incomes of the plan. In year t the person is age + t - 1, so age a is year a - age + 1."""
    profile = snapshot.profile
    horizon = profile.plan_to_age - profile.age
    for one in list_counted(snapshot):
        first = one.start_age - profile.age + 1
        last = None if one.end_age is None else one.end_age - profile.age + 1
        if first <= horizon and (last is None or last >= 1):
            yield {"amount": one.amount, "from_year": max(1, first), "to_year": last, "cola": one.cola}
