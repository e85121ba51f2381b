"""Facts: every figure of an analysis, computed once, with what it is about and where it comes from."""

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
    """One figure. percent 67.4 means 67.4 %; a date is the number yyyymmdd; value None: nobody knows it.

    subject: the names a sentence may use for what it is about. inputs: ids of the facts it was computed from.
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
    """An immutable set of facts. Looking up an id that is not there is a KeyError that names it."""

    facts: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _check_unique_ids(self) -> Self:
        """Two facts of one id would be two figures for one thing."""
        if len(self.by_id) != len(self.facts):
            seen: set[str] = set()
            twice = {fact.id for fact in self.facts if fact.id in seen or seen.add(fact.id)}  # type: ignore[func-returns-value]
            raise ValueError(f"These facts exist already: {', '.join(sorted(twice))}.")
        return self

    @cached_property
    def by_id(self) -> dict[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self.by_id

    def __getitem__(self, fact_id: str) -> Fact:
        return self.by_id[fact_id]

    def value(self, fact_id: str, default: Decimal = Decimal(0)) -> Decimal:
        """The figure, or `default` where the fact is missing or unknown: for rules that only compare."""
        fact = self.by_id.get(fact_id)
        return default if fact is None or fact.value is None else fact.value

    def on(self, topic: str) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.topic == topic)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fact.topic for fact in self.facts))

    def with_facts(self, more: Iterable[Fact]) -> "FactSheet":
        """A sheet with these facts too; the same id twice is an error, a figure is computed once."""
        return FactSheet(facts=(*self.facts, *more))


def count_fact(fact_id: str, subject: tuple[str, ...], words: str, count: int, topic: str) -> Fact:
    """Return a fact that is a number of things."""
    return Fact(id=fact_id, subject=subject, label=words, value=Decimal(count), unit="count", topic=topic,
                formula=f"count of {words[0].lower()}{words[1:]}")  # fmt: skip
