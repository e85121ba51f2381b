"""The plan of an analysis with its scenarios, ready for changes. A process keeps the last few."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from math import isclose
from uuid import UUID

from advisors.retirement.from_snapshot.start import build_start
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import draw
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import Projection
from advisors.retirement.projection.sustained_spending import Sustained, find_sustained, sustain_before_tax
from advisors.retirement.scenarios.kept_paths import SUSTAINED_LEVEL, WHAT_IF_PATHS, KeptPaths, shift_success
from analysis.models import Job
from analysis.payloads import RetirementPayload
from analysis.what_if.tried import Tried
from analysis.what_if.values import Levers
from portfolios.currencies import BASE_CURRENCY, near_amount
from portfolios.facts.formatting import describe_rate
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

BASES_KEPT = 4
SAME, SAME_AFTER_TAX = 1e-5, 0.1
"""How far the median at retirement may be from the stored one, which after tax comes of more scenarios."""


@dataclass(frozen=True, eq=False)
class Base:
    """The plan that changes start from.

    `age`: of the person today. `has_goal`: without one the plan spends what nine of ten scenarios sustain. `currency`:
    of its money. `converted_at`: the rates of it, in words. `estimated_income`: what they sustain after tax on all
    scenarios. `tried`, `sustained`: what was computed already.
    """

    plan: Plan
    kept: KeptPaths
    age: int
    has_goal: bool
    currency: str = BASE_CURRENCY
    estimated_income: float | None = None
    converted_at: tuple[str, ...] = ()
    tried: dict[Levers, Tried] = field(default_factory=dict)
    sustained: dict[Levers, float] = field(default_factory=dict)

    @cached_property
    def own_sustained(self) -> Sustained | None:
        """Return what the plan sustains after tax on the kept scenarios, which takes more than half a second."""
        if self.plan.household is None or self.kept.draws is None:
            return None
        short, draws = self.kept.shorten(self.plan), self.kept.draws
        return Sustained(find_sustained(short, draws), sustain_before_tax(short, draws)[SUSTAINED_LEVEL])

    def near_amount(self, dollars: Decimal) -> Decimal:
        """Return a step or limit that is given in dollars as a round amount of the plan's currency."""
        return near_amount(dollars, self.currency)

    @property
    def retires_at(self) -> int:
        """Return the age of retirement; today's if that is past."""
        return self.age + self.plan.years_to_retirement

    @property
    def ends_at(self) -> int:
        """Return the age at which the plan ends."""
        return self.age + self.plan.horizon


@lru_cache(maxsize=BASES_KEPT)
def load_base(job_id: UUID, completed_at: datetime) -> Base | None:
    """Return the base of a finished analysis; None where there is no projection, or if Alex now computes differently.

    The caller has checked whose analysis it is. `completed_at` is part of the key, as an analysis never changes.
    """
    job = Job.objects.only("snapshot", "retirement_payload").get(pk=job_id, completed_at=completed_at)
    if job.snapshot is None or job.retirement_payload is None:
        return None
    return build_base(job.snapshot, job.retirement_payload)


def build_base(snapshot: Snapshot, stored: RetirementPayload) -> Base | None:
    """Project the plan on the scenarios that changes are tried on, with its stored chance on all scenarios."""
    start, goal = build_start(Portfolio(snapshot)), stored.income_goal
    if start is None or stored.estimated_income is None or (start.plan.household is None) != (stored.household is None):
        return None
    plan = start.plan if goal else start.plan.with_changes(spending=float(stored.estimated_income))
    short = plan if plan.household is None else plan.with_changes(paths=min(plan.paths, WHAT_IF_PATHS))
    draws = draw(short)
    before = project(short, draws=draws, fan="real")
    if not is_same_method(plan, before, stored):
        return None
    kept, income = KeptPaths(draws, with_stored_chance(before, stored), before), stored.estimated_income
    own_income, rates = None if income is None else float(income), tuple(map(describe_rate, snapshot.rates))
    return Base(plan, kept, snapshot.profile.age, bool(goal), snapshot.currency, own_income, rates)


def is_same_method(plan: Plan, before: Projection, stored: RetirementPayload) -> bool:
    """Return whether the engine still computes what is stored of the plan."""
    if stored.at_retirement is None:
        return False
    tolerance = SAME if plan.household is None else SAME_AFTER_TAX
    return isclose(before.at_retirement.percentiles["50"], stored.at_retirement["50"], rel_tol=tolerance, abs_tol=1)


def with_stored_chance(before: Projection, stored: RetirementPayload) -> Projection:
    """Return the projection itself before taxes; after tax with the chance that is stored, of all scenarios."""
    if before.household is None or stored.success_probability is None:
        return before
    on_all = before.success.model_copy(update={"paths": stored.paths})
    success = shift_success(on_all, float(stored.success_probability) - before.success.probability)
    return before.model_copy(update={"success": success})


def find_monthly_benefit(base: Base) -> Decimal | None:
    """Return the Social Security that the person gets a month at full retirement age; None without any."""
    household = base.plan.household
    benefit = household.people[0].social_security if household else None
    if household is None or benefit is None:
        return None
    return Decimal(str(round(benefit.insurance_amount(household.tax.law_year, household.birth_year(0)), 2)))
