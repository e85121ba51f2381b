"""The household of a plan: people, accounts by kind, incomes, saving, spending, premiums, tax choices and lives.

With a household the plan's spending is what is spent after tax. Money is in today's dollars, rates are decimal
fractions, years are those of the plan, from 1. Each error names its field.
"""

from collections.abc import Sequence
from typing import Self

from pydantic import Field, model_validator

from advisors.retirement.inputs.household_choices import BenefitCut, Health, Lives, TaxChoices
from advisors.retirement.inputs.household_flows import Contributions, HouseholdIncome, HouseholdSpending
from advisors.retirement.inputs.household_people import Account, AccountKind, Person
from advisors.retirement.inputs.returns import FrozenModel
from advisors.retirement.inputs.rule_options import Number


class Household(FrozenModel):
    """A household of one or two people. `mean_sd`: how uncertain the true average return is, a year."""

    people: tuple[Person, ...] = Field(min_length=1, max_length=2)
    accounts: tuple[Account, ...] = ()
    income: tuple[HouseholdIncome, ...] = ()
    contributions: tuple[Contributions, ...] = ()
    spending: HouseholdSpending = HouseholdSpending()
    health: Health | None = None
    tax: TaxChoices = Field(default_factory=TaxChoices)
    lives: Lives = Lives()
    social_security_cut: BenefitCut | None = None
    mean_sd: Number = Field(default=0.0, ge=0, le=0.1)

    @model_validator(mode="after")
    def _refer_to_people(self) -> Self:
        count = len(self.people)
        parts: Sequence[tuple[str, Sequence[Account | HouseholdIncome | Contributions]]] = (
            ("accounts", self.accounts), ("income", self.income), ("contributions", self.contributions),
        )  # fmt: skip
        for name, entries in parts:
            for number, entry in enumerate(entries):
                if (entry.owner or 0) >= count:
                    raise ValueError(f"{name}.{number}.owner: there is no such person")
        if self.lives.first_death_year is not None and count < 2:
            raise ValueError("lives.first_death_year: needs two people")
        if self.lives.simulated:
            for number, person in enumerate(self.people):
                if person.sex is None:
                    raise ValueError(f"people.{number}.sex: is needed to simulate lives")
        return self

    def check_years(self, years_to_retirement: int) -> None:
        """Raise ValueError, naming the field, for years that do not fit the plan's years to retirement."""
        for number, person in enumerate(self.people):
            if (person.retirement_year or 0) > years_to_retirement:
                raise ValueError(f"household.people.{number}.retirement_year: is after the plan's years_to_retirement")
        for number, lump in enumerate(self.spending.lump_sums):
            if lump.amount > 0 and lump.year <= years_to_retirement:
                raise ValueError(f"household.spending.lump_sums.{number}.year: spending starts with retirement")

    @property
    def total(self) -> float:
        """Return the sum of all accounts."""
        return sum(account.value for account in self.accounts)

    @property
    def saving(self) -> float:
        """Return what all people save in year 1, without employers' matches."""
        return sum(part.saving for part in self.contributions)

    def with_saving(self, dollars: float) -> "Household":
        """Return the household with another saving in year 1, spread as today; traditional money if there is none."""
        now = self.saving
        if now > 0:
            changed = tuple(part.scaled(dollars / now) for part in self.contributions)
        else:
            first = self.contributions[0] if self.contributions else Contributions()
            changed = (first.model_copy(update={"traditional": dollars}), *self.contributions[1:])
        return self.model_copy(update={"contributions": changed})

    def with_retirement_in(self, years: int) -> "Household":
        """Return the household whose spending begins after `years`: single amounts are spent then at the earliest."""
        lumps = tuple(
            lump.model_copy(update={"year": max(lump.year, years + 1)}) if lump.amount > 0 else lump
            for lump in self.spending.lump_sums
        )
        people = tuple(
            person.model_copy(update={"retirement_year": min(person.retirement_year, years)})
            if person.retirement_year is not None
            else person
            for person in self.people
        )
        spending = self.spending.model_copy(update={"lump_sums": lumps})
        return self.model_copy(update={"spending": spending, "people": people})

    def value_of(self, kind: AccountKind, owner: int | None = None) -> float:
        """Return the sum of the accounts of a kind, of one person if given."""
        return sum(a.value for a in self.accounts if a.kind == kind and owner in (None, a.owner))

    def birth_year(self, person: int) -> int:
        """Return the year of birth of a person: that of year 1 less the age reached in it."""
        return self.tax.first_year - self.people[person].age
