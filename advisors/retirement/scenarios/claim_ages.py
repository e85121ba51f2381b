"""Compare the ages at which the people of a household claim Social Security, all on the same paths."""

from itertools import product

from advisors.retirement.household.benefits import MONTHS, Benefits
from advisors.retirement.inputs.household import Household
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.markets.draws import Draws
from advisors.retirement.projection.engine import project
from advisors.retirement.projection.projection_result import FrozenResult
from advisors.retirement.scenarios.compare import compute_difference

FIRST_AGE, LAST_AGE = 62, 70
LAST_CLAIM_YEAR = LAST_AGE + 60
"""A plan year in which everybody has claimed."""


class ClaimAges(FrozenResult):
    """One choice of claim ages: what it pays and what it changes.

    `monthly`: what each person is paid once all have claimed, and `survivor_monthly` what each has left alone if the
    other dies then; in today's dollars. `difference` in success to the plan's own ages, with its paired error.
    `lifetime_spending`: the median after tax.
    """

    ages: tuple[int, ...]
    monthly: tuple[float, ...]
    survivor_monthly: tuple[float, ...]
    success: float
    difference: float
    standard_error: float | None
    lifetime_spending: float


def compare_claim_ages(plan: Plan, draws: Draws | None = None) -> list[ClaimAges]:
    """Return one row for each choice that is still open, the earliest first; whoever has claimed keeps the age.

    Raises ValueError without a household.
    """
    if plan.household is None:
        raise ValueError("household: is needed to compare claim ages")
    before = project(plan, draws=draws, fan="none")
    rows = []
    for ages in product(*(open_ages(plan.household, number) for number in range(len(plan.household.people)))):
        household = with_claim_ages(plan.household, ages)
        after = project(plan.with_changes(household=household), draws=draws, fan="none")
        difference = compute_difference(before, after)
        paid, alone = monthly_benefits(household)
        rows.append(
            ClaimAges(
                ages=ages, monthly=paid, survivor_monthly=alone, success=after.success.probability,
                difference=difference.success, standard_error=difference.standard_error,
                lifetime_spending=after.spending.median_lifetime,
            )
        )  # fmt: skip
    return rows


def open_ages(household: Household, number: int) -> list[int]:
    """Return the claim ages that a person may still choose; one if it is settled or there is no own benefit."""
    person = household.people[number]
    benefits = person.social_security
    if benefits is None:
        return [max(67, person.age)]
    if benefits.amount_now is not None:
        return [benefits.claim_age]
    return list(range(max(FIRST_AGE, person.age), LAST_AGE + 1)) or [benefits.claim_age]


def with_claim_ages(household: Household, ages: tuple[int, ...]) -> Household:
    """Return the household with other claim ages."""
    people = []
    for person, age in zip(household.people, ages, strict=True):
        benefits = person.social_security and person.social_security.model_copy(update={"claim_age": age})
        people.append(person.model_copy(update={"social_security": benefits}))
    return household.model_copy(update={"people": tuple(people)})


def monthly_benefits(household: Household) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return what each person is paid a month when all have claimed, and what each has alone after that."""
    people = range(len(household.people))
    benefits = Benefits(household.model_copy(update={"social_security_cut": None}), LAST_CLAIM_YEAR)
    paid = tuple(float(benefits.of_person(number)[-1]) / MONTHS for number in people)
    if len(people) == 1:
        return paid, ()
    return paid, tuple(float(benefits.alone(number, LAST_CLAIM_YEAR - 1)[-1]) / MONTHS for number in people)
