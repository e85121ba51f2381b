"""Turn the incomes of a person into Social Security by record and other incomes by kind."""

from collections.abc import Iterator

from advisors.retirement.inputs.household_flows import HouseholdIncome
from advisors.retirement.inputs.household_people import Owner, Person, SocialSecurity
from advisors.retirement.tax_law.law import law_years, load_law
from advisors.retirement.tax_law.social_security import own_factor
from portfolios.household.inputs import Benefit, Member
from portfolios.valuation.snapshot import IncomeValue, Snapshot

FIRST_CLAIM, LAST_CLAIM, MONTHS = 62, 70, 12
OWNERS: dict[Member, Owner] = {"self": 0, "partner": 1}


def build_benefits(snapshot: Snapshot, member: Member, age: int) -> SocialSecurity | None:
    """Return a person's Social Security: as entered, or from the income of that kind; None without any."""
    if entered := snapshot.profile.household.benefit_of(member):
        return build_entered(entered, age, snapshot.taken_at.year - age)
    streams = [stream for stream in snapshot.profile.income if is_benefit(stream, member, age)]
    if not streams:
        return None
    monthly = float(sum(stream.amount for stream in streams)) / MONTHS
    start = min(stream.start_age for stream in streams)
    return build_paid(monthly, start, age, snapshot.taken_at.year - age)


def is_benefit(stream: IncomeValue, member: Member, age: int) -> bool:
    """Return whether an income is the Social Security for life of a person of an age, at ages when that is paid."""
    if stream.tax != "social_security" or stream.owner != member or stream.end_age is not None:
        return False
    is_paid = stream.start_age <= age and age >= FIRST_CLAIM
    return is_paid or FIRST_CLAIM <= stream.start_age <= LAST_CLAIM


def build_entered(benefit: Benefit, age: int, birth_year: int) -> SocialSecurity:
    """Return what was entered. Who has passed the claim age since then is paid now."""
    monthly = float(benefit.monthly)
    if benefit.at == "full_age" and benefit.claim_age >= age:
        return SocialSecurity(benefit_at_full_age=monthly, claim_age=benefit.claim_age)
    if benefit.at == "full_age":
        factor = own_factor(load_law(law_years()[-1]).social_security, birth_year, benefit.claim_age * MONTHS)
        return SocialSecurity(amount_now=monthly * factor, claim_age=benefit.claim_age)
    return build_paid(monthly, benefit.claim_age, age, birth_year)


def build_paid(monthly: float, start: int, age: int, birth_year: int) -> SocialSecurity:
    """Return a benefit of which the amount at its start is known; a start before today means that it is paid."""
    claim_age = min(max(start, FIRST_CLAIM), LAST_CLAIM)
    if start < age or claim_age < age:
        return SocialSecurity(amount_now=monthly, claim_age=min(claim_age, age))
    factor = own_factor(load_law(law_years()[-1]).social_security, birth_year, claim_age * MONTHS)
    return SocialSecurity(pia=monthly / factor, claim_age=claim_age)


def build_incomes(snapshot: Snapshot, people: tuple[Person, ...]) -> Iterator[HouseholdIncome]:
    """Yield the incomes besides Social Security, and a partner's wage. Age a of the owner is year a - age + 1.

    Social Security that is paid for some years only, or at other ages, is taxed like a pension.
    """
    profile = snapshot.profile
    horizon = profile.plan_to_age - profile.age
    for stream in profile.counted_income:
        owner = OWNERS[stream.owner] if len(people) == 2 else 0
        member: Member = "partner" if owner else "self"
        age = people[owner].age if owner else profile.age
        has_record = people[owner].social_security is not None and stream.tax == "social_security"
        if has_record and is_benefit(stream, member, age):
            continue
        first = stream.start_age - age + 1
        last = None if stream.end_age is None else stream.end_age - age + 1
        if first <= horizon and (last is None or last >= 1):
            yield HouseholdIncome(
                kind="pension" if stream.tax == "social_security" else stream.tax, amount=float(stream.amount),
                from_year=max(1, first), to_year=last, cola=float(stream.cola), owner=owner,
                survivor_share=float(stream.survivor_share),
            )  # fmt: skip
    partner = profile.household.partner
    if partner and partner.wage and partner.retirement_age is not None:
        works = partner.retirement_age - people[1].age
        if works > 0:
            yield HouseholdIncome(kind="wages", amount=float(partner.wage), to_year=works, owner=1)
