"""Answer what a household's plan and the law say about one year: who lives, files, is paid and must withdraw."""

from collections.abc import Sequence

import numpy as np

from advisors.retirement.household.benefits import Benefits
from advisors.retirement.household.groups import YearGroup, split_paths
from advisors.retirement.household.lives import death_years
from advisors.retirement.household.solving.roots import Index
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.tax_law.distributions import distribution_factor, first_distribution_age
from advisors.retirement.tax_law.federal import Filing
from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.medicare import MONTHS, surcharge_tiers, yearly_surcharges
from advisors.retirement.tax_law.schedules import Array


class HouseholdRules:
    """What a plan's household and its law say about each year; `paths` are the numbers of the simulated paths."""

    def __init__(self, plan: Plan, paths: Index, spending: Array | None = None) -> None:
        assert plan.household is not None
        self.plan, self.household, self.width = plan, plan.household, paths.size
        self.choices = plan.household.tax
        self.law = load_law(self.choices.law_year)
        drawn = death_years(self.household, plan.horizon, paths=int(paths.max()) + 1, seed=plan.seed)
        self.deaths = [years if years.size == 1 else years[paths] for years in drawn]
        self._spending = np.array([plan.spending]) if spending is None else spending
        self._benefits = Benefits(self.household, plan.horizon)
        self._together = self._benefits.together()
        self._alone: dict[tuple[int, int], Array] = {}
        self._surcharges = yearly_surcharges(self.law.medicare)

    def age(self, person: int, year: int) -> int:
        """Return the age that a person reaches in a year."""
        return self.household.people[person].age + year - 1

    def calendar(self, year: int) -> int:
        """Return the calendar year of a plan year."""
        return self.choices.first_year + year - 1

    def groups(self, year: int) -> list[YearGroup]:
        """Return the paths of a year by who lives in it; paths without anybody are in none."""
        return split_paths(self.deaths, year, self.width)

    def paid_together(self, year: int) -> float:
        """Return the Social Security of a year in which all live."""
        return float(self._together[year])

    def benefits(self, group: YearGroup) -> Array | float:
        """Return the Social Security of a year."""
        if len(group.people) == len(self.household.people):
            return self.paid_together(group.year)
        left = group.people[0]
        died = group.pick(self.deaths[1 - left])
        years = np.unique(died)
        paid = [self.paid_alone(left, int(death), group.year) for death in years]
        return paid[0] if years.size == 1 else np.array(paid)[np.searchsorted(years, died)]

    def paid_alone(self, left: int, death_year: int, year: int) -> float:
        """Return what a survivor is paid in a year."""
        if (left, death_year) not in self._alone:
            self._alone[left, death_year] = self._benefits.alone(left, death_year)
        return float(self._alone[left, death_year][year])

    def filing(self, group: YearGroup, benefits: Array | float, price: Array) -> Filing:
        """Return the tax returns of a year's paths; `price` is the price level of their year."""
        aged = sum(self.age(person, group.year) >= self.law.aged_from for person in group.people)
        in_force = self.law.has_senior_deduction(self.calendar(group.year))
        return Filing(
            self.law, group.status, aged, benefits, price=group.pick(price), has_senior_deduction=in_force
        )  # fmt: skip

    def required_factor(self, person: int, year: int) -> float | None:
        """Return the divisor of a person's required distribution; None before it starts."""
        law, age = self.law.required_distributions, self.age(person, year)
        if age < first_distribution_age(law, self.household.birth_year(person)):
            return None
        return distribution_factor(law, age)

    def need(self, group: YearGroup) -> Array:
        """Return what is spent in a year, single amounts included."""
        spending, year = self.household.spending, group.year
        need = group.pick(self._spending)
        for phase in spending.phases:
            if phase.covers(year):
                need = need * phase.factor if phase.factor is not None else np.array([phase.amount or 0.0])
        if len(self.household.people) == 2 and len(group.people) == 1:
            need = need * spending.survivor_spending
        return need + self.lump_sum(year)

    def lump_sum(self, year: int) -> float:
        """Return the single amounts of a year; negative for a receipt."""
        return sum(lump.amount for lump in self.household.spending.lump_sums if lump.year == year)

    def premiums(self, group: YearGroup, income: Array) -> tuple[float, float, Array | float]:
        """Return the premiums of a year: before 65, of Medicare, and its surcharge on `income` of two years before."""
        health, law = self.household.health, self.law.medicare
        if health is None:
            return 0.0, 0.0, 0.0
        insured = sum(self.age(person, group.year) >= law.age for person in group.people)
        before = health.before_65 * (len(group.people) - insured)
        medicare = 0.0 if health.surcharge_only else insured * (MONTHS * law.part_b_monthly + health.medicare_other)
        if not insured or float(income.max()) <= law.over["single"][0]:
            return before, medicare, 0.0
        tiers = surcharge_tiers(law, group.status, income)
        if len(self.household.people) == 2 and group.status == "single":
            joint = group.pick(self.deaths[1 - group.people[0]]) >= group.year - law.lookback_years
            tiers = np.where(joint, surcharge_tiers(law, "joint", income), tiers)
        return before, medicare, insured * self._surcharges[tiers]

    def is_young(self, person: int, year: int, *, roth: bool) -> bool:
        """Return whether a person's withdrawals cost a penalty in a year."""
        exception = self.household.people[person].penalty_free_age
        return self.age(person, year) < (self.law.early_withdrawal.free_from if roth else exception)

    def converts(self, year: int) -> bool:
        """Return whether the household converts in a year."""
        conversion = self.choices.conversion
        return conversion is not None and conversion.covers(year)

    def yields(self) -> tuple[float, float]:
        """Return the yields of all taxable money: qualified dividends, and interest."""
        accounts: Sequence[tuple[float, float, float]] = [
            (account.value, account.qualified_yield, account.interest_yield)
            for account in self.household.accounts
            if account.kind == "taxable"
        ]
        total = sum(value for value, _, _ in accounts)
        if not total:
            return (accounts[0][1], accounts[0][2]) if accounts else (0.0, 0.0)
        return (
            sum(value * qualified for value, qualified, _ in accounts) / total,
            sum(value * interest for value, _, interest in accounts) / total,
        )
