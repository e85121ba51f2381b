"""Build one person's plan from their portfolio, project it as it is, and project what-ifs."""

from dataclasses import dataclass, replace

from advisors.retirement.from_snapshot.start import DEFAULT_PATHS, DEFAULT_SEED, build_start
from advisors.retirement.inputs.assumptions import CapitalMarket
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.inputs.returns import ClassReturns, CompanyReturns
from advisors.retirement.markets.asset_mapping import PortfolioMix
from advisors.retirement.markets.draws import Draws, draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import Projection
from advisors.retirement.projection.sustained_spending import (
    Sustained,
    find_required_saving,
    find_sustained,
    sustain_before_tax,
)
from advisors.retirement.scenarios.change_kinds import CHANGES, ChangeKind, apply_change
from advisors.retirement.scenarios.compare import Difference
from advisors.retirement.scenarios.kept_paths import SUSTAINED_LEVEL, KeptPaths, shorten_paths
from portfolios.currencies import BASE_CURRENCY
from portfolios.valuation.portfolio import Portfolio


@dataclass(frozen=True)
class Baseline:
    """The projection of a person's plan as it is.

    `plan` spends the income goal or, without one, what nine of ten simulated paths sustain. currency: of its money.
    """

    plan: Plan
    mix: PortfolioMix
    draws: Draws
    projection: Projection
    has_goal: bool
    kept: KeptPaths
    currency: str = BASE_CURRENCY

    @property
    def is_after_tax(self) -> bool:
        """Return whether taxes are in the plan."""
        return self.plan.household is not None

    def with_plan(self, plan: Plan) -> "Baseline":
        """Return the baseline of another plan on the same paths, drawn again to keep the returns of this plan."""
        kept = self.kept.with_plan(plan)
        return replace(self, plan=plan, projection=kept.whole, kept=kept)

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
    start = build_start(portfolio, paths=paths, seed=seed)
    if start is None:
        return None
    plan, mix = start.plan, start.mix
    goal = portfolio.snapshot.profile.target_retirement_income or None
    draws = draw(plan)
    near, own, sustained = None, None, {}
    if plan.household is None:
        sustained = sustain_before_tax(plan, draws)
    else:
        own = draw(shorten_paths(plan))
        near = sustain(shorten_paths(plan), own)
        sustained = widen(near.levels, sustain_before_tax(shorten_paths(plan), own), sustain_before_tax(plan, draws))
    if goal is None:
        plan = plan.with_changes(spending=sustained[SUSTAINED_LEVEL])
    projection = project(plan, draws=draws).model_copy(update={"sustainable_spending": sustained})
    kept = KeptPaths.keep(plan, draws, projection, own=own, sustained=None if goal else near)
    if goal and plan.household:
        projection = projection.model_copy(update={"required_saving": require_saving(plan, kept)})
    currency = portfolio.snapshot.currency
    return Baseline(plan, mix, draws, projection, has_goal=goal is not None, kept=kept, currency=currency)


def sustain(plan: Plan, draws: Draws) -> Sustained:
    """Return what the paths of a plan sustain after tax, by level, and before taxes."""
    return Sustained(find_sustained(plan, draws), sustain_before_tax(plan, draws)[SUSTAINED_LEVEL])


def widen(near: dict[str, float], gross_near: dict[str, float], gross: dict[str, float]) -> dict[str, float]:
    """Return what all paths sustain after tax from what some do: as before taxes, where both are known."""
    return {level: amount * (gross[level] / gross_near[level] if gross_near[level] else 1.0)
            for level, amount in near.items()}  # fmt: skip


def require_saving(plan: Plan, kept: KeptPaths) -> dict[str, float] | None:
    """Return the saving a year with which nine of ten paths succeed after tax; None without years of saving."""
    level = 0.9 - (kept.whole.success.probability - kept.before.success.probability)
    found = find_required_saving(plan, lambda one: kept.project(one).success.probability, min(level, 1.0))
    return None if found is None else {SUSTAINED_LEVEL: found}


def project_what_if(baseline: Baseline, change: ChangeKind, amount: float) -> WhatIf:
    """Project a change of the plan on the same paths; `amount` is in the unit of the change.

    Raises ValueError, with a message for the person, if the change is impossible.
    """
    if CHANGES[change].needs_goal and not baseline.has_goal:
        raise ValueError("Without an income goal there is no spending to cut.")
    changed = apply_change(baseline.plan, change, amount)
    return WhatIf(change, changed.amount, changed.plan, *baseline.kept.measure(changed.plan))
