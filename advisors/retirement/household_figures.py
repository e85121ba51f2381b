"""The years of a household as pages draw them: balances, where money comes from, what happens when, and choices."""

from collections.abc import Iterator
from typing import Any

from advisors.retirement.household.results import HouseholdResult
from advisors.retirement.inputs.plan import Plan
from advisors.retirement.scenarios.baseline import Baseline
from advisors.retirement.scenarios.choices import TAXES, ChoiceRow, median_total, planned_age
from advisors.retirement.scenarios.stress_tests import StressTests
from advisors.retirement.tax_law.law import load_law
from advisors.writing.case import Situation
from portfolios.household.assumptions import ASSUMPTIONS

BALANCES = ("taxable", "traditional", "roth", "hsa")
SOURCES = (
    "social_security", "pension", "wages", "untaxed", "from_taxable", "from_traditional", "from_roth", "from_hsa",
)  # fmt: skip
USES = ("spending", "federal_tax", "state_tax", "penalty", "premiums")


def build_household_figures(
    situation: Situation, baseline: Baseline, stress_tests: StressTests
) -> dict[str, Any] | None:
    """Return the figures of the household in plain values; None before taxes."""
    result, plan = baseline.projection.household, baseline.plan
    if result is None or plan.household is None:
        return None
    choices = stress_tests.choices
    median = {name: bands["50"] for name, bands in result.figures.items()}
    return {
        "law_year": result.law_year,
        "years": [result.first_year + year for year in range(plan.horizon)],
        "ages": result.ages,
        "balances": {kind: median[kind] for kind in BALANCES if any(median[kind])},
        "sources": {name: median[name] for name in SOURCES if any(median[name])},
        "uses": {name: median[name] for name in USES if any(median[name])},
        "rmd": median["rmd"],
        "conversions": median["conversion"],
        "marks": list(build_marks(plan, result)),
        "claim_ages": [row.model_dump() for row in choices.claim_ages] if choices else [],
        "choices": [in_calendar_years(row, result.first_year) for row in choices.rows] if choices else [],
        "assumed": [ASSUMPTIONS[part].text for part in situation.profile.assumed_household],
        "lifetime_tax": median_total(baseline.projection, TAXES),
    }


def in_calendar_years(row: ChoiceRow, first_year: int) -> dict[str, Any]:
    """Return a choice with calendar years in place of plan years."""
    data = row.model_dump()
    for name in ("from_year", "to_year", "pays_from"):
        data[name] = None if data[name] is None else first_year + data[name] - 1
    return data


def build_marks(plan: Plan, result: HouseholdResult) -> Iterator[dict[str, Any]]:
    """Yield what happens in which calendar years, as far as it lies within the plan."""
    for key, person, year, last in [*personal_marks(plan, result), *common_marks(plan, result)]:
        if 1 <= year <= plan.horizon:
            end = None if last is None else result.first_year + min(last, plan.horizon) - 1
            yield {"key": key, "person": person, "from_year": result.first_year + year - 1, "to_year": end}


Mark = tuple[str, int | None, int, int | None]
"""Key, person, first and last plan year."""


def personal_marks(plan: Plan, result: HouseholdResult) -> Iterator[Mark]:
    """Yield when each person reaches Medicare, claims Social Security and must withdraw."""
    household = plan.household
    assert household is not None
    medicare = load_law(result.law_year).medicare.age
    for number, person in enumerate(household.people):
        yield "medicare", number, medicare - person.age + 1, None
        if person.social_security:
            yield "claim", number, planned_age(household, number) - person.age + 1, None
        required = result.first_required[number]
        if required is not None and household.value_of("traditional", number) > 0:
            yield "rmd", number, required, None


def common_marks(plan: Plan, result: HouseholdResult) -> Iterator[Mark]:
    """Yield retirement, years with a Medicare surcharge in the median, conversions and a first death."""
    household = plan.household
    assert household is not None
    if plan.years_to_retirement:
        yield "retirement", None, plan.years_to_retirement + 1, None
    for start, end in spans(result.figures["irmaa"]["50"]):
        yield "irmaa", None, start, end
    if conversion := household.tax.conversion:
        yield "conversion", None, conversion.from_year, conversion.to_year or plan.horizon
    if household.lives.first_death_year is not None:
        yield "death", household.lives.who_dies, household.lives.first_death_year, None


def spans(amounts: list[float]) -> Iterator[tuple[int, int]]:
    """Yield the first and last plan year of each run of amounts above 0."""
    start = None
    for year, amount in enumerate([*amounts, 0.0], start=1):
        if amount > 0 and start is None:
            start = year
        elif amount <= 0 and start is not None:
            yield start, year - 1
            start = None
