"""Vary a plan by what a household can choose: orders of withdrawal and Roth conversions."""

from collections.abc import Iterator

from advisors.retirement.inputs.household_choices import Conversion, WithdrawalOrder
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.tax_law.distributions import first_distribution_age
from advisors.retirement.tax_law.law import load_law

ORDERS: tuple[WithdrawalOrder, ...] = ("conventional", "proportional", "bracket")
FILLED_BRACKET = 0.12
CONVERTED_TO = (0.12, 0.22, 0.24)
MOST_CONVERSION_YEARS = 15


def order_variants(plan: Plan) -> Iterator[Plan]:
    """Yield the plan with each order of withdrawal, first its own."""
    own = plan.household.tax if plan.household else None
    assert own is not None
    yield plan
    for order in ORDERS:
        if order != own.order:
            rate = FILLED_BRACKET if order == "bracket" else None
            yield with_tax(plan, order=order, bracket_rate=rate)


def conversion_variants(plan: Plan) -> Iterator[Plan]:
    """Yield the plan as it is, without conversions, and with one to the top of each bracket before required ones."""
    assert plan.household is not None
    own = plan.household.tax.conversion
    yield plan
    if own is not None:
        yield with_tax(plan, conversion=None)
    window = conversion_window(plan)
    for rate in CONVERTED_TO if window else ():
        if own is None or own.to_rate != rate:
            first, last = window or (1, 1)
            yield with_tax(plan, conversion=Conversion(to_rate=rate, from_year=first, to_year=last))


def conversion_window(plan: Plan) -> tuple[int, int] | None:
    """Return the plan years from retirement to the year before the first required distribution; None without any."""
    assert plan.household is not None
    household, first = plan.household, plan.years_to_retirement + 1
    law = load_law(household.tax.law_year).required_distributions
    due = min(
        first_distribution_age(law, household.birth_year(number)) - person.age + 1
        for number, person in enumerate(household.people)
    )
    last = min(due - 1, plan.horizon, first + MOST_CONVERSION_YEARS - 1)
    return (first, last) if last >= first else None


def with_tax(plan: Plan, **changes: object) -> Plan:
    """Return the plan with other tax choices of its household."""
    assert plan.household is not None
    tax = plan.household.tax.model_copy(update=changes)
    return plan.with_changes(household=plan.household.model_copy(update={"tax": tax}))
