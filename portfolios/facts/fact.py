"""Facts: every figure of an analysis, with its subject, unit, formula and inputs."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from portfolios.currencies import BASE_CURRENCY, KNOWN_CURRENCIES, name_currency
from portfolios.facts.families import FAMILIES, Family, Measure, build_fact_id, find_topic
from portfolios.valuation.snapshot import FrozenModel

DOLLARS = re.compile(r"(?<!US )\bdollars\b")
QUANTITIES = ("percent", "points", "years", "age", "count", "ratio", "rate", "date")
MONEY, A_YEAR = "money", "_per_year"
MONEY_UNITS = {f"{one.code.lower()}{suffix}": one.code for one in KNOWN_CURRENCIES for suffix in ("", A_YEAR)}
"""The currency of each unit of money: usd and usd_per_year are US dollars."""


def check_unit(unit: str) -> str:
    if unit not in (*MONEY_UNITS, *QUANTITIES, MONEY, MONEY + A_YEAR):
        raise ValueError(f"There is no unit {unit}.")
    return unit


Unit = Annotated[str, AfterValidator(check_unit)]
"""A quantity, such as a rate (US dollars for one unit of a currency), or money in a currency (eur, eur_per_year).

What computes a fact says "money" or "money_per_year": the sheet that it is put on knows the currency. Nothing can print
money before that.
"""
Kind = Literal["computed", "assumption", "forecast", "reference"]


def currency_of(unit: str) -> str:
    """Return the currency of a unit of money, an empty string for any other unit."""
    return MONEY_UNITS.get(unit, "")


def is_yearly(unit: str) -> bool:
    return unit.endswith(A_YEAR)


def unit_in(unit: str, code: str) -> str:
    """Return the unit of money in this currency for "money" and "money_per_year", any other unit as it is."""
    return f"{code.lower()}{unit.removeprefix(MONEY)}" if code and unit in (MONEY, MONEY + A_YEAR) else unit


class Fact(FrozenModel):
    """One figure. 67.4 in percent means 67.4%; a date is the number yyyymmdd; value is None if unknown.

    of: the member of the family, such as "equity" or "nvda"; empty in a family of one. subject: the names a sentence
    may use for its subject. as_of: the day of the prices or assumptions. inputs: ids of the facts it was computed from.
    error: its standard error, in its own unit.
    """

    family: Family
    measure: Measure
    of: str = Field(default="", pattern=r"^[a-z0-9_]{0,80}$")
    subject: tuple[str, ...]
    label: str
    value: Decimal | None
    unit: Unit
    kind: Kind = "computed"
    as_of: date | None = None
    formula: str = ""
    inputs: tuple[str, ...] = ()
    error: Decimal | None = None

    @model_validator(mode="before")
    @classmethod
    def _read_earlier_version(cls, data: Any) -> Any:
        """Read a stored fact of an earlier version, which had an id and a topic instead of a family."""
        if not isinstance(data, dict) or "id" not in data:
            return data
        rest = {name: value for name, value in data.items() if name not in ("id", "topic")}
        return {"family": Family.OLD, "measure": Measure.FIGURE, "of": data["id"], **rest}

    @model_validator(mode="after")
    def _check_measure(self) -> Self:
        if self.measure not in FAMILIES[self.family].measures:
            raise ValueError(f"The family {self.family} has no measure {self.measure}.")
        return self

    @property
    def id(self) -> str:
        return build_fact_id(self.family, self.measure, self.of)

    @property
    def topic(self) -> str:
        return find_topic(self.family, self.measure)

    def in_currency(self, code: str) -> "Fact":
        """Return the fact with its money in this currency, in which it was computed, and its words about dollars too.

        Rates stay in dollars. So do the words of a label with a name that somebody gave.
        """
        unit = unit_in(self.unit, code)
        if code == BASE_CURRENCY or self.family == Family.CURRENCY:
            return self if unit == self.unit else self.model_copy(update={"unit": unit})
        is_named = any("dollars" in name for name in self.subject)
        words = {"formula": self.formula} if is_named else {"formula": self.formula, "label": self.label}
        renamed = {name: DOLLARS.sub(name_currency(code), text) for name, text in words.items()}
        return self.model_copy(update={"unit": unit, **renamed})


class FactSheet(FrozenModel):
    """An immutable set of facts. Looking up an unknown id raises KeyError."""

    facts: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _check_unique_ids(self) -> Self:
        """Refuse two facts with the same id: they would be two figures for one thing."""
        if len(self.by_id) != len(self.facts):
            counts = Counter(fact.id for fact in self.facts)
            duplicates = sorted(fact_id for fact_id, count in counts.items() if count > 1)
            raise ValueError(f"These facts exist already: {', '.join(duplicates)}.")
        return self

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    @cached_property
    def currency(self) -> str:
        """Return the currency of all money on this sheet, an empty string without any."""
        return next((code for fact in self.facts if (code := currency_of(fact.unit))), "")

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self.by_id

    def __getitem__(self, fact_id: str) -> Fact:
        return self.by_id[fact_id]

    def one(self, family: Family, measure: Measure, of: str = "") -> Fact | None:
        """Return a fact whose value is known, or None."""
        fact = self.by_id.get(build_fact_id(family, measure, of))
        return fact if fact is not None and fact.value is not None else None

    def members(self, family: Family, measure: Measure) -> tuple[Fact, ...]:
        """Return this measure of every member of the family, where its value is known."""
        return tuple(self.by_member(family, measure).values())

    def by_member(self, family: Family, measure: Measure) -> dict[str, Fact]:
        """Return the same by member, in order."""
        return self.known_members.get((family, measure), {})

    @cached_property
    def known_members(self) -> dict[tuple[Family, Measure], dict[str, Fact]]:
        """Return the known facts of members, by family and measure."""
        known: dict[tuple[Family, Measure], dict[str, Fact]] = {}
        for fact in self.facts:
            if fact.of and fact.value is not None:
                known.setdefault((fact.family, fact.measure), {})[fact.of] = fact
        return known

    def value(self, family: Family, measure: Measure, of: str = "", *, default: Decimal = Decimal(0)) -> Decimal:
        """Return the value, or `default` if the fact is missing or unknown. For rules that only compare."""
        fact = self.one(family, measure, of)
        return default if fact is None or fact.value is None else fact.value

    def on(self, topic: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.topic == topic)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.topic for fact in self.facts))

    def with_facts(self, more: Iterable[Fact]) -> "FactSheet":
        """Return a sheet with these facts added, their money in its currency. Raises ValueError if an id exists."""
        return FactSheet(
            facts=(*self.facts, *(fact.in_currency(self.currency) if self.currency else fact for fact in more))
        )


def count_fact(family: Family, measure: Measure, of: str, subject: tuple[str, ...], label: str, count: int) -> Fact:
    """Return a fact that is a number of things."""
    return Fact(family=family, measure=measure, of=of, subject=subject, label=label, value=Decimal(count),
                unit="count", formula=f"count of {label[0].lower()}{label[1:]}")  # fmt: skip
