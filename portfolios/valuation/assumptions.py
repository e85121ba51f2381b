"""Profile fields with a default value. Alex assumes each one until the person confirms it."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple, get_args

from portfolios.currencies import write_amount
from portfolios.valuation.snapshot import ProfileValue

ConfirmableField = Literal[
    "years_until_retirement",
    "asset_class_targets",
    "region_targets",
    "annual_contribution",
    "plan_to_age",
    "birth_year",
]
CONFIRMABLE: tuple[ConfirmableField, ...] = get_args(ConfirmableField)
"""In the order of the pages."""
SAME_ANSWER = {"retirement_age": "years_until_retirement"}
"""Entering the first field also confirms the second."""


class DescribedField(NamedTuple):
    """text: the field with its value, such as "plan to age 95"."""

    name: ConfirmableField
    text: str


def confirmed_with(
    confirmed: Iterable[str], stated: Iterable[str], *, birth_year: int | None
) -> list[ConfirmableField]:
    """Return the confirmed fields after a person stated `stated`, which may name any profile field.

    Without a birth year the age is assumed, even if it was confirmed before.
    """
    all_confirmed = {*confirmed, *(SAME_ANSWER.get(name, name) for name in stated)}
    if birth_year is None:
        all_confirmed.discard("birth_year")
    return [name for name in CONFIRMABLE if name in all_confirmed]


def assumed_fields(confirmed: Collection[str], *, birth_year: int | None) -> tuple[ConfirmableField, ...]:
    """Return the fields that nobody has confirmed. A birth year counts as confirmed: only the person enters it."""
    all_confirmed = {*confirmed} if birth_year is None else {*confirmed, "birth_year"}
    return tuple(name for name in CONFIRMABLE if name not in all_confirmed)


def describe_fields(profile: ProfileValue, fields: Collection[str]) -> list[DescribedField]:
    years = profile.years_until_retirement
    digits = f"{profile.annual_contribution:,.2f}".removesuffix(".00")
    contribution = write_amount(digits, profile.base_currency)
    texts: dict[ConfirmableField, str] = {
        "years_until_retirement": f"retirement in {years} year{'' if years == 1 else 's'}",
        "asset_class_targets": "target allocation",
        "region_targets": "regional targets",
        "annual_contribution": f"saving {contribution} a year",
        "plan_to_age": f"plan to age {profile.plan_to_age}",
        "birth_year": f"your age of {profile.age}",
    }
    return [DescribedField(name, texts[name]) for name in CONFIRMABLE if name in fields]


def confirmable_without_input(assumed: Iterable[DescribedField]) -> list[DescribedField]:
    """Return the fields that can be confirmed without new input: all but the age, which needs a birth year."""
    return [field for field in assumed if field.name != "birth_year"]


def join_descriptions(fields: Iterable[DescribedField]) -> str:
    return ", ".join(field.text for field in fields)
