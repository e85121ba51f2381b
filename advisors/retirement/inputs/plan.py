"""The retirement plan: the input of the engine, checked, with errors that name the field.

Years are t = 1..Y+R: Y until retirement, R in retirement. Money is in today's dollars, rates are decimal
fractions a year. Shapes and defaults: contracts, "Plan".
"""

from typing import Any, Literal, Self

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator

from advisors.retirement.inputs.household import Household
from advisors.retirement.inputs.household_people import BALANCE_TOLERANCE
from advisors.retirement.inputs.returns import FrozenModel, Returns
from advisors.retirement.inputs.rule_options import RULE_OPTIONS, Integer, Number, RuleName, RuleOptions

MAX_YEARS = 5_000
MAX_PATHS = 1_000_000
MAX_PATH_YEARS = 1_000_000_000
RETURN_KINDS = frozenset({"lognormal", "fixed", "classes", "history"})


class PlanError(ValueError):
    """A plan cannot be projected; `fields` maps each wrong key to its errors."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields
        super().__init__("; ".join(f"{name}: {', '.join(messages)}" for name, messages in fields.items()))


class Inflation(FrozenModel):
    """Inflation as an AR(1): with x = ln(1 + inflation), x_t = m + persistence (x_(t-1) - m) + a shock.

    `mean` (arithmetic) and `sd` (stationary) are those of annual inflation.
    """

    mean: Number = Field(default=0.0, gt=-0.5, lt=10)
    sd: Number = Field(default=0.0, ge=0, lt=10)
    persistence: Number = Field(default=0.6, gt=-1, lt=1)


class Income(FrozenModel):
    """A yearly income outside the portfolio, from `from_year` through `to_year` (null: to the end).

    `amount` is in today's dollars at the first payment; after that its nominal value rises by cola x inflation.
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
    household: Household | None = None

    @model_validator(mode="before")
    @classmethod
    def _sum_accounts(cls, value: Any) -> Any:
        """Take the start value from the household's accounts where it is not given."""
        if isinstance(value, dict) and value.get("household") is not None and "start_value" not in value:
            try:
                return {**value, "start_value": Household.model_validate(value["household"]).total}
            except ValidationError:  # its errors are reported with the field itself
                return {**value, "start_value": 0.0}
        return value

    @field_validator("rule_options")
    @classmethod
    def _validate_rule_options(cls, value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        rule: RuleName | None = info.data.get("rule")
        try:
            if rule is not None:
                RULE_OPTIONS[rule].model_validate(value)
        except ValidationError as error:
            messages = [f"{'.'.join(map(str, part['loc'])) or rule} ({part['msg']})" for part in error.errors()]
            raise ValueError("; ".join(messages)) from None
        return value

    @model_validator(mode="after")
    def _limit_path_years(self) -> Self:
        if self.paths * self.horizon > MAX_PATH_YEARS:
            raise ValueError(f"paths: paths times years may not exceed {MAX_PATH_YEARS:,}")
        return self

    @model_validator(mode="after")
    def _fits_household(self) -> Self:
        """Check what the plan and its household both say."""
        household = self.household
        if household is None:
            return self
        if abs(self.start_value - household.total) > max(BALANCE_TOLERANCE, 1e-9 * household.total):
            raise ValueError(f"start_value: is not the sum of household.accounts, {household.total:,.2f}")
        places = {"income": "income", "contribution": "contributions"}
        for name in places:
            if getattr(self, name):
                raise ValueError(f"{name}: belongs into household.{places[name]}")
        if self.rule != "constant_real":
            raise ValueError("rule: a household is projected with constant_real only")
        household.check_years(self.years_to_retirement)
        return self

    @property
    def horizon(self) -> int:
        """Return the number of projected years, Y + R."""
        return self.years_to_retirement + self.retirement_years

    @property
    def options(self) -> RuleOptions:
        """Return the options of the rule, typed, with defaults filled in."""
        return RULE_OPTIONS[self.rule].model_validate(self.rule_options)

    @property
    def saving(self) -> float:
        """Return what is saved in year 1, in today's dollars."""
        return self.household.saving if self.household else self.contribution

    @property
    def saving_growth(self) -> float:
        """Return by how much saving grows a year, in real terms."""
        own = self.household.contributions if self.household else ()
        return own[0].growth if own else self.contribution_growth

    def with_saving(self, dollars: float) -> "Plan":
        """Return this plan with another saving in year 1; a household keeps where it goes."""
        if self.household is None:
            return self.with_changes(contribution=dollars)
        return self.with_changes(household=self.household.with_saving(dollars))

    def with_retirement_in(self, years: int) -> "Plan":
        """Return this plan with retirement in `years` and the same last year; an age in the rule's options moves too.

        Raises ValidationError for years beyond the horizon.
        """
        options = dict(self.rule_options)
        if "age" in options:
            options["age"] += years - self.years_to_retirement
        return self.with_changes(
            years_to_retirement=years, retirement_years=self.horizon - years, rule_options=options,
            household=self.household and self.household.with_retirement_in(years),
        )  # fmt: skip

    def with_changes(self, **changes: Any) -> "Plan":
        """Return this plan with some keys changed, checked again."""
        return Plan.model_validate({**{name: getattr(self, name) for name in Plan.model_fields}, **changes})


def parse_plan(text: str | bytes) -> Plan:
    """Parse a plan from JSON text. Raises PlanError naming every wrong field, such as "returns.sd"."""
    try:
        return Plan.model_validate_json(text)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
    # A wrong person also leaves too few people: only the first is worth telling.
    caused = {problem["loc"][:depth] for problem in problems for depth in range(len(problem["loc"]))}
    fields: dict[str, list[str]] = {}
    for problem in problems:
        if problem["type"] == "too_short" and problem["loc"] in caused:
            continue
        message = problem["msg"].removeprefix("Value error, ").replace("Tuple", "List")
        location = [str(part) for part in problem["loc"] if part not in RETURN_KINDS]
        field, separator, rest = message.partition(": ")
        if separator and all(part.isidentifier() or part.isdigit() for part in field.split(".")):
            location, message = [*location, field], rest
        fields.setdefault(".".join(location) or "plan", []).append(message)
    raise PlanError(fields)
