"""Profile fields that start with a default. Alex assumes each one until the person confirms that one."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

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
"""In the order in which pages list them."""
SAME_ANSWER = {"retirement_age": "years_until_retirement"}
"""Whoever enters the first field says what the second one says."""


class FieldInWords(NamedTuple):
    """words: the field with its value, as in "plan to age 95"."""

    name: ConfirmableField
    words: str


def confirmed_with(
    confirmed: Iterable[str], stated: Iterable[str], *, birth_year: int | None
) -> list[ConfirmableField]:
    """Return the fields that are confirmed once a person has also stated `stated`, which may name any profile field.

    An age needs a birth year: without one it is assumed, whatever was confirmed before.
    """
    known = {*confirmed, *(SAME_ANSWER.get(name, name) for name in stated)}
    if birth_year is None:
        known.discard("birth_year")
    return [name for name in CONFIRMABLE if name in known]


def assumed_fields(confirmed: Collection[str], *, birth_year: int | None) -> tuple[ConfirmableField, ...]:
    """Return the fields that nobody has confirmed. Only the person can have entered a birth year."""
    known = {*confirmed} if birth_year is None else {*confirmed, "birth_year"}
    return tuple(name for name in CONFIRMABLE if name not in known)


def describe_fields(profile: ProfileValue, fields: Collection[str]) -> list[FieldInWords]:
    years = profile.years_until_retirement
    words: dict[ConfirmableField, str] = {
        "years_until_retirement": f"retirement in {years} year{'' if years == 1 else 's'}",
        "asset_class_targets": "target allocation",
        "region_targets": "regional targets",
        "annual_contribution": f"saving {_dollars(profile.annual_contribution)} a year",
        "plan_to_age": f"plan to age {profile.plan_to_age}",
        "birth_year": f"your age of {profile.age}",
    }
    return [FieldInWords(name, words[name]) for name in CONFIRMABLE if name in fields]


def confirmable_as_they_are(assumed: Iterable[FieldInWords]) -> list[FieldInWords]:
    """Leave out the age, which needs a birth year."""
    return [field for field in assumed if field.name != "birth_year"]


def list_words(fields: Iterable[FieldInWords]) -> str:
    return ", ".join(field.words for field in fields)


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.2f}".removesuffix(".00")
