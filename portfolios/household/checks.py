"""Check what a person enters about their household, in itself and against their profile. Errors name the field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portfolios.household.inputs import Benefit, HouseholdInputs

PARTNER_AGE_FROM, PARTNER_AGE_TO = 18, 110


ENTER_NUMBER, TOO_LONG = "Enter a number.", "This number is too long."
MESSAGES = {
    "greater_than_equal": "Enter {ge} or more.",
    "less_than_equal": "Enter {le} or less.",
    "missing": "This is required.",
    "extra_forbidden": "Unknown field.",
    "too_long": "Enter at most {max_length}.",
    "literal_error": "Choose one of {expected}.",
    "decimal_max_places": "Use at most {decimal_places} decimals.",
    **dict.fromkeys(("decimal_max_digits", "decimal_whole_digits"), TOO_LONG),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "decimal_parsing", "decimal_type"), ENTER_NUMBER),
    "finite_number": ENTER_NUMBER,
}
"""The messages of pydantic's errors in plain words, by type."""


class HouseholdRefused(ValueError):
    """What was entered cannot be: `fields` maps each wrong field, such as "partner.birth_year", to its messages."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.fields = fields
        super().__init__("; ".join(f"{name}: {' '.join(messages)}" for name, messages in fields.items()))


@dataclass(frozen=True)
class ProfileYears:
    """What the household is checked against: this year, the person's age in it, and the age of retirement."""

    today: date
    age: int
    retirement_age: int
    plan_to_age: int

    @property
    def retirement_year(self) -> int:
        """Return the calendar year in which spending from the accounts begins."""
        return self.today.year + max(0, self.retirement_age - self.age)


def parse_household(values: Mapping[str, Any], years: ProfileYears) -> HouseholdInputs:
    """Return the checked inputs. Raises HouseholdRefused with every error that can be told."""
    try:
        inputs = HouseholdInputs.model_validate(values)
    except ValidationError as error:
        raise HouseholdRefused(read_errors(error)) from None
    found: dict[str, list[str]] = {}
    for field, message in find_contradictions(inputs, years):
        found.setdefault(field, []).append(message)
    if found:
        raise HouseholdRefused(found)
    return inputs


def read_errors(error: ValidationError) -> dict[str, list[str]]:
    """Return the errors of a model by dotted field, in plain words."""
    fields: dict[str, list[str]] = {}
    for problem in error.errors(include_url=False, include_input=False):
        own = problem.get("ctx", {}).get("field")
        place = ".".join([*map(str, problem["loc"]), *([own] if own else [])])
        fields.setdefault(place or "household", []).append(describe(problem))
    return fields


def describe(problem: ErrorDetails) -> str:
    """Return the message of one error in plain words."""
    if template := MESSAGES.get(problem["type"]):
        return template.format(**problem.get("ctx", {}))
    return problem["msg"] if problem["type"] == "wrong_field" else "This value does not fit."


def find_contradictions(inputs: HouseholdInputs, years: ProfileYears) -> Iterator[tuple[str, str]]:
    """Yield each field that contradicts the profile or today, with the message for the person."""
    yield from check_benefit("social_security", inputs.social_security, years.age, "You are")
    if inputs.partner:
        age = years.today.year - inputs.partner.birth_year
        if PARTNER_AGE_FROM <= age <= PARTNER_AGE_TO:
            yield from check_benefit(
                "partner.social_security", inputs.partner.social_security, age, "Your partner is"
            )  # fmt: skip
        else:
            first, last = years.today.year - PARTNER_AGE_TO, years.today.year - PARTNER_AGE_FROM
            yield "partner.birth_year", f"Enter a year from {first} to {last}."
    for place, one in enumerate(inputs.one_offs or ()):
        if one.year < years.today.year:
            yield f"one_offs.{place}.year", f"This year has passed. Enter {years.today.year} or later."
        elif one.amount > 0 and one.year < years.retirement_year:
            yield (
                f"one_offs.{place}.year",
                f"You retire in {years.retirement_year}, and the plan pays nothing before. Enter that year or later.",
            )
    if inputs.conversion and inputs.conversion.to_year < years.today.year:
        yield "conversion.to_year", f"This year has passed. Enter {years.today.year} or later."
    if inputs.first_death and inputs.first_death.year and inputs.first_death.year < years.today.year:
        yield "first_death.year", f"This year has passed. Enter {years.today.year} or later."


def check_benefit(field: str, benefit: Benefit | None, age: int, who: str) -> Iterator[tuple[str, str]]:
    """Yield why the claim age of a benefit cannot be."""
    if benefit is None:
        return
    if benefit.at == "now" and benefit.claim_age > age:
        yield f"{field}.claim_age", f"{who} {age}. Enter the age at which it began, {age} or less."
    elif benefit.at != "now" and benefit.claim_age < age:
        if age > 70:  # nobody gains by waiting longer: it is paid now, or there is none
            yield f"{field}.at", f"{who} {age}. Enter what is paid now."
        else:
            yield f"{field}.claim_age", f"{who} {age}. Enter {age} or more, or say that it is paid now."
