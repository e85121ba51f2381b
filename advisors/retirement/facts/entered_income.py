"""Build the facts on incomes that were entered with the household, beside those of the profile."""

from collections.abc import Iterator
from itertools import chain, count

from advisors.retirement.facts.fact_builder import make_fact
from advisors.retirement.from_snapshot.entered import list_entered
from portfolios.facts.fact import Fact, FactSheet
from portfolios.facts.families import Family, Measure
from portfolios.valuation.portfolio import Portfolio, fact_key

FORMULA = "from your household's plan, as you entered it; Social Security at the age of the claim"


def entered_income_facts(portfolio: Portfolio, known: FactSheet) -> Iterator[Fact]:
    """Yield amount and ages of each; a name that is `known` gets a number. Ages are the person's."""
    taken = set(known.by_member(Family.INCOME, Measure.AMOUNT))
    for income in list_entered(portfolio.snapshot):
        plain = fact_key(income.name)
        key = next(k for k in chain((plain,), (f"{plain}_{n}" for n in count(2))) if k not in taken)
        taken.add(key)
        label = f"{income.name[0].upper()}{income.name[1:]}"
        rows = (
            (Measure.AMOUNT, "a year", income.amount, "money_per_year"),
            (Measure.START_AGE, "first age", income.start_age, "age"),
            (Measure.END_AGE, "last age", income.end_age, "age"),
        )
        for measure, words, value, unit in rows:
            if value is not None:
                yield make_fact(
                    Family.INCOME, measure, (income.name,), f"{label}: {words}", value, unit, "reference",
                    of=key, formula=FORMULA,
                )  # fmt: skip
