"""Build the facts on the withdrawals that the law requires from traditional accounts."""

from collections.abc import Iterator

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.inputs.rule_options import rmd_factor
from advisors.retirement.tax_law.distributions import first_distribution_age
from advisors.retirement.tax_law.law import law_years, load_law
from portfolios.facts.fact import Fact
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio
from portfolios.valuation.snapshot import Snapshot

TRADITIONAL_KINDS = frozenset({"401k", "traditional_ira"})
NAMES = ("required minimum distribution", "required minimum distributions", "required withdrawal")


def distribution_age(snapshot: Snapshot) -> int:
    """Return the age of the first required withdrawal by the newest law. The birth year is this year less the age."""
    law = load_law(law_years()[-1]).required_distributions
    return first_distribution_age(law, snapshot.taken_at.year - snapshot.profile.age)


def distribution_facts(portfolio: Portfolio) -> Iterator[Fact]:
    """Yield the age of the first required withdrawal, and the first one of each account at today's balance.

    A 401(k) does not count while the person plans to work past that age. After that age there is no amount, because it
    depends on the balance at the end of last year.
    """
    profile, age = portfolio.snapshot.profile, distribution_age(portfolio.snapshot)
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
                        float(worth.total) / rmd_factor(age), "money_per_year", of=key,
                        formula="value of the account / divisor of the Uniform Lifetime Table at that age",
                        inputs=(f"account.{key}.value", "rmd.age"))  # fmt: skip
