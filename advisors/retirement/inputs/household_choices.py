"""Premiums, taxes, conversions and lives of a household. Money is in today's dollars; each error names its field."""

from typing import Literal, Self

from pydantic import Field, model_validator

from advisors.retirement.inputs.household_people import Owner, YearSpan
from advisors.retirement.inputs.returns import FrozenModel
from advisors.retirement.inputs.rule_options import Integer, Number
from advisors.retirement.tax_law.law import law_years, load_law

WithdrawalOrder = Literal["conventional", "proportional", "bracket"]
MAX_STATE_RATE = 0.15


class Health(FrozenModel):
    """Premiums a year and person: `before_65`, and `medicare_other` on top of Part B and its surcharge from 65 on.

    `magi_before`: the incomes of the year before last and of last year, which set the first surcharges. `hsa_use`: the
    health savings account pays Medicare premiums. `surcharge_only`: the spending includes all premiums, and
    only the surcharges are paid on top of it.
    """

    before_65: Number = Field(default=0.0, ge=0)
    medicare_other: Number = Field(default=0.0, ge=0)
    magi_before: tuple[Number, Number] = (0.0, 0.0)
    hsa_use: bool = True
    surcharge_only: bool = False


class Conversion(YearSpan):
    """A yearly conversion from traditional to Roth accounts: `amount`, or up to the top of the bracket `to_rate`."""

    to_rate: Number | None = Field(default=None, ge=0, le=1)
    amount: Number | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if (self.to_rate is None) == (self.amount is None):
            raise ValueError("to_rate: give to_rate or amount, one of them")
        return self


class TaxChoices(FrozenModel):
    """The law, the state's flat rate, and what the household chooses.

    The state taxes the income without Social Security, unless `state_taxes_social_security`, and less the federal
    standard deduction, unless `state_deduction` is false. `first_year`: the calendar year of year 1. `bracket_rate`:
    the bracket that the order "bracket" fills. `reserve`: what stays in the taxable account until all else but health
    savings is spent.
    """

    law_year: Integer = Field(default_factory=lambda: law_years()[-1])
    first_year: Integer = Field(default_factory=lambda: law_years()[-1], ge=2000, le=2100)
    state_rate: Number = Field(default=0.0, ge=0, le=MAX_STATE_RATE)
    state_taxes_social_security: bool = False
    state_deduction: bool = True
    order: WithdrawalOrder = "conventional"
    bracket_rate: Number | None = Field(default=None, ge=0, le=1)
    reserve: Number = Field(default=0.0, ge=0)
    conversion: Conversion | None = None

    @model_validator(mode="after")
    def _rates_are_brackets(self) -> Self:
        if self.law_year not in law_years():
            raise ValueError(f"law_year: not stored; known: {', '.join(map(str, law_years()))}")
        if (self.order == "bracket") != (self.bracket_rate is not None):
            raise ValueError("bracket_rate: belongs to the order bracket, which needs it")
        brackets = load_law(self.law_year).ordinary.single
        known = ", ".join(f"{rate:g}" for rate in brackets.rates[:-1])
        if self.bracket_rate is not None and brackets.top_of(self.bracket_rate) is None:
            raise ValueError(f"bracket_rate: is no bracket with a top; known: {known}")
        if self.conversion and self.conversion.to_rate is not None and brackets.top_of(self.conversion.to_rate) is None:
            raise ValueError(f"conversion.to_rate: is no bracket with a top; known: {known}")
        return self


class Lives(FrozenModel):
    """How long people live: to the plan's end, `who_dies` in `first_death_year`, or `simulated` from the life table.

    `years_younger` lowers the table's risks for people who live longer. `step_up`: the share of the unrealized gain
    that a survivor's basis gains.
    """

    first_death_year: Integer | None = Field(default=None, ge=1)
    who_dies: Owner = 0
    simulated: bool = False
    years_younger: Integer = Field(default=0, ge=0, le=10)
    step_up: Number = Field(default=0.5, ge=0, le=1)

    @model_validator(mode="after")
    def _fixed_or_simulated(self) -> Self:
        if self.simulated and self.first_death_year is not None:
            raise ValueError("simulated: give first_death_year or simulated, not both")
        return self


class BenefitCut(FrozenModel):
    """A cut of all Social Security by `share` from `from_year` on."""

    from_year: Integer = Field(ge=1)
    share: Number = Field(ge=0, le=1)
