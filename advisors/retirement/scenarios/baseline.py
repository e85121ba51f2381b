"""Build one person's plan from their portfolio, project it as it is, and project what-ifs."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from advisors.retirement.inputs.assumptions import CapitalMarket, build_capital_market
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, CompanyReturns
from advisors.retirement.markets.asset_mapping import PortfolioMix, blend_cash_rates, combine_holdings
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.scenarios.change_kinds import CHANGES, ChangeKind, apply_change
from advisors.retirement.scenarios.compare import Difference, compute_difference
from advisors.retirement.scenarios.holdings import find_companies, holding_mix, recorded_cash_interest
from advisors.retirement.simulation.engine import project
from advisors.retirement.simulation.projection_result import Projection
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import ProfileValue
from portfolios.valuation.value import ValuedAccount

DEFAULT_SEED = 1
"""Part of the plan: the same inputs give the same answer, and what-ifs share the random numbers."""
BLIND_SHARE = 0.5
"""This share of the money unclassified or more: a projection would be a guess (contracts, "Mix of a holding")."""
DEFAULT_PATHS = 10_000
SUSTAINED_LEVEL = "0.90"


@dataclass(frozen=True)
class Baseline:
    """The projection of a person's plan as it is.

    `plan` spends the income goal or, without one, what nine of ten simulated paths sustain.
    """

    plan: Plan
    mix: PortfolioMix
    draws: Draws
    projection: Projection
    has_goal: bool

    @property
    def market(self) -> CapitalMarket:
        """Return the assumptions of the simulation."""
        assert isinstance(self.plan.returns, ClassReturns)
        return self.plan.returns.market()

    @property
    def companies(self) -> tuple[CompanyReturns, ...]:
        """Return the single companies in the plan, which have swings of their own."""
        assert isinstance(self.plan.returns, ClassReturns)
        return self.plan.returns.companies

    @property
    def estimated_income(self) -> float:
        """Return the spending that nine of ten paths sustain, in today's dollars a year, other income included."""
        return (self.projection.sustainable_spending or {})[SUSTAINED_LEVEL]


@dataclass(frozen=True)
class WhatIf:
    """A projected change; `amount` is what was really changed, in its unit, perhaps less than requested."""

    change: ChangeKind
    amount: float
    plan: Plan
    projection: Projection
    difference: Difference


def project_baseline(portfolio: Portfolio, *, paths: int = DEFAULT_PATHS, seed: int = DEFAULT_SEED) -> Baseline | None:
    """Project the accounts that count for retirement.

    Return None if half of all money or of theirs is unclassified, or if no year of retirement is left. Money is in
    today's dollars; flows are at the beginning of a year (contracts, "Plan"). A goal of zero is no goal.
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
    goal = profile.target_retirement_income or None
    plan = Plan.model_validate(_build_plan_data(portfolio, accounts, mix, paths=paths, seed=seed))
    draws = draw(plan)
    projection = project(plan, draws=draws)
    if goal is None:
        sustained = (projection.sustainable_spending or {})[SUSTAINED_LEVEL]
        plan = plan.with_changes(spending=sustained)
        projection = project(plan, draws=draws)
    return Baseline(plan, mix, draws, projection, has_goal=goal is not None)


def project_what_if(baseline: Baseline, change: ChangeKind, amount: float) -> WhatIf:
    """Project a change of the plan on the same paths; `amount` is in the unit of the change.

    Raises ValueError, with a message for the person, if the change is impossible.
    """
    if CHANGES[change].needs_goal and not baseline.has_goal:
        raise ValueError("Without an income goal there is no spending to cut.")
    changed = apply_change(baseline.plan, change, amount)
    projection = project(changed.plan, draws=baseline.draws, fan="none")
    return WhatIf(change, changed.amount, changed.plan, projection, compute_difference(baseline.projection, projection))


def retirement_accounts(portfolio: Portfolio) -> list[ValuedAccount]:
    """Return the accounts that count for retirement, the only ones in the plan."""
    return [worth for worth in portfolio.valuation.accounts if worth.account.counts_for_retirement]


def _build_plan_data(
    portfolio: Portfolio, accounts: list[ValuedAccount], mix: PortfolioMix, *, paths: int, seed: int
) -> dict[str, Any]:
    """Return the keys of the plan. A fund without a known expense ratio counts as free."""
    profile, interest = portfolio.snapshot.profile, recorded_cash_interest(accounts)
    in_cash = mix.weights.get("cash", 0.0) * mix.value * (1 - mix.unclassified)
    rates = blend_cash_rates(interest, cash_value=in_cash) or None
    held = [(worth.instrument, worth.value) for account in accounts for worth in account.positions if worth.value]
    companies = find_companies(held, mix, build_capital_market("base", rates), portfolio.fact_keys)
    yearly_fees = sum(float(value * one.expense_ratio) for one, value in held if one.expense_ratio is not None)
    return {
        "start_value": mix.value,
        "years_to_retirement": profile.years_until_retirement,
        "retirement_years": profile.retirement_years,
        "contribution": float(profile.annual_contribution) if profile.years_until_retirement else 0.0,
        "contribution_growth": float(profile.contribution_growth),
        "spending": float(profile.target_retirement_income or 0),
        "timing": "begin",
        "returns": {
            "kind": "classes",
            "preset": "base",
            "weights": mix.weights,
            "assumptions": rates,
            "companies": companies,
        },
        "income": list(_income_data(profile)),
        "fee": yearly_fees / mix.value if mix.value else 0.0,
        "paths": paths,
        "seed": seed,
    }


def _income_data(profile: ProfileValue) -> Iterator[dict[str, Any]]:
    """Yield the incomes of the plan. In year t the person is age + t - 1, so age a is year a - age + 1."""
    horizon = profile.plan_to_age - profile.age
    for stream in profile.income:
        first = stream.start_age - profile.age + 1
        last = None if stream.end_age is None else stream.end_age - profile.age + 1
        if first <= horizon and (last is None or last >= 1):
            yield {
                "amount": float(stream.amount),
                "from_year": max(1, first),
                "to_year": last,
                "cola": float(stream.cola),
            }
