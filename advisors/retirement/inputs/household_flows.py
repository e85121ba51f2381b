"""What a household earns, saves and spends. Money is in today's dollars; each error names its field."""

from typing import Literal, Self

from pydantic import Field, model_validator

from advisors.retirement.inputs.household_people import Owner, YearSpan
from advisors.retirement.inputs.returns import FrozenModel
from advisors.retirement.inputs.rule_options import Integer, Number

SAVED_PARTS = ("traditional", "roth", "roth_ira", "taxable", "hsa")


class HouseholdIncome(YearSpan):
    """A yearly income in retirement, as `Income`. Wages and pensions are taxed, untaxed income is not.

    After the death of its owner it goes on times `survivor_share`; without an owner it goes on unchanged.
    """

    kind: Literal["wages", "pension", "untaxed"] = "pension"
    amount: Number = Field(ge=0)
    cola: Number = Field(default=1.0, ge=0, le=2)
    owner: Owner | None = None
    survivor_share: Number = Field(default=0.0, ge=0, le=1)


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

    @property
    def saving(self) -> float:
        """Return what the person saves in year 1, without the employer's match."""
        return self.traditional + self.roth + self.roth_ira + self.taxable + self.hsa

    def scaled(self, factor: float) -> "Contributions":
        """Return these contributions times a factor."""
        return self.model_copy(update={name: factor * getattr(self, name) for name in SAVED_PARTS})


class SpendingPhase(YearSpan):
    """Years in which spending is the plan's times `factor`, or `amount` instead."""

    factor: Number | None = Field(default=None, ge=0, le=10)
    amount: Number | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_level(self) -> Self:
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
            if phase.covers(following.from_year):
                raise ValueError(f"phases: overlap in year {following.from_year}")
        return self
