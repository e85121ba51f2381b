"""The household of a person as entered. What is None was not entered, and `assumptions.py` says what holds instead.

Money is in today's dollars, shares and rates are fractions, years are calendar years, and ages are those reached in a
year.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from portfolios import bounds

Sex = Literal["F", "M"]
Member = Literal["self", "partner"]
"""Who owns an account or an income."""
MEMBER_LABELS: dict[Member, str] = {"self": "You", "partner": "Your partner"}
WithdrawalOrder = Literal["conventional", "proportional", "bracket"]
BenefitTime = Literal["full_age", "claim_age", "now"]
DeathKind = Literal["none", "year", "simulated"]
BRACKET_RATES = (Decimal("0.10"), Decimal("0.12"), Decimal("0.22"), Decimal("0.24"), Decimal("0.32"), Decimal("0.35"))
"""The brackets of the federal income tax that end somewhere. A test compares them with the law."""
MAX_ROWS = 12
USUAL_CLAIM_AGE = 67


def whole(limits: bounds.WholeBounds) -> Any:
    return Field(ge=limits.minimum, le=limits.maximum)


def money(limits: bounds.Bounds) -> Any:
    return Field(ge=limits.min_value, le=limits.max_value, max_digits=limits.digits, decimal_places=limits.places)


Age = Annotated[int, whole(bounds.HOUSEHOLD_AGE)]
ClaimAge = Annotated[int, whole(bounds.CLAIM_AGE)]
Year = Annotated[int, whole(bounds.PLAN_YEAR)]
BirthYear = Annotated[int, whole(bounds.BIRTH_YEAR)]
RetirementAge = Annotated[int, whole(bounds.RETIREMENT_AGE)]
MonthlyBenefit = Annotated[Decimal, money(bounds.MONTHLY_BENEFIT)]
Amount = Annotated[Decimal, money(bounds.HOUSEHOLD_AMOUNT)]
SignedAmount = Annotated[Decimal, money(bounds.ONE_OFF_AMOUNT)]
Factor = Annotated[Decimal, money(bounds.PHASE_FACTOR)]
StateRate = Annotated[Decimal, money(bounds.STATE_RATE)]
MeanError = Annotated[Decimal, money(bounds.MEAN_ERROR)]
Share = Annotated[Decimal, money(bounds.SURVIVOR_SHARE)]


def wrong(field: str, message: str) -> PydanticCustomError:
    """Return an error about a field of the model, such as "to_age"."""
    return PydanticCustomError("wrong_field", "{message}", {"message": message, "field": field})


class Entered(BaseModel):
    """The base of every part: frozen, without unknown keys, and without infinite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Benefit(Entered):
    """Social Security a month: at full age, at the claim age, or as it is paid now."""

    monthly: MonthlyBenefit
    at: BenefitTime = "full_age"
    claim_age: ClaimAge = USUAL_CLAIM_AGE


class Partner(Entered):
    """The partner. `wage`: a year before taxes, until the retirement age; it counts after the person retires."""

    birth_year: BirthYear
    retirement_age: RetirementAge | None = None
    sex: Sex | None = None
    social_security: Benefit | None = None
    wage: Amount | None = None
    roth_contributions: Amount | None = None


class Premiums(Entered):
    """Health premiums a year and person, on top of the spending goal. From 65 on, Medicare's Part B is added."""

    before_65: Amount = Decimal(0)
    medicare_other: Amount = Decimal(0)


class Phase(Entered):
    """Ages of the person in which spending is the goal times `factor`, or `amount` a year."""

    from_age: Age
    to_age: Age | None = None
    factor: Factor | None = None
    amount: Amount | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.to_age is not None and self.to_age < self.from_age:
            raise wrong("to_age", f"It begins at {self.from_age}. Enter {self.from_age} or more.")
        if (self.factor is None) == (self.amount is None):
            raise wrong("factor", "Enter a share of your goal or an amount, one of them.")
        return self


class OneOff(Entered):
    """A single amount that is spent in a year; negative: received, untaxed."""

    year: Year
    amount: SignedAmount


