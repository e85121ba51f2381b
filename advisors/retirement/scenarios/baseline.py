"""One person's retirement as the engine sees it: the plan built from what they own, projected once, asked what-if."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from advisors.retirement.inputs.assumptions import CapitalMarket
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns
from advisors.retirement.markets.asset_mapping import (
    Mix,
    PortfolioMix,
    blend_cash_rates,
    combine_holdings,
    map_to_market_classes,
)
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.scenarios.compare import Difference, compute_difference
from advisors.retirement.scenarios.variations import ChangeKind, apply_change
from advisors.retirement.simulation.engine import project
from advisors.retirement.simulation.projection_result import Projection
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import IncomeValue, InstrumentValue, ProfileValue
from portfolios.valuation.value import ValuedAccount

DEFAULT_SEED = 1
"""Belongs to the plan: the same inputs give the same answer, and what-ifs share their random numbers."""
DEFAULT_PATHS = 10_000
SUSTAINED_LEVEL = "0.90"


@dataclass(frozen=True)
class Baseline:
    """plan: spends the goal or, without one, what it sustains in nine of ten futures."""

    plan: Plan
    mix: PortfolioMix
    draws: Draws
    projection: Projection
    has_goal: bool

    @property
    def market(self) -> CapitalMarket:
        """The assumptions the plan is simulated with."""
        assert isinstance(self.plan.returns, ClassReturns)
        return self.plan.returns.market()

    @property
    def estimated_income(self) -> float:
        """Dollars of today a year that nine of ten futures sustain, other income included."""
        return (self.projection.sustainable_spending or {})[SUSTAINED_LEVEL]


@dataclass(frozen=True)
class WhatIf:
    """amount: what was really changed, in the unit of the change; it may be less than what was asked for."""

    change: ChangeKind
    amount: float
    plan: Plan
    projection: Projection
    difference: Difference


def project_baseline(portfolio: Portfolio, *, paths: int = DEFAULT_PATHS, seed: int = DEFAULT_SEED) -> Baseline | None:
    """Project the accounts that count for retirement; None where nothing is there to project or to spend.

    Money in today's dollars, flows at the begin of a year (contracts, "Plan"); 10,000 paths unless told otherwise.
    A goal of nothing is no goal.
    """
    profile = portfolio.snapshot.profile
    accounts = retirement_accounts(portfolio)
    mix = _accounts_mix(accounts)
    if mix is None or profile.retirement_years < 1:
        return None
    goal = profile.target_retirement_income or None
    plan = Plan.model_validate(_build_plan_data(profile, accounts, mix, paths=paths, seed=seed))
    draws = draw(plan)
    projection = project(plan, draws=draws)
    if goal is None:
        sustained = (projection.sustainable_spending or {})[SUSTAINED_LEVEL]
        plan = plan.with_changes(spending=sustained)
        projection = project(plan, draws=draws)
    return Baseline(plan, mix, draws, projection, has_goal=goal is not None)


def project_what_if(baseline: Baseline, change: ChangeKind, amount: float) -> WhatIf:
    """Project a change of the plan on the same paths; units of `amount` as in `vary`.

    Raises ValueError, in words for people, for what cannot be carried out.
    """
    if change == "spend_less" and not baseline.has_goal:
        raise ValueError("Without an income goal there is no spending to cut.")
    varied = apply_change(baseline.plan, change, amount)
    projection = project(varied.plan, draws=baseline.draws, fan="none")
    return WhatIf(change, varied.amount, varied.plan, projection, compute_difference(baseline.projection, projection))


def retirement_accounts(portfolio: Portfolio) -> list[ValuedAccount]:
    """The accounts that count for retirement: the plan is of these and no others."""
    return [worth for worth in portfolio.valuation.accounts if worth.account.counts_for_retirement]


def holding_mix(instrument: InstrumentValue) -> Mix | None:
    """The capital-market classes of one holding; None while it is unclassified."""
    return map_to_market_classes(
        _to_floats(instrument.return_mix or {}), _to_floats(instrument.asset_class), _to_floats(instrument.regions)
    )


def _accounts_mix(accounts: list[ValuedAccount]) -> PortfolioMix | None:
    holdings = [
        (float(worth.value), holding_mix(worth.instrument))
        for account in accounts
        for worth in account.positions
        if worth.value is not None
    ]
    return combine_holdings(holdings, cash=float(sum((account.cash for account in accounts), Decimal(0))))


def recorded_cash_interest(accounts: Iterable[ValuedAccount]) -> list[tuple[float, float]]:
    """Dollars and nominal interest a year of the cash whose interest is known; other cash earns what is assumed."""
    return [
        (float(worth.cash), float(worth.account.cash_interest))
        for worth in accounts
        if worth.cash and worth.account.cash_interest is not None
    ]


def _to_floats(split: dict[str, Decimal]) -> dict[str, float]:
    return {key: float(share) for key, share in split.items()}


def _build_plan_data(
    profile: ProfileValue, accounts: list[ValuedAccount], mix: PortfolioMix, *, paths: int, seed: int
) -> dict[str, Any]:
    interest = recorded_cash_interest(accounts)
    in_cash = mix.weights.get("cash", 0.0) * mix.value * (1 - mix.unclassified)
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
            "assumptions": blend_cash_rates(interest, cash_value=in_cash) or None,
        },
        "income": list(_income_data(profile)),
        "fee": _fund_fee_rate(accounts, mix.value),
        "paths": paths,
        "seed": seed,
    }


def _income_data(profile: ProfileValue) -> Iterator[dict[str, Any]]:
    """In year t the person is age + t - 1: a stream from age a on begins in year a - age + 1."""
    horizon = profile.plan_to_age - profile.age
    for stream in profile.income:
        first, last = stream.start_age - profile.age + 1, _last_year(stream, profile.age)
        if first <= horizon and (last is None or last >= 1):
            yield {
                "amount": float(stream.amount),
                "from_year": max(1, first),
                "to_year": last,
                "cola": float(stream.cola),
            }


def _last_year(stream: IncomeValue, age: int) -> int | None:
    return None if stream.end_age is None else stream.end_age - age + 1


def _fund_fee_rate(accounts: list[ValuedAccount], total: float) -> float:
    """Fund fees as a share of everything; a fund whose expense ratio nobody knows adds none, and the report says so."""
    yearly = sum(
        float(worth.value * worth.instrument.expense_ratio)
        for account in accounts
        for worth in account.positions
        if worth.value is not None and worth.instrument.expense_ratio is not None
    )
    return yearly / total if total else 0.0
