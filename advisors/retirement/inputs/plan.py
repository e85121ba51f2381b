"""The plan: everything the retirement engine is told, checked, with errors that name the field.

Years are t = 1..Y+R: Y to retirement, R in retirement. Money is in today's dollars, rates are decimal
fractions a year. Shapes and defaults: contracts, "Plan".
"""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import (
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from advisors.retirement.inputs.returns import FrozenModel, Integer, Number, Returns
from advisors.retirement.inputs.rule_options import RULE_OPTIONS, RuleName, RuleOptions

MAX_YEARS = 5_000
MAX_PATHS = 1_000_000
MAX_PATH_YEARS = 1_000_000_000
RETURN_KINDS = frozenset({"lognormal", "fixed", "classes", "history"})


class PlanError(ValueError):
    """A plan that cannot be projected: `fields` maps each wrong key to what is wrong with it."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields
        super().__init__("; ".join(f"{name}: {', '.join(words)}" for name, words in fields.items()))


class Inflation(FrozenModel):
    """Inflation: with x = ln(1 + inflation), x_t = m + persistence (x_(t-1) - m) + a shock.

    `mean` and `sd` are the arithmetic ones of annual inflation, sd the stationary one.
    """

    mean: Number = Field(default=0.0, gt=-0.5, lt=10)
    sd: Number = Field(default=0.0, ge=0, lt=10)
    persistence: Number = Field(default=0.6, gt=-1, lt=1)


class Income(FrozenModel):
    """A yearly income outside the portfolio, from_year to to_year inclusive (null: to the end).

    `amount` is in today's dollars at its first payment; from then on its nominal value rises by
    cola x inflation.
    """

    amount: Number = Field(ge=0)
    from_year: Integer = Field(default=1, ge=1)
    to_year: Integer | None = Field(default=None, ge=1)
    cola: Number = Field(1.0, ge=0, le=2)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.to_year is not None and self.to_year < self.from_year:
            raise ValueError("to_year: is before from_year")
        return self


class Plan(FrozenModel):
    """One plan to project (contracts, "Plan")."""

    start_value: Number = Field(ge=0)
    years_to_retirement: Integer = Field(default=0, ge=0, le=MAX_YEARS)
    retirement_years: Integer = Field(ge=0, le=MAX_YEARS)
    contribution: Number = Field(default=0.0, ge=0)
    contribution_growth: Number = Field(default=0.0, gt=-1, lt=10)
    spending: Number = Field(default=0.0, ge=0)
    rule: RuleName = "constant_real"
    rule_options: dict[str, Any] = Field(default_factory=dict, validate_default=True)
    timing: Literal["end", "begin"] = "end"
    returns: Returns
    inflation: Inflation | None = None
    income: tuple[Income, ...] = ()
    fee: Number = Field(default=0.0, ge=0, lt=1)
    paths: Integer = Field(default=10_000, ge=1, le=MAX_PATHS)
    seed: Integer = Field(default=1, ge=0, lt=2**63)

    @field_validator("rule_options")
    @classmethod
    def _validate_rule_options(cls, value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        rule = info.data.get("rule")
        if rule is not None:
            _validate_options(rule, value)
        return value

    @model_validator(mode="after")
    def _limit_path_years(self) -> Self:
        if self.paths * self.horizon > MAX_PATH_YEARS:
            raise ValueError(f"paths: paths times years may not exceed {MAX_PATH_YEARS:,}")
        return self

    @property
    def horizon(self) -> int:
        """The number of years projected, Y + R."""
        return self.years_to_retirement + self.retirement_years

    @property
    def options(self) -> RuleOptions:
        """The options of the rule, typed and with their defaults."""
        return RULE_OPTIONS[self.rule].model_validate(self.rule_options)

    def with_changes(self, **changes: Any) -> "Plan":
        """Give this plan with some keys changed, checked again."""
        return Plan.model_validate({**{name: getattr(self, name) for name in Plan.model_fields}, **changes})


def parse_plan(text: str | bytes) -> Plan:
    """Read a plan from JSON text; raises PlanError naming every wrong field as in "returns.sd"."""
    try:
        return Plan.model_validate_json(text)
    except ValidationError as error:
        raise PlanError(errors_by_field(error)) from None


def errors_by_field(error: ValidationError) -> dict[str, list[str]]:
    """Give a validation error as {field: [what is wrong]}; a key inside another is joined by a dot."""
    fields: dict[str, list[str]] = {}
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        message = problem["msg"].removeprefix("Value error, ")
        location = [str(part) for part in problem["loc"] if part not in RETURN_KINDS]
        field, found, rest = message.partition(": ")
        if found and field.isidentifier():
            location, message = [*location, field], rest
        fields.setdefault(".".join(location) or "plan", []).append(message)
    return fields


def _validate_options(rule: RuleName, options: Mapping[str, Any]) -> None:
    try:
        RULE_OPTIONS[rule].model_validate(options)
    except ValidationError as error:
        words = [f"{'.'.join(map(str, problem['loc'])) or rule} ({problem['msg']})" for problem in error.errors()]
        raise ValueError("; ".join(words)) from None
