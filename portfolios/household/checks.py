"""Check what a person enters about their household, in itself and against their profile. Errors name the field."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from portfolios.household.inputs import Benefit, HouseholdInputs, Partner
from portfolios.household.years import ProfileYears

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


def parse_household(
    values: Mapping[str, Any], years: ProfileYears, before: HouseholdInputs | None = None
) -> HouseholdInputs:
    """Return the checked inputs. Raises HouseholdRefused with every error that can be told.

    `before`: what is stored. A part that stays as it is may have been overtaken by time, and the plan copes with that.
    """
    try:
        inputs = HouseholdInputs.model_validate(values)
    except ValidationError as error:
        raise HouseholdRefused(read_errors(error)) from None
    found: dict[str, list[str]] = {}
    for field, message in find_contradictions(inputs, years):
        part = field.partition(".")[0]
        if before is None or getattr(inputs, part) != getattr(before, part):
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
    yield from check_partner(inputs.partner, years)
    yield from check_spending(inputs, years)
    if conversion := inputs.conversion:
        if conversion.from_year > years.last_year:
            yield "conversion.from_year", years.refuse(conversion.from_year)
        elif conversion.to_year < years.today.year:
            yield "conversion.to_year", years.refuse(conversion.to_year)
    if inputs.first_death and (refusal := years.refuse(inputs.first_death.year)):
        yield "first_death.year", refusal


def check_partner(partner: Partner | None, years: ProfileYears) -> Iterator[tuple[str, str]]:
    """Yield why the partner's age, or the age of their claim, cannot be."""
    if partner is None:
        return
    age = years.today.year - partner.birth_year
    if PARTNER_AGE_FROM <= age <= PARTNER_AGE_TO:
        yield from check_benefit(
            "partner.social_security", partner.social_security, age, "Your partner is"
        )  # fmt: skip
    else:
        first, last = years.today.year - PARTNER_AGE_TO, years.today.year - PARTNER_AGE_FROM
        yield "partner.birth_year", f"Enter a year from {first} to {last}."


def check_spending(inputs: HouseholdInputs, years: ProfileYears) -> Iterator[tuple[str, str]]:
    """Yield single amounts and phases of spending in years that are not those of the plan's spending."""
    for place, one in enumerate(inputs.one_offs or ()):
        if refusal := years.refuse(one.year):
            yield f"one_offs.{place}.year", refusal
        elif one.amount > 0 and one.year < years.retirement_year:
            yield (
                f"one_offs.{place}.year",
                f"You retire in {years.retirement_year}, and the plan pays nothing before. Enter that year or later.",
            )
    for place, phase in enumerate(inputs.phases or ()):
        if phase.from_age >= max(years.plan_to_age, years.age + 1):
            yield f"phases.{place}.from_age", f"You plan until you are {years.plan_to_age}. Enter a lower age."


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
