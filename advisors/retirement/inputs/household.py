"""The household of a plan: people, accounts by kind, incomes, saving, spending, premiums, tax choices and lives.

With a household the plan's spending is what is spent after tax. Money is in today's dollars, rates are decimal
fractions, years are those of the plan, from 1. Each error names its field.
"""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, model_validator

from advisors.retirement.inputs.returns import FrozenModel
from advisors.retirement.inputs.rule_options import Integer, Number
from advisors.retirement.tax_law.law import law_years, load_law
from advisors.retirement.tax_law.life_table import Sex
from advisors.retirement.tax_law.social_security import own_factor

AccountKind = Literal["taxable", "traditional", "roth", "hsa"]
WithdrawalOrder = Literal["conventional", "proportional", "bracket"]
Owner = Literal[0, 1]
"""The place of a person in `people`."""
MAX_STATE_RATE = 0.15
BALANCE_TOLERANCE = 0.01


class SocialSecurity(FrozenModel):
    """A person's Social Security: the monthly benefit at full age, or what is paid now, and the age of the claim.

    Give one of `pia`, `benefit_at_full_age` (the same by another name) and `amount_now`, monthly in today's dollars.
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


class HouseholdIncome(FrozenModel):
    """A yearly income in retirement, as `Income`. Wages and pensions are taxed, untaxed income is not.

    After the death of its owner it goes on times `survivor_share`; without an owner it goes on unchanged.
    """

    kind: Literal["wages", "pension", "untaxed"] = "pension"
    amount: Number = Field(ge=0)
    from_year: Integer = Field(default=1, ge=1)
    to_year: Integer | None = Field(default=None, ge=1)
    cola: Number = Field(default=1.0, ge=0, le=2)
    owner: Owner | None = None
    survivor_share: Number = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.to_year is not None and self.to_year < self.from_year:
            raise ValueError("to_year: is before from_year")
        return self


class Contributions(FrozenModel):
    """What one person saves each year until retirement; all grow by `growth`, in real terms.

    `traditional` and `roth` are deferred from wages, `match_rate` times them, up to `match_up_to` of the wage, comes on
    top. What is above a legal limit goes to the taxable account.
    """

    owner: Owner = 0
    wage: Number = Field(default=0.0, ge=0)
    traditional: Number = Field(default=0.0, ge=0)
    roth: Number = Field(default=0.0, ge=0)
    roth_ira: Number = Field(default=0.0, ge=0)
    taxable: Number = Field(default=0.0, ge=0)
    hsa: Number = Field(default=0.0, ge=0)
    hsa_family: bool = False
    match_rate: Number = Field(default=0.0, ge=0, le=10)
    match_up_to: Number = Field(default=0.0, ge=0, le=1)
    growth: Number = Field(default=0.0, gt=-1, lt=1)


class SpendingPhase(FrozenModel):
    """Years in which spending is the plan's times `factor`, or `amount` instead."""

    from_year: Integer = Field(ge=1)
    to_year: Integer = Field(ge=1)
    factor: Number | None = Field(default=None, ge=0, le=10)
    amount: Number | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_level(self) -> Self:
        if self.to_year < self.from_year:
            raise ValueError("to_year: is before from_year")
        if (self.factor is None) == (self.amount is None):
            raise ValueError("factor: give factor or amount, one of them")
        return self


class LumpSum(FrozenModel):
    """A single amount that is spent in a year; negative: received, untaxed."""

    year: Integer = Field(ge=1)
    amount: Number


class HouseholdSpending(FrozenModel):
    """How spending differs from the plan's amount. `survivor_spending`: the share that one person needs alone."""

    phases: tuple[SpendingPhase, ...] = ()
    lump_sums: tuple[LumpSum, ...] = ()
    survivor_spending: Number = Field(default=1.0, gt=0, le=1)

    @model_validator(mode="after")
    def _phases_do_not_overlap(self) -> Self:
        ordered = sorted(self.phases, key=lambda phase: phase.from_year)
        for phase, following in zip(ordered, ordered[1:], strict=False):
            if following.from_year <= phase.to_year:
                raise ValueError(f"phases: overlap in year {following.from_year}")
        return self


class Health(FrozenModel):
    """Premiums a year and person: `before_65`, and `medicare_other` on top of Part B and its surcharge from 65 on.

    `magi_before`: the incomes of the year before last and of last year, which set the first surcharges. `hsa_use`: the
    health savings account pays Medicare premiums.
    """

    before_65: Number = Field(default=0.0, ge=0)
    medicare_other: Number = Field(default=0.0, ge=0)
    magi_before: tuple[Number, Number] = (0.0, 0.0)
    hsa_use: bool = True


class Conversion(FrozenModel):
    """A yearly conversion from traditional to Roth accounts: `amount`, or up to the top of the bracket `to_rate`."""

    to_rate: Number | None = Field(default=None, ge=0, le=1)
    amount: Number | None = Field(default=None, ge=0)
    from_year: Integer = Field(default=1, ge=1)
    to_year: Integer = Field(ge=1)

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if self.to_year < self.from_year:
            raise ValueError("to_year: is before from_year")
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

    def value_of(self, kind: AccountKind, owner: int | None = None) -> float:
        """Return the sum of the accounts of a kind, of one person if given."""
        return sum(a.value for a in self.accounts if a.kind == kind and owner in (None, a.owner))

    def birth_year(self, person: int) -> int:
        """Return the year of birth of a person: that of year 1 less the age reached in it."""
        return self.tax.first_year - self.people[person].age
