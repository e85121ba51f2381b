"""The parts of a law: amounts by filing status, schedules, premiums, limits, ages. Money is in dollars of its year."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

FilingStatus = Literal["single", "joint"]
Sex = Literal["F", "M"]


class LawModel(BaseModel):
    """The base of every part of a law: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ByStatus(LawModel):
    """An amount in dollars for each filing status."""

    single: float
    joint: float

    def of(self, status: FilingStatus) -> float:
        """Return the amount for a filing status."""
        return self.joint if status == "joint" else self.single


class Brackets(LawModel):
    """A schedule: from each threshold on, the rate on what lies above it."""

    thresholds: tuple[float, ...]
    rates: tuple[float, ...]

    @model_validator(mode="after")
    def _rates_fit_thresholds(self) -> "Brackets":
        if len(self.thresholds) != len(self.rates) or list(self.thresholds) != sorted(self.thresholds):
            raise ValueError("thresholds: must rise, one for each rate")
        return self

    def top_of(self, rate: float) -> float | None:
        """Return the upper end of the bracket with this rate, in dollars; None for no such bracket or the last one."""
        for number, other in enumerate(self.rates[:-1]):
            if abs(other - rate) < 1e-9:
                return self.thresholds[number + 1]
        return None


class BracketsByStatus(LawModel):
    """A schedule for each filing status."""

    single: Brackets
    joint: Brackets

    def of(self, status: FilingStatus) -> Brackets:
        """Return the schedule for a filing status."""
        return self.joint if status == "joint" else self.single


class SeniorDeduction(LawModel):
    """The deduction of each person of 65 or more, faded out separately, from `first_year` through `last_year`."""

    amount: float
    phase_out_rate: float
    phase_out_start: ByStatus
    first_year: int
    last_year: int


class BenefitBases(LawModel):
    """The provisional incomes from which half and 85% of Social Security become taxable; not indexed."""

    base: float
    adjusted_base: float


class TaxableBenefits(LawModel):
    """The bases of taxable Social Security for each filing status."""

    single: BenefitBases
    joint: BenefitBases

    def of(self, status: FilingStatus) -> BenefitBases:
        """Return the bases for a filing status."""
        return self.joint if status == "joint" else self.single


class Surtax(LawModel):
    """The net investment income tax; its threshold is not indexed."""

    rate: float
    threshold: ByStatus


class EarlyWithdrawal(LawModel):
    """Penalties: `traditional_rate` before the year of age `free_from`, `hsa_rate` before `hsa_free_from`.

    A conversion is free of the penalty from the fifth year after it (`conversion_years`).
    """

    traditional_rate: float
    free_from: int
    hsa_rate: float
    hsa_free_from: int
    conversion_years: int


class AgeFromBirthYear(LawModel):
    """An age in years that applies to people born in `born_from` or later."""

    born_from: int
    age: float


class MonthsFromBirthYear(LawModel):
    """An age in months that applies to people born in `born_from` or later."""

    born_from: int
    months: int


class RequiredDistributions(LawModel):
    """When required minimum distributions start, and the Uniform Lifetime Table from `first_age` on."""

    start_ages: tuple[AgeFromBirthYear, ...]
    first_age: int
    factors: tuple[float, ...]


class Medicare(LawModel):
    """Premiums a month: Part B, and the surcharges of Parts B and D by income over each threshold.

    Income is that of the return `lookback_years` before. Exactly the last threshold already counts as over it.
    """

    age: int
    part_b_monthly: float
    lookback_years: int
    over: dict[FilingStatus, tuple[float, ...]]
    surcharge_b_monthly: tuple[float, ...]
    surcharge_d_monthly: tuple[float, ...]


class Limits(LawModel):
    """What may be saved a year, in dollars; all indexed but `hsa_catch_up_55`."""

    elective_deferral: float
    catch_up_50: float
    catch_up_60_63: float
    ira: float
    ira_catch_up_50: float
    annual_additions: float
    hsa_self: float
    hsa_family: float
    hsa_catch_up_55: float


class SocialSecurityLaw(LawModel):
    """Full retirement ages by year of birth, and what the Trustees expect to be payable after the fund is short."""

    full_age_months: tuple[MonthsFromBirthYear, ...]
    survivor_full_age_months: tuple[MonthsFromBirthYear, ...]
    payable_after_depletion: float
    depletion_year: int
