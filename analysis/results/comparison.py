"""A comparison as page and command print it: rows of text."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from advisors.comparing.result import (
    FACTOR_LABELS,
    INTERACTION_LABEL,
    MEASURE_LABELS,
    METHOD_LABEL,
    NOISE_LABEL,
    Comparison,
    MeasureComparison,
)
from portfolios.currencies import MINUS, write_minus
from portfolios.facts.fact import Fact, Unit
from portfolios.facts.families import Family, Measure
from portfolios.facts.formatting import format_fact

CLEAR_ERRORS = 2
UNKNOWN = "not there"


@dataclass(frozen=True)
class Row:
    """One part of a difference. is_noise: within two standard errors. within: the 95% range, empty if exact."""

    label: str
    text: str
    value: Decimal
    within: str = ""
    is_noise: bool = False


@dataclass(frozen=True)
class ComparedMeasure:
    label: str
    before: str
    after: str
    difference: str
    rows: tuple[Row, ...]


def print_comparison(comparison: Comparison) -> Iterator[ComparedMeasure]:
    for measure in comparison.measures:
        yield ComparedMeasure(
            MEASURE_LABELS[measure.name], in_unit(measure.before, measure.unit), in_unit(measure.after, measure.unit),
            print_change(measure.difference, measure.unit), tuple(_rows(measure)),
        )  # fmt: skip


def _rows(measure: MeasureComparison) -> Iterator[Row]:
    unit = measure.unit
    for effect in measure.effects:
        error = effect.error * CLEAR_ERRORS if effect.error else None
        within = f"within {print_change(error, unit).removeprefix('+')}" if error else ""
        is_noise = error is not None and abs(effect.value) < error
        yield Row(FACTOR_LABELS[effect.factor], print_change(effect.value, unit), effect.value, within, is_noise)
    for label, value in (
        (INTERACTION_LABEL, measure.interaction), (METHOD_LABEL, measure.method), (NOISE_LABEL, measure.noise),
    ):  # fmt: skip
        yield Row(label, print_change(value, unit), value)


def print_changed(comparison: Comparison) -> Iterator[tuple[str, str, str]]:
    """Yield the main facts that differ: label, before and after."""
    for one in comparison.changed:
        values = (UNKNOWN if value is None else in_unit(value, one.unit) for value in (one.before, one.after))
        before, after = values
        yield one.label, before, after


def in_unit(value: Decimal, unit: Unit) -> str:
    """Return a value as the cards of facts print it."""
    return format_fact(
        Fact(family=Family.OLD, measure=Measure.FIGURE, of="", subject=("",), label="", value=value, unit=unit)
    )


def print_change(value: Decimal, unit: Unit) -> str:
    """Return a difference with its sign; that of percentages is in points."""
    if unit == "percent":
        rounded = round(value, 1)
        return write_minus(f"{rounded:+} points") if rounded else "0 points"
    text = in_unit(Decimal(abs(round(value))), unit)
    return text if not round(value) else f"{'+' if value > 0 else MINUS}{text}"
