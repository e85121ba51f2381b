"""Build the facts on the withdrawals that the law requires from traditional accounts."""

from collections.abc import Iterator

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.inputs.rule_options import rmd_factor
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

TRADITIONAL_KINDS = frozenset({"401k", "traditional_ira"})
FIRST_AGES = ((1960, 75), (1951, 73), (0, 72))
"""Born in this year or later: the age from which withdrawals are required (SECURE 2.0 Act, section 107)."""
NAMES = ("required minimum distribution", "required minimum distributions", "required withdrawal")


def first_distribution_age(snapshot: Snapshot) -> int:
    """Return the age at which this person must begin. The year of birth is this year less the age."""
    born = snapshot.taken_at.year - snapshot.profile.age
    return next(age for year, age in FIRST_AGES if born >= year)


def distribution_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield the age of the first required withdrawal, and the first one of each account at today's balance.

    Whoever works past that age may leave a 401(k) alone, so it does not count then. Once the age is reached no amount
    is given: it depends on the balance at the end of last year.
    """
    profile, age = portfolio.snapshot.profile, first_distribution_age(portfolio.snapshot)
    works_on = profile.years_until_retirement > 0 and profile.retirement_age > age
    kinds = TRADITIONAL_KINDS - {"401k"} if works_on else TRADITIONAL_KINDS
    traditional = [worth for worth in portfolio.valuation.accounts if worth.account.kind in kinds and worth.total > 0]
    if not traditional:
        return
    yield make_fact(Family.RMD, Measure.AGE, NAMES, "Age of the first required withdrawal", age, "age", "reference",
                    formula="by year of birth, SECURE 2.0 Act: 73, and 75 from 1960 on")  # fmt: skip
    if profile.age >= age:
        return
    for worth in traditional:
        key = portfolio.fact_keys[worth.account.id]
        yield make_fact(Family.RMD, Measure.AMOUNT, (*NAMES, worth.account.name),
                        f"{worth.account.name}: first required withdrawal at today's balance",
                        float(worth.total) / rmd_factor(age), "usd_per_year", of=key,
                        formula="value of the account / divisor of the Uniform Lifetime Table at that age",
                        inputs=(f"account.{key}.value", "rmd.age"))  # fmt: skip
