"""Facts: every figure of an analysis, with its subject, unit, formula and inputs."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from portfolios.facts.families import FAMILIES, Family, Measure, build_fact_id, find_topic
from portfolios.valuation.snapshot import FrozenModel

Unit = Literal["usd", "usd_per_year", "percent", "points", "years", "age", "count", "ratio", "date"]
Kind = Literal["computed", "assumption", "forecast", "reference"]


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
        return tuple(
            fact
            for fact in self.facts
            if fact.family == family and fact.measure == measure and fact.of and fact.value is not None
        )

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
        """Return a sheet with these facts added. Raises ValueError if an id exists already."""
        return FactSheet(facts=(*self.facts, *more))


def count_fact(family: Family, measure: Measure, of: str, subject: tuple[str, ...], label: str, count: int) -> Fact:
    """Return a fact that is a number of things."""
    return Fact(family=family, measure=measure, of=of, subject=subject, label=label, value=Decimal(count),
                unit="count", formula=f"count of {label[0].lower()}{label[1:]}")  # fmt: skip
