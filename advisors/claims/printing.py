"""Print figures for people: as exact as a person can check, and no more exact than a forecast can be.

A step is a power of ten, so a printed figure lies within half a unit of its last digit. The exact figure stands on
the card of its fact and in the tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from portfolios.currencies import near_amount, write_amount, write_minus
from portfolios.facts.fact import Fact, currency_of, is_yearly
from portfolios.facts.formatting import format_date, format_rate

Style = Literal["", "whole", "size", "exact", "amount"]
"""whole: no decimals. size: without its sign. exact: to the dollar. amount: money without "a year"."""
ONE, TENTH, HUNDREDTH = Decimal(1), Decimal("0.1"), Decimal("0.01")
MILLION = Decimal(1_000_000)
MAX_PRECISION = 3
Steps = tuple[tuple[Decimal, int], ...]
ONCE_STEPS: Steps = ((Decimal(1000), 1), (Decimal(2000), 10), (Decimal(20_000), 100), (Decimal("Infinity"), 1000))
YEARLY_STEPS: Steps = ((Decimal(1000), 1), (Decimal(100_000), 10), (Decimal("Infinity"), 100))
"""The power of ten to which a forecast below a limit is rounded; from 1,000 on never more than 5% of it. In dollars."""


@dataclass(frozen=True)
class Figure:
    """A figure of a sentence: its fact, and how it is printed."""

    fact: Fact
    style: Style = ""

    @property
    def value(self) -> Decimal:
        """Return the value of the fact. Claims hold only figures of known facts."""
        assert self.fact.value is not None
        return self.fact.value

    @property
    def text(self) -> str:
        return print_figure(self)


def print_figure(figure: Figure, precision: int = 0) -> str:
    """Return the figure in words and digits. precision: how many powers of ten finer than usual."""
    value, unit = figure.value, figure.fact.unit
    if figure.style == "size":
        value = abs(value)
    if currency_of(unit):
        text = print_money(value, figure, precision)
        return f"{text} a year" if is_yearly(unit) and figure.style != "amount" else text
    if unit == "percent":
        is_whole = figure.style == "whole"
        step = TENTH if abs(value) >= ONE or not value else HUNDREDTH
        step = ONE if is_whole and precision == 0 else step.scaleb(-max(0, precision - is_whole))
        return f"{_format_number(_round(value, step))}%"
    if unit == "points":
        return _count(abs(_round(value, TENTH.scaleb(-precision))), "point")
    if unit == "years":
        return _count(_round(value, ONE if figure.style == "whole" else TENTH), "year")
    if unit == "date":
        return format_date(value)
    if unit == "rate":
        return format_rate(value)
    return _format_number(_round(value, ONE if figure.style == "whole" or unit == "age" else HUNDREDTH))


def print_apart(figures: Sequence[Figure]) -> list[str]:
    """Print the figures of one sentence. Figures of one unit that differ are printed so that a reader sees it."""
    texts = [print_figure(figure) for figure in figures]
    for precision in range(1, MAX_PRECISION + 1):
        alike = {
            place
            for place, figure in enumerate(figures)
            for other_place, other in enumerate(figures)
            if figure.fact.unit == other.fact.unit
            and figure.value != other.value
            and texts[place] == texts[other_place]
        }
        if not alike:
            break
        for place in alike:
            texts[place] = print_figure(figures[place], precision)
    return texts


def print_money(value: Decimal, figure: Figure, precision: int) -> str:
    size, is_forecast = abs(value), figure.fact.kind in ("forecast", "assumption")
    is_a_year = is_yearly(figure.fact.unit)
    if not is_forecast or figure.style == "exact":
        text = f"{_round(size, ONE.scaleb(-min(precision, 2))):,f}"
    elif not is_a_year and size >= MILLION - 5000:
        text = f"{_format_number(_round(size, Decimal(10_000).scaleb(-precision)) / MILLION)} million"
    else:
        unit = near_amount(ONE, currency_of(figure.fact.unit))
        steps = YEARLY_STEPS if is_a_year else ONCE_STEPS
        step = unit * next(step for limit, step in steps if size < limit * unit)
        text = f"{_round(size, step.scaleb(-precision)):,.0f}"
    sign = "-" if value < 0 and text.strip("0,.") else ""
    return write_amount(text, currency_of(figure.fact.unit), sign=sign)


def _round(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(ONE, ROUND_HALF_UP) * step


def _format_number(value: Decimal) -> str:
    text = write_minus(f"{value:,f}")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _count(value: Decimal, noun: str) -> str:
    text = _format_number(value)
    return f"{text} {noun}" if text == "1" else f"{text} {noun}s"
