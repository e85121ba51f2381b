"""Show what happens to a household in which years: one row for each kind of event and person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from advisors.retirement.stored_household import HouseholdFigures, HouseholdMark

MARKS = {
    "retirement": ("Retired", "f-ink"),
    "medicare": ("Medicare", "f-plain"),
    "claim": ("Social Security", "f-income"),
    "conversion": ("Roth conversions", "f-free"),
    "rmd": ("Required withdrawals", "f-deferred"),
    "irmaa": ("Medicare surcharge", "f-cost"),
    "death": ("First death", "f-attn"),
}
"""What a mark is called and which class fills it, by its key, in the order of the rows."""
MEMBERS = ("you", "partner")


class MarkRow(NamedTuple):
    """What happens in which years. spans: x and width of each, in percent of the plan."""

    label: str
    css: str
    text: str
    spans: list[tuple[str, str]]


@dataclass(frozen=True)
class YearBand:
    """All that happens to a household. ends: the first and last year with the age of the person."""

    rows: Sequence[MarkRow]
    ends: tuple[str, str]
    id: str = "chart-years"
    title: str = "What happens when"


def build_band(household: HouseholdFigures) -> YearBand:
    """Return one row for each kind of mark and person, with all its years."""
    grouped: dict[tuple[str, int | None], list[HouseholdMark]] = {}
    for mark in sorted(household.marks, key=lambda mark: (list(MARKS).index(mark.key), mark.person or 0)):
        grouped.setdefault((mark.key, mark.person), []).append(mark)
    rows = [build_mark_row(household, marks) for marks in grouped.values()]
    ages = household.ages[0]
    return YearBand(rows, (f"{household.years[0]}, at {ages[0]}", f"{household.years[-1]}, at {ages[-1]}"))


def build_mark_row(household: HouseholdFigures, marks: Sequence[HouseholdMark]) -> MarkRow:
    """Return the row of one kind and person. What has no end goes on to that of the plan, or of the person's life."""
    mark, first, years = marks[0], household.years[0], len(household.years)
    label, css = MARKS[mark.key]
    if mark.person is not None and len(household.ages) > 1:
        label = f"{label} ({MEMBERS[mark.person]})"
    died = next((other for other in household.marks if other.key == "death"), None)
    last = died.from_year if died and died.person == mark.person else household.years[-1]
    ends = [last if one.to_year is None else one.to_year for one in marks]
    spans = [
        (f"{100 * (one.from_year - first) / years:.2f}", f"{100 * (end - one.from_year + 1) / years:.2f}")
        for one, end in zip(marks, ends, strict=True)
    ]
    if mark.to_year is not None:
        text = f"{mark.from_year} to {ends[-1]}" if ends[-1] > mark.from_year else str(mark.from_year)
        return MarkRow(label, css, text + (", not each year" if len(marks) > 1 else ""), spans)
    age = household.ages[mark.person or 0][mark.from_year - first]
    return MarkRow(label, css, f"{'' if mark.key == 'death' else 'from '}{mark.from_year}, at {age}", spans)
