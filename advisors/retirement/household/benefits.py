"""Compute a household's Social Security of each plan year: of the people together, and of one who is left alone.

Whole years: a benefit starts in the year in which the age of the claim is reached. Constant in today's dollars.
"""

from dataclasses import dataclass

import numpy as np

from advisors.retirement.inputs.household import Household
from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.schedules import Array, add_up
from advisors.retirement.tax_law.social_security import (
    EARLIEST_SURVIVOR_MONTHS,
    Worker,
    own_factor,
    spouse_excess,
    spouse_factor,
    survivor_benefit,
)

MONTHS = 12
USUAL_CLAIM_AGE = 67


@dataclass(frozen=True)
class Record:
    """A person's record: monthly benefit at full age, year of birth, age of the claim, and the age before year 1."""

    pia: float
    birth_year: int
    claim_age: int
    age_before: int

    @property
    def claim_year(self) -> int:
        """Return the plan year in which the age of the claim is reached; 0 or less if before the plan."""
        return self.claim_age - self.age_before


class Benefits:
    """The yearly Social Security of a household in dollars, by plan year (index 0 is before the plan)."""

    def __init__(self, household: Household, horizon: int) -> None:
        self._household, self._horizon = household, horizon
        self._law = load_law(household.tax.law_year).social_security
        self._years = np.arange(horizon + 1)
        self.records = [self.record_of(number) for number in range(len(household.people))]
        cut = household.social_security_cut
        self._paid = np.ones(horizon + 1)
        if cut:
            self._paid[cut.from_year :] = 1 - cut.share

    def record_of(self, number: int) -> Record:
        """Return a person's record; nothing to claim without one."""
        person, born = self._household.people[number], self._household.birth_year(number)
        benefits = person.social_security
        if benefits is None:
            return Record(0.0, born, max(USUAL_CLAIM_AGE, person.age), person.age - 1)
        pia = benefits.insurance_amount(self._household.tax.law_year, born)
        return Record(pia, born, benefits.claim_age, person.age - 1)

    def own(self, number: int) -> Array:
        """Return one person's own benefit by year."""
        record = self.records[number]
        yearly = MONTHS * record.pia * own_factor(self._law, record.birth_year, record.claim_age * MONTHS)
        paid: Array = yearly * (self._years >= record.claim_year)
        return paid

    def of_person(self, number: int) -> Array:
        """Return what a person is paid while all live: the own benefit, and the excess once both have claimed."""
        paid = self.own(number)
        if len(self.records) == 2 and self._household.people[number].social_security:
            record, other = self.records[number], self.records[1 - number]
            both = max(record.claim_year, other.claim_year)
            excess = MONTHS * spouse_excess(record.pia, other.pia)
            months = (record.age_before + both) * MONTHS
            paid = paid + excess * spouse_factor(self._law, record.birth_year, months) * (self._years >= both)
        return paid * self._paid

    def together(self) -> Array:
        """Return what all people are paid while all live."""
        return add_up(self.of_person(number) for number in range(len(self.records)))

    def alone(self, left: int, death_year: int) -> Array:
        """Return what the person `left` is paid after the other died at the end of `death_year`.

        The survivor's benefit is claimed at once, but not before 60. The larger of it and the own one is paid.
        """
        record, dead = self.records[left], self.records[1 - left]
        claim_age = max(EARLIEST_SURVIVOR_MONTHS // MONTHS, record.age_before + death_year + 1)
        monthly = survivor_benefit(
            self._law, Worker(dead.pia, dead.birth_year, dead.claim_age * MONTHS),
            (dead.age_before + death_year) * MONTHS, record.birth_year, claim_age * MONTHS,
        )  # fmt: skip
        survivor = MONTHS * monthly * (self._years >= claim_age - record.age_before)
        paid: Array = np.maximum(self.own(left), survivor) * self._paid
        return paid
