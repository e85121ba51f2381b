"""The scenarios of the what-if page side by side: what is chosen, and what comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.http import urlencode

from analysis.results.chart_data import format_rounded
from analysis.what_if.base import Base
from analysis.what_if.levers import Lever, levers_of
from analysis.what_if.models import Scenario
from analysis.what_if.tried import Tried
from analysis.what_if.words import (
    about,
    describe_change,
    describe_interval,
    format_value,
)


@dataclass(frozen=True)
class Column:
    """One scenario of the table. scenario: None for the plan and for what is not saved."""

    name: str
    tried: Tried
    scenario: Scenario | None = None

    @property
    def is_plan(self) -> bool:
        return self.scenario is None and not self.tried.levers.moved

    @property
    def query(self) -> str:
        return urlencode(self.tried.levers.query)


@dataclass(frozen=True)
class Cell:
    text: str
    more: str = ""
    css: str = ""


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]


def build_rows(base: Base, columns: Sequence[Column]) -> list[Row]:
    """Return the rows of the table: first what is chosen, then what comes of it. Rows without a figure are left out."""
    code = base.currency
    chosen = [
        Row(lever.label, [Cell(show_choice(lever, column, base)) for column in columns])
        for lever in levers_of(base)
        if lever.key in ("retire", "save", "spend") or any(lever.key in one.tried.levers.moved for one in columns)
    ]
    measures: tuple[tuple[str, Callable[[Column], Cell]], ...] = (
        ("Chance that your money lasts", chance_cell),
        ("Against your plan", change_cell),
        ("With 90% confidence", lambda column: Cell(about(column.tried.sustained, code))),
        (
            "When you retire, median",
            lambda one: Cell(format_rounded(one.tried.projection.at_retirement.percentiles["50"], code)),
        ),
        ("If it fails, runs short by", shortfall_cell),
        (
            f"Left at {base.ends_at}, median",
            lambda one: Cell(format_rounded(one.tried.projection.terminal.percentiles["50"], code)),
        ),
    )
    measured = [Row(label, [cell(column) for column in columns]) for label, cell in measures]
    return [*chosen, *(row for row in measured if any(cell.text for cell in row.cells))]


def show_choice(lever: Lever, column: Column, base: Base) -> str:
    return format_value(choice_of(lever, column, base), lever.unit, base.currency)


def choice_of(lever: Lever, column: Column, base: Base) -> Any:
    return column.tried.levers.moved.get(lever.key, lever.planned(base))


def chance_cell(column: Column) -> Cell:
    after = column.tried.after
    if after.interval is None:
        return Cell(f"{100 * after.probability:.0f}%")
    low, high = after.interval
    return Cell(f"{100 * after.probability:.0f}%", f"{100 * low:.1f}% to {100 * high:.1f}%", "strong")


def change_cell(column: Column) -> Cell:
    if column.is_plan:
        return Cell("your plan", css="delta none")
    css = {"better": "delta up", "worse": "delta down"}.get(column.tried.verdict, "delta none")
    return Cell(describe_change(column.tried), describe_interval(column.tried), css)


def shortfall_cell(column: Column) -> Cell:
    years = column.tried.projection.shortfall.median_years
    return Cell("" if years is None else f"{years:g} year{'' if years == 1 else 's'}")
