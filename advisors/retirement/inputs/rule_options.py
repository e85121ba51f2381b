"""The options of each withdrawal rule, with their defaults; a key no rule knows is refused.

Amounts are today's dollars a year, rates decimal fractions. Source: contracts, "rule_options".
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

RuleName = Literal["constant_real", "constant_percent", "guardrails", "vpw", "floor_ceiling", "rmd", "vanguard_dynamic"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Integer = Annotated[int, Field(strict=True)]


class RuleOptions(BaseModel):
    """What every rule has: `need`, the least a flexible year must bring in spending and income.

    None stands for 75% of the plan's spending. The constant_real rule needs its spending, whatever it says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    need: Number | None = Field(default=None, ge=0)


class ConstantRealOptions(RuleOptions):
    """The same real spending every year: nothing to choose."""


class ConstantPercentOptions(RuleOptions):
    """`rate`: the share of the wealth spent each year."""

    rate: Number = Field(ge=0, le=1)


class GuardrailsOptions(RuleOptions):
    """Guyton-Klinger: act when the withdrawal rate leaves `band` around its start, by `change`.

    No cut in the last `no_cut_last_years` years; `freeze`: no raise for inflation after a losing year.
    """

    band: Number = Field(default=0.2, gt=0, lt=1)
    change: Number = Field(default=0.1, ge=0, lt=1)
    no_cut_last_years: Integer = Field(default=15, ge=0)
    freeze: bool = True


class VpwOptions(RuleOptions):
    """Variable percentage withdrawal: an annuity to `last_age`, exclusive, at a fixed real rate.

    `age` is the age in the first year of retirement; the rate is stock_weight r_stock + (1 - ..) r_bond.
    """

    age: Number = Field(ge=0, le=150)
    stock_weight: Number = Field(ge=0, le=1)
    r_stock: Number = Field(default=0.05, gt=-1, lt=1)
    r_bond: Number = Field(default=0.019, gt=-1, lt=1)
    last_age: Number = Field(default=100, gt=0, le=200)


class FloorCeilingOptions(RuleOptions):
    """Bengen: `rate` of the wealth, but at least `floor` and at most `ceiling` dollars a year."""

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
    """`rate` of the wealth, rising at most `ceiling` and falling at most `floor` a year, real."""

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
