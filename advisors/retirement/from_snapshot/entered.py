"""List the incomes that a person entered with the household: Social Security of both, and the partner's wage."""

from collections.abc import Iterator
from typing import NamedTuple

from advisors.retirement.from_snapshot.household import clamp_age
from advisors.retirement.from_snapshot.incomes import MONTHS, build_entered
from advisors.retirement.tax_law.law import law_years, load_law
from advisors.retirement.tax_law.social_security import own_factor
from portfolios.household.inputs import Member
from portfolios.valuation.snapshot import Snapshot

BENEFIT_NAMES: dict[Member, str] = {"self": "Social Security", "partner": "your partner's Social Security"}
WAGE_NAME = "your partner's wage"


class CountedIncome(NamedTuple):
    """An income in today's dollars a year, from one age of the person through another; None for life."""

    name: str
    amount: float
    start_age: int
    end_age: int | None = None
    cola: float = 1.0

    def is_paid(self, age: int) -> bool:
        """Return whether it is paid at an age of the person."""
        return self.start_age <= age and (self.end_age is None or self.end_age >= age)


def list_counted(snapshot: Snapshot) -> Iterator[CountedIncome]:
    """Yield every income that the plan counts, as entered and as recorded in the profile."""
    yield from list_entered(snapshot)
    profile = snapshot.profile
    for stream in profile.counted_income:
        older = snapshot.years_older_than(profile.owner_of(stream))
        end = None if stream.end_age is None else stream.end_age + older
        yield CountedIncome(stream.name, float(stream.amount), stream.start_age + older, end, float(stream.cola))


def list_entered(snapshot: Snapshot) -> Iterator[CountedIncome]:
    """Yield what was entered and is more than nothing, each person's Social Security from the age of the claim on."""
    profile, law = snapshot.profile, load_law(law_years()[-1]).social_security
    for member, name in BENEFIT_NAMES.items():
        older = snapshot.years_older_than(member)
        age = clamp_age(profile.age - older)
        benefit = profile.household.benefit_of(member)
        if benefit and benefit.monthly:
            born = snapshot.taken_at.year - age
            record = build_entered(benefit, age, born)
            full = record.insurance_amount(law_years()[-1], born)
            monthly = full * own_factor(law, born, record.claim_age * MONTHS)
            yield CountedIncome(name, MONTHS * monthly, record.claim_age + older)
    partner = profile.household.partner
    if partner and partner.wage and partner.retirement_age is not None:
        older = snapshot.years_older_than("partner")
        if partner.retirement_age + older > profile.age:
            last = partner.retirement_age - 1 + older
            yield CountedIncome(WAGE_NAME, float(partner.wage), profile.age, last)
