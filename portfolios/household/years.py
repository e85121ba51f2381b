"""The years of a profile that entries about the household are checked against."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ProfileYears:
    """What the household is checked against: this year, the person's age in it, and the age of retirement."""

    today: date
    age: int
    retirement_age: int
    plan_to_age: int

    @property
    def retirement_year(self) -> int:
        """Return the calendar year in which spending from the accounts begins."""
        return self.today.year + max(0, self.retirement_age - self.age)

    @property
    def last_year(self) -> int:
        """Return the last calendar year of the plan, this year at least."""
        return self.today.year + max(0, self.plan_to_age - self.age - 1)

    def refuse(self, year: int | None) -> str:
        """Say why a year is none of the plan's; empty if it is one, or if there is none."""
        first, last = self.today.year, self.last_year
        if year is None or first <= year <= last:
            return ""
        if year < first:
            return f"This year has passed. Enter {first} or later."
        return (
            f"Your plan ends with {last}, because you plan until you are {self.plan_to_age}. Enter {last} or earlier."
        )
