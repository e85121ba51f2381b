"""The options of each withdrawal rule with their defaults, and the annuity and life-expectancy factors they use.

Amounts are today's dollars a year, rates decimal fractions. An unknown key is refused. Source: contracts,
"rule_options".
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from advisors.retirement.tax_law.law import law_years, load_law

RuleName = Literal["constant_real", "constant_percent", "guardrails", "vpw", "floor_ceiling", "rmd", "vanguard_dynamic"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Integer = Annotated[int, Field(strict=True)]


class RuleOptions(BaseModel):
    """The option of every rule: `need`, the spending that a flexible year must reach, income included.

    None means 75% of the plan's spending. The constant_real rule ignores it and needs its full spending.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    need: Number | None = Field(default=None, ge=0)


class ConstantRealOptions(RuleOptions):
    """The same real spending every year; no options."""


class ConstantPercentOptions(RuleOptions):
    """`rate`: the share of the portfolio spent each year."""

    rate: Number = Field(ge=0, le=1)


class GuardrailsOptions(RuleOptions):
    """Guyton-Klinger: change spending by `change` when the withdrawal rate leaves `band` around its first value.

    Spending is not cut in the last `no_cut_last_years` years. With `freeze`, a losing year skips the raise for
    inflation.
    """

    band: Number = Field(default=0.2, gt=0, lt=1)
    change: Number = Field(default=0.1, ge=0, lt=1)
    no_cut_last_years: Integer = Field(default=15, ge=0)
    freeze: bool = True


class VpwOptions(RuleOptions):
    """Variable percentage withdrawal: an annuity to `last_age`, exclusive, at a fixed real rate.

    `age` is the age in the first year of retirement. The rate is
    stock_weight * r_stock + (1 - stock_weight) * r_bond.
    """

    age: Number = Field(ge=0, le=150)
    stock_weight: Number = Field(ge=0, le=1)
    r_stock: Number = Field(default=0.05, gt=-1, lt=1)
    r_bond: Number = Field(default=0.019, gt=-1, lt=1)
    last_age: Number = Field(default=100, gt=0, le=200)


class FloorCeilingOptions(RuleOptions):
    """Bengen: `rate` of the portfolio, but at least `floor` and at most `ceiling` dollars a year."""

    rate: Number = Field(ge=0, le=1)
    floor: Number = Field(ge=0)
    ceiling: Number = Field(ge=0)

    @model_validator(mode="after")
    def _floor_below_ceiling(self) -> "FloorCeilingOptions":
        if self.floor > self.ceiling:
            raise ValueError("floor is above ceiling")
        return self


class RmdOptions(RuleOptions):
    """Required minimum distributions; `age` is the age in the first year of retirement."""

    age: Integer = Field(ge=0, le=150)


class VanguardDynamicOptions(RuleOptions):
    """`rate` of the portfolio; real spending rises by at most `ceiling` and falls by at most `floor` a year."""

    rate: Number = Field(ge=0, le=1)
    ceiling: Number = Field(default=0.05, ge=0, lt=10)
    floor: Number = Field(default=0.025, ge=0, lt=1)


RULE_OPTIONS: dict[RuleName, type[RuleOptions]] = {
    "constant_real": ConstantRealOptions,
    "constant_percent": ConstantPercentOptions,
    "guardrails": GuardrailsOptions,
    "vpw": VpwOptions,
    "floor_ceiling": FloorCeilingOptions,
    "rmd": RmdOptions,
    "vanguard_dynamic": VanguardDynamicOptions,
}

UNIFORM_LIFETIME_FIRST_AGE = load_law(law_years()[-1]).required_distributions.first_age
UNIFORM_LIFETIME_FACTORS = load_law(law_years()[-1]).required_distributions.factors
"""The divisors of the Uniform Lifetime Table at age 72, 73, .. 120 (and over), of the latest law."""


def vpw_rate(options: VpwOptions, number: int) -> float:
    """Return the fraction of the portfolio that VPW withdraws in year `number` of retirement (from 1).

    It is the payment, at the beginning of each year, of an annuity over the n = last_age - age years left at the
    real rate r: r / (1 - (1 + r)^-n) / (1 + r), or 1 / n for r = 0. The last year withdraws everything.
    Source: Bogleheads, "Variable percentage withdrawal".
    """
    years = options.last_age - (options.age + number - 1)
    if years <= 1:
        return 1.0
    rate = options.stock_weight * options.r_stock + (1 - options.stock_weight) * options.r_bond
    if abs(rate) < 1e-12:
        return 1 / years
    return rate / (1 - float((1 + rate) ** -years)) / (1 + rate)


def rmd_factor(age: int) -> float:
    """Return the divisor of the Uniform Lifetime Table at `age`.

    Below 72 it is factor(72) + 72 - age; above 120 it is the factor at 120.
    """
    if age < UNIFORM_LIFETIME_FIRST_AGE:
        return UNIFORM_LIFETIME_FACTORS[0] + UNIFORM_LIFETIME_FIRST_AGE - age
    return UNIFORM_LIFETIME_FACTORS[min(age - UNIFORM_LIFETIME_FIRST_AGE, len(UNIFORM_LIFETIME_FACTORS) - 1)]
