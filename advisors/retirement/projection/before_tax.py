"""Take the household out of a plan: the same money, incomes and saving, before all taxes and premiums."""

from itertools import groupby

from advisors.retirement.household.benefits import Benefits
from advisors.retirement.inputs.plan import Income, Plan


def before_tax(plan: Plan) -> Plan:
    """Return a plan without its household. Phases and single amounts of spending are left out."""
    if plan.household is None:
        return plan
    return plan.with_changes(
        household=None, income=list_incomes(plan), contribution=plan.saving, contribution_growth=plan.saving_growth,
    )  # fmt: skip


def list_incomes(plan: Plan) -> tuple[Income, ...]:
    """Return all incomes besides the portfolio in retirement, Social Security of each person among them."""
    household, horizon = plan.household, plan.horizon
    if household is None:
        return plan.income
    first = plan.years_to_retirement + 1
    incomes = [
        Income(amount=one.amount, from_year=max(first, one.from_year), to_year=one.to_year, cola=one.cola)
        for one in household.income
        if one.to_year is None or one.to_year >= first
    ]
    benefits = Benefits(household, horizon)
    for number in range(len(household.people)):
        paid = benefits.of_person(number)
        for amount, years in groupby(range(first, horizon + 1), key=lambda year: float(paid[year])):
            start, *later = years
            if amount:
                incomes.append(Income(amount=amount, from_year=start, to_year=later[-1] if later else start, cola=1.0))
    return tuple(incomes)
