"""Facts: every figure of an analysis, with its subject, unit, formula and inputs."""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from portfolios.valuation.snapshot import FrozenModel

Unit = Literal["usd", "usd_per_year", "percent", "points", "years", "age", "count", "ratio", "date"]
Kind = Literal["computed", "assumption", "forecast", "reference"]
FACT_ID = r"[a-z][a-z0-9_]*"


class Fact(FrozenModel):
    """One figure. 67.4 in percent means 67.4%; a date is the number yyyymmdd; value is None if unknown.

    subject: the names a sentence may use for its subject. inputs: ids of the facts it was computed from.
    """

    id: str = Field(pattern=f"^{FACT_ID}$", max_length=80)
    subject: tuple[str, ...]
    label: str
    value: Decimal | None
    unit: Unit
    kind: Kind = "computed"
    formula: str = ""
    inputs: tuple[str, ...] = ()
    topic: str = "portfolio"


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

    def value(self, fact_id: str, default: Decimal = Decimal(0)) -> Decimal:
        """Return the value, or `default` if the fact is missing or unknown. For rules that only compare."""
        fact = self.by_id.get(fact_id)
        return default if fact is None or fact.value is None else fact.value

    def on(self, topic: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.topic == topic)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.topic for fact in self.facts))

    def with_facts(self, more: Iterable[Fact]) -> "FactSheet":
        """Return a sheet with these facts added. Raises ValueError if an id exists already."""
        return FactSheet(facts=(*self.facts, *more))


def count_fact(fact_id: str, subject: tuple[str, ...], label: str, count: int, topic: str) -> Fact:
    """Return a fact that is a number of things."""
    return Fact(id=fact_id, subject=subject, label=label, value=Decimal(count), unit="count", topic=topic,
                formula=f"count of {label[0].lower()}{label[1:]}")  # fmt: skip
