"""Build the household of a plan: what was entered, what is owned, and an assumption wherever nothing was entered.

Contradictions with the profile are resolved here: an entry of a year that has passed is left out, spending before
retirement moves to its first year, and a benefit that cannot be claimed any more counts as paid now.
"""

from collections.abc import Iterator

from advisors.retirement.from_snapshot.accounts import build_accounts, build_contributions
from advisors.retirement.from_snapshot.incomes import build_benefits, build_incomes
from advisors.retirement.inputs.household import Household
from advisors.retirement.inputs.household_choices import Conversion, Health, Lives, TaxChoices
from advisors.retirement.inputs.household_flows import HouseholdSpending, LumpSum, SpendingPhase
from advisors.retirement.inputs.household_people import Owner, Person
from advisors.retirement.markets.asset_mapping import PortfolioMix
from advisors.retirement.tax_law.law import law_years
from portfolios.household.inputs import HouseholdInputs
from portfolios.valuation.snapshot import Snapshot
from portfolios.valuation.value import ValuedAccount

YOUNGEST, OLDEST = 18, 110


def build_household(snapshot: Snapshot, accounts: list[ValuedAccount], mix: PortfolioMix) -> Household:
    """Return the household of a snapshot with these accounts, whose money sums to the value of the mix."""
    profile, inputs = snapshot.profile, snapshot.profile.household
    people = tuple(build_people(snapshot))
    own = build_accounts(accounts, mix, inputs, has_partner=len(people) == 2)
    return Household(
        people=people,
        accounts=own,
        income=tuple(build_incomes(snapshot, people)),
        contributions=tuple(build_contributions(profile, own)),
        spending=build_spending(snapshot),
        health=build_health(inputs),
        tax=build_tax(snapshot),
        lives=build_lives(snapshot, len(people)),
        mean_sd=float(inputs.mean_sd or 0),
    )


def build_people(snapshot: Snapshot) -> Iterator[Person]:
    """Yield the person and the partner, who stops saving when the person does, at the latest."""
    profile, inputs = snapshot.profile, snapshot.profile.household
    age = clamp_age(profile.age)
    yield Person(age=age, sex=inputs.sex, social_security=build_benefits(snapshot, "self", age))
    if partner := inputs.partner:
        age = clamp_age(snapshot.taken_at.year - partner.birth_year)
        works = None if partner.retirement_age is None else partner.retirement_age - age
        yield Person(
            age=age, sex=partner.sex, social_security=build_benefits(snapshot, "partner", age),
            retirement_year=None if works is None else min(max(0, works), profile.years_until_retirement),
        )  # fmt: skip


def clamp_age(age: int) -> int:
    """Return the age, moved to the range that plans have."""
    return min(max(age, YOUNGEST), OLDEST)


def build_spending(snapshot: Snapshot) -> HouseholdSpending:
    """Return phases by plan year and single amounts that are still to come."""
    profile, inputs, this_year = snapshot.profile, snapshot.profile.household, snapshot.taken_at.year
    first, horizon = profile.years_until_retirement + 1, profile.plan_to_age - profile.age
    phases = []
    for phase in inputs.phases or ():
        start = max(1, phase.from_age - profile.age + 1)
        end = None if phase.to_age is None else phase.to_age - profile.age + 1
        if start <= horizon and (end is None or end >= start):
            level = {"factor": phase.factor} if phase.amount is None else {"amount": phase.amount}
            numbers = {name: float(value) for name, value in level.items() if value is not None}
            phases.append(SpendingPhase.model_validate({"from_year": start, "to_year": end, **numbers}))
    lumps = []
    for one in inputs.one_offs or ():
        year = one.year - this_year + 1
        year = max(year, first) if one.amount > 0 and year >= 1 else year
        if 1 <= year <= horizon and one.amount:
            lumps.append(LumpSum(year=year, amount=float(one.amount)))
    share = 1.0 if inputs.survivor_spending is None else float(inputs.survivor_spending)
    return HouseholdSpending(phases=tuple(phases), lump_sums=tuple(lumps), survivor_spending=share)


def build_health(inputs: HouseholdInputs) -> Health:
    """Return the premiums; while nobody has entered any, the spending includes all but the surcharges."""
    if inputs.premiums is None:
        return Health(surcharge_only=True)
    return Health(
        before_65=float(inputs.premiums.before_65), medicare_other=float(inputs.premiums.medicare_other)
    )  # fmt: skip


def build_tax(snapshot: Snapshot) -> TaxChoices:
    """Return the law of this year, or the newest before it that is stored, and what the household chose."""
    inputs, this_year = snapshot.profile.household, snapshot.taken_at.year
    known = [year for year in law_years() if year <= this_year] or [law_years()[0]]
    withdrawals, conversion = inputs.withdrawals, inputs.conversion
    converted = None
    if conversion and conversion.to_year >= this_year:
        converted = Conversion(
            to_rate=None if conversion.to_rate is None else float(conversion.to_rate),
            amount=None if conversion.amount is None else float(conversion.amount),
            from_year=max(1, conversion.from_year - this_year + 1), to_year=conversion.to_year - this_year + 1,
        )  # fmt: skip
    rate = withdrawals.bracket_rate if withdrawals else None
    return TaxChoices(
        law_year=known[-1], first_year=this_year, state_rate=float(inputs.state_rate or 0),
        state_taxes_social_security=bool(inputs.state_taxes_social_security),
        order=withdrawals.order if withdrawals else "conventional",
        bracket_rate=None if rate is None else float(rate), conversion=converted,
    )  # fmt: skip


def build_lives(snapshot: Snapshot, people: int) -> Lives:
    """Return who dies when; nobody within the plan unless it was entered and there are two."""
    death = snapshot.profile.household.first_death
    if death is None or death.kind == "none":
        return Lives()
    if death.kind == "simulated":
        return Lives(simulated=True)
    year = (death.year or snapshot.taken_at.year) - snapshot.taken_at.year + 1
    who: Owner = 0 if death.who == "self" else 1
    return Lives(first_death_year=year, who_dies=who) if people == 2 and year >= 1 else Lives()
