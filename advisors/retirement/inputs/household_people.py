"""The people of a household and their accounts. Money is in today's dollars; each error names its field."""

from typing import Literal, Self

from pydantic import Field, model_validator

from advisors.retirement.inputs.returns import FrozenModel
from advisors.retirement.inputs.rule_options import Integer, Number
from advisors.retirement.tax_law.law import load_law
from advisors.retirement.tax_law.law_parts import Sex
from advisors.retirement.tax_law.social_security import own_factor

AccountKind = Literal["taxable", "traditional", "roth", "hsa"]
Owner = Literal[0, 1]
"""The place of a person in `people`."""
BALANCE_TOLERANCE = 0.01


class YearSpan(FrozenModel):
    """The years from `from_year` through `to_year` (null: to the end)."""

    from_year: Integer = Field(default=1, ge=1)
    to_year: Integer | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.to_year is not None and self.to_year < self.from_year:
            raise ValueError("to_year: is before from_year")
        return self

    def covers(self, year: int) -> bool:
        """Return whether a year is one of them."""
        return self.from_year <= year <= (self.to_year or year)


class SocialSecurity(FrozenModel):
    """A person's Social Security: the monthly benefit at full age, or what is paid now, and the age of the claim.

    Give one of `pia`, `benefit_at_full_age` (the same by another name) and `amount_now`, monthly in today's dollars.
    A person without any is paid only as a survivor; a `pia` of 0 also claims what a spouse's record gives.
    """

    pia: Number | None = Field(default=None, ge=0)
    benefit_at_full_age: Number | None = Field(default=None, ge=0)
    amount_now: Number | None = Field(default=None, ge=0)
    claim_age: Integer = Field(default=67, ge=62, le=70)

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        given = [self.pia, self.benefit_at_full_age, self.amount_now]
        if sum(amount is not None for amount in given) != 1:
            raise ValueError("pia: give pia, benefit_at_full_age or amount_now, one of them")
        return self

    def insurance_amount(self, law_year: int, birth_year: int) -> float:
        """Return the monthly benefit at full age."""
        if self.amount_now is not None:
            return self.amount_now / own_factor(load_law(law_year).social_security, birth_year, self.claim_age * 12)
        return self.pia if self.pia is not None else self.benefit_at_full_age or 0.0


class Person(FrozenModel):
    """One person. `age`: the age reached in year 1. `sex`: for the length of life only.

    `retirement_year`: the last year in which this person saves; the household's unless given. `penalty_free_age`: from
    the year of this age on, traditional money costs no penalty (60, or 55 where an exception applies).
    """

    age: Integer = Field(ge=18, le=110)
    sex: Sex | None = None
    retirement_year: Integer | None = Field(default=None, ge=0)
    social_security: SocialSecurity | None = None
    penalty_free_age: Integer = Field(default=60, ge=55, le=60)

    @model_validator(mode="after")
    def _claim_fits_age(self) -> Self:
        benefits = self.social_security
        if benefits and benefits.amount_now is not None and benefits.claim_age > self.age:
            raise ValueError("social_security.claim_age: is after today although benefits are paid now")
        if benefits and benefits.amount_now is None and benefits.claim_age < self.age:
            raise ValueError("social_security.claim_age: is before the age today; give amount_now if already claimed")
        return self


class Account(FrozenModel):
    """One account. Basis and yields belong to taxable accounts, `contributions` to Roth accounts.

    `basis`: what the holdings cost, cash included; the value unless given. It may be above the value only with `loss`.
    `contributions`: what was paid in, free at any age; nothing unless given.
    """

    kind: AccountKind
    owner: Owner = 0
    value: Number = Field(ge=0)
    basis: Number | None = Field(default=None, ge=0)
    loss: bool = False
    qualified_yield: Number = Field(default=0.0, ge=0, le=0.5)
    interest_yield: Number = Field(default=0.0, ge=0, le=0.5)
    contributions: Number | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _fields_fit_kind(self) -> Self:
        for name in ("basis", "loss", "qualified_yield", "interest_yield"):
            if self.kind != "taxable" and getattr(self, name) not in (None, 0):
                raise ValueError(f"{name}: belongs to a taxable account")
        if self.kind != "roth" and self.contributions is not None:
            raise ValueError("contributions: belongs to a Roth account")
        if self.basis is not None and self.basis > self.value + BALANCE_TOLERANCE and not self.loss:
            raise ValueError("basis: is above the value; add loss if the account is at a loss")
        if self.contributions is not None and self.contributions > self.value + BALANCE_TOLERANCE:
            raise ValueError("contributions: is above the value")
        return self

    @property
    def cost(self) -> float:
        """Return the basis of a taxable account."""
        return self.value if self.basis is None else self.basis