class Withdrawals(Entered):
    """From which accounts spending comes first. `bracket_rate`: the bracket that the order "bracket" fills."""

    order: WithdrawalOrder = "conventional"
    bracket_rate: Decimal | None = None

    @model_validator(mode="after")
    def _has_bracket(self) -> Self:
        if self.order != "bracket" and self.bracket_rate is not None:
            raise wrong("bracket_rate", "Only filling a bracket needs one.")
        if self.order == "bracket":
            require_bracket("bracket_rate", self.bracket_rate)
        return self


class RothConversion(Entered):
    """A conversion to a Roth account in each year: up to the top of the bracket `to_rate`, or `amount`."""

    to_rate: Decimal | None = None
    amount: Amount | None = None
    from_year: Year
    to_year: Year

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.to_year < self.from_year:
            raise wrong("to_year", f"It begins in {self.from_year}. Enter {self.from_year} or later.")
        if (self.to_rate is None) == (self.amount is None):
            raise wrong("to_rate", "Choose a bracket or enter an amount, one of them.")
        if self.to_rate is not None:
            require_bracket("to_rate", self.to_rate)
        return self


def require_bracket(field: str, rate: Decimal | None) -> None:
    if rate not in BRACKET_RATES:
        known = ", ".join(f"{100 * known:.0f}%" for known in BRACKET_RATES)
        raise wrong(field, f"This is no tax bracket. Choose one of {known}.")


class FirstDeath(Entered):
    """Whether one of two people dies first: nobody, somebody at the end of a year, or as in the life table."""

    kind: DeathKind = "none"
    year: Year | None = None
    who: Member = "self"

    @model_validator(mode="after")
    def _has_year(self) -> Self:
        if (self.kind == "year") != (self.year is not None):
            raise wrong("year", "Enter the year." if self.kind == "year" else "Only a fixed year needs one.")
        return self


class HouseholdInputs(Entered):
    """All that a person may enter about their household; everything is optional.

    `has_partner`: None until somebody says. `roth_contributions`: what the person paid into Roth accounts, free at any
    age. `mean_sd`: how uncertain the true average return is, a year. `survivor_spending`: the share of the spending
    that one person needs alone.
    """

    sex: Sex | None = None
    social_security: Benefit | None = None
    roth_contributions: Amount | None = None
    has_partner: bool | None = None
    partner: Partner | None = None
    state_rate: StateRate | None = None
    state_taxes_social_security: bool | None = None
    premiums: Premiums | None = None
    phases: tuple[Phase, ...] | None = Field(default=None, max_length=MAX_ROWS)
    one_offs: tuple[OneOff, ...] | None = Field(default=None, max_length=MAX_ROWS)
    withdrawals: Withdrawals | None = None
    conversion: RothConversion | None = None
    first_death: FirstDeath | None = None
    survivor_spending: Share | None = None
    mean_sd: MeanError | None = None

    def benefit_of(self, member: Member) -> Benefit | None:
        """Return the Social Security that was entered for one of the two."""
        if member == "self":
            return self.social_security
        return self.partner.social_security if self.partner else None

    @model_validator(mode="after")
    def _partner_is_told(self) -> Self:
        if self.has_partner and self.partner is None:
            raise wrong("partner.birth_year", "Enter your partner's year of birth.")
        if self.partner is not None and not self.has_partner:
            raise wrong("has_partner", "Say that you have a partner, or remove what you entered about them.")
        return self

    @model_validator(mode="after")
    def _phases_do_not_overlap(self) -> Self:
        ordered = sorted(enumerate(self.phases or ()), key=lambda row: row[1].from_age)
        for (_, before), (place, after) in zip(ordered, ordered[1:], strict=False):
            if before.to_age is None or before.to_age >= after.from_age:
                raise wrong(f"phases.{place}.from_age", f"Two phases of spending overlap at age {after.from_age}.")
        return self

    @model_validator(mode="after")
    def _deaths_have_people(self) -> Self:
        death = self.first_death
        if death and death.kind == "year" and self.partner is None:
            raise wrong("first_death.kind", "This needs a partner.")
        if death and death.kind == "simulated":
            people = (("sex", self.sex), ("partner.sex", self.partner.sex if self.partner else "F"))
            for field, sex in people:
                if sex is None:
                    raise wrong(field, "The life table needs it.")
        return self
