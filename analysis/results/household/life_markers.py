"""The moments of a life that charts over ages mark: retirement, Social Security, required withdrawals."""

from collections.abc import Iterator

from advisors.retirement.stored_household import HouseholdFigures, HouseholdMark
from analysis.results.age_chart import Marker

RETIREMENT, BENEFITS, REQUIRED, END = "Retire", "Social Security", "Required withdrawals", "Plan ends"
MARKED = {"retirement": RETIREMENT, "claim": BENEFITS, "rmd": REQUIRED}
"""The marks of a household that charts show, with a label that fits."""


def is_due(mark: HouseholdMark, household: HouseholdFigures) -> bool:
    """Return whether a mark happens in the median: nothing has to be withdrawn once all is converted."""
    return mark.key != "rmd" or any(household.rmd[mark.from_year - household.years[0] :])


def mark_life(household: HouseholdFigures) -> Iterator[Marker]:
    """Yield the moments of the person, whose ages the charts show."""
    for mark in household.marks:
        if mark.key in MARKED and not mark.person and is_due(mark, household):
            yield Marker(household.ages[0][mark.from_year - household.years[0]], MARKED[mark.key])
