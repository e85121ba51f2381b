"""Match a written figure with the facts it may stand for: of its unit and to its precision, alone or two together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, permutations
from typing import Literal

from advisors.pasted.subjects import related_by
from advisors.pasted.written_figures import WrittenFigure
from portfolios.facts.fact import A_YEAR, MONEY_UNITS, Fact, Unit, is_yearly

Operation = Literal["sum", "difference", "ratio"]
MAX_RELATIVE_ERROR = Decimal("0.05")
"""The largest error of a figure, however roughly it is written, as a share of the fact."""
MAX_COMBINED_FACTS = 60
"""The facts of one sentence that are combined in pairs."""
UNITS: dict[str, tuple[Unit, ...]] = {
    **{unit: (unit,) if is_yearly(unit) else (unit, unit + A_YEAR) for unit in MONEY_UNITS},
    "percent": ("percent",), "points": ("points",), "years": ("years",), "age": ("age",), "ratio": ("ratio",),
    "number": ("count", "ratio", "rate", "age", "years"),
}  # fmt: skip
OPERATION_PATTERNS: dict[Operation, re.Pattern[str]] = {
    "sum": re.compile(
        r"\b(?:together|combined|between them|sum|plus|in all|add(?:s|ed)? up|total of)\b", re.IGNORECASE
    ),
    "difference": re.compile(
        r"\b(?:difference|gap|apart|above|below|(?:more|less|higher|lower|larger|smaller|greater|fewer)\b.{0,30}\bthan|"
        r"short of|ahead of|behind|exceeds?)\b",
        re.IGNORECASE,
    ),
    "ratio": re.compile(
        r"\b(?:times|twice|double[sd]?|triple|ratio|to 1|as (?:much|large|big|many)|half)\b", re.IGNORECASE
    ),
}


@dataclass(frozen=True, slots=True)
class Match:
    facts: tuple[Fact, ...]
    operation: Operation | None = None


def is_written_as(figure: WrittenFigure, value: Decimal) -> bool:
    """Return whether the figure is within half a unit of its last digit that counts, and within 5% of the value.

    A figure without a sign is compared with the size of the value.
    """
    value = value if figure.signed else abs(value)
    if figure.bound:
        return (value - figure.value) * figure.bound > 0
    off = abs(figure.value - value)
    return off <= figure.step / 2 and off <= MAX_RELATIVE_ERROR * abs(value)


def match_one(figure: WrittenFigure, facts: Sequence[Fact]) -> Match | None:
    """Return the facts it may stand for, nearest first."""
    fitting = [f for f in of_unit(figure, facts) if f.value is not None and is_written_as(figure, f.value)]
    fitting.sort(key=lambda f: abs(figure.value - abs(f.value or Decimal(0))))
    return Match(tuple(fitting)) if fitting else None


def match_counts(figure: WrittenFigure, facts: Sequence[Fact]) -> Match | None:
    """Match "41 of 52" with the two counts it names."""
    found = [next((f for f in facts if f.unit == "count" and f.value == n), None) for n in figure.counts or ()]
    return Match((found[0], found[1]), "ratio") if len(found) == 2 and found[0] and found[1] else None


def of_unit(figure: WrittenFigure, facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.unit in UNITS[figure.unit]]


def find_operations(words: str) -> list[Operation]:
    """Return the operations on two facts that the words of a sentence name."""
    return [operation for operation, pattern in OPERATION_PATTERNS.items() if pattern.search(words)]


def match_pair(
    figure: WrittenFigure, named: Sequence[Fact], written: Sequence[Fact], operations: Sequence[Operation]
) -> Match | None:
    """Match a figure with two facts and an operation. Both are named, and of one family or written in the sentence."""
    for operation in operations:
        relatives = permutations([fact for fact in named[:MAX_COMBINED_FACTS] if related_by(fact)], 2)
        related = ((one, other) for one, other in relatives if related_by(one) == related_by(other))
        for one, other in chain(permutations(written[:MAX_COMBINED_FACTS], 2), related):
            value = compute_operation(operation, one, other, figure)
            if value is not None and is_written_as(figure, value):
                return Match((one, other), operation)
    return None


def compute_operation(operation: Operation, one: Fact, other: Fact, figure: WrittenFigure) -> Decimal | None:
    if one.value is None or other.value is None or one.unit != other.unit or one.id == other.id:
        return None
    if operation == "ratio":
        if not other.value or figure.unit not in ("ratio", "percent"):
            return None
        return one.value / other.value * (100 if figure.unit == "percent" else 1)
    unit = "points" if one.unit == "percent" and operation == "difference" else one.unit
    if unit not in (*UNITS[figure.unit], figure.unit):
        return None
    return one.value + other.value if operation == "sum" else abs(one.value - other.value)
