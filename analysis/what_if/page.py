"""What the what-if page shows: the panel and its result, with the chart and the scenarios side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.utils.http import urlencode

from analysis.what_if.base import Base
from analysis.what_if.chart import build_chart
from analysis.what_if.forms import LeversForm
from analysis.what_if.levers import Lever
from analysis.what_if.models import Scenario
from analysis.what_if.table import Column, build_rows
from analysis.what_if.tried import Tried
from analysis.what_if.trying import try_levers
from analysis.what_if.values import Levers
from analysis.what_if.words import (
    about,
    describe_change,
    describe_interval,
    format_value,
    name_levers,
    pair_chances,
)


@dataclass(frozen=True)
class ShownLever:
    """A lever of the panel. text: its value, as it is typed. planned: that of the plan, typed and in words."""

    field: BoundField
    lever: Lever
    text: str
    planned: str
    planned_text: str
    low: str
    high: str
    step: str
    is_moved: bool


@dataclass(frozen=True)
class ShownResult:
    """The result of what is tried. before, after: the chance.

    sustained, sustained_before: what nine of ten scenarios pay a year, if it is known.
    """

    verdict: str
    before: str
    after: str
    change: str
    interval: str
    sustained: str
    sustained_before: str


def build_page(base: Base, form: LeversForm, scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """Return what the page shows. A form with errors shows the plan."""
    levers = form.moved if form.is_valid() else Levers()
    tried, plan = try_levers(base, levers), try_levers(base, Levers())
    own = list(scenarios)
    fitting = [one for one in own if one.fits(base.currency)]
    columns = [Column("Your plan", plan), *(Column(one.name, try_levers(base, one.levers), one) for one in fitting)]
    is_saved = any(column.tried.levers == levers for column in columns)
    if not is_saved:
        columns.append(Column(name_levers(levers, base.currency), tried))
    return {
        "form": form,
        "levers": [show_lever(form, lever, base) for lever in form.levers],
        "result": show_result(tried, plan, base.currency),
        "moved": levers.query,
        "moved_query": urlencode(levers.query),
        "suggested_name": name_levers(levers, base.currency),
        "is_saved": is_saved,
        "columns": columns,
        "other_currency": [one for one in own if not one.fits(base.currency)],
        "rows": build_rows(base, columns),
        "chart": build_chart(base, plan, tried),
        "base": base,
        "currency": base.currency,
        "paths": f"{base.kept.paths:,}",
    }


def show_lever(form: LeversForm, lever: Lever, base: Base) -> ShownLever:
    low, high = lever.slider(base)
    planned = form.planned[lever.key]
    assert planned is not None
    own, write = form[lever.key], form.fields[lever.key].prepare_value
    tried = form.cleaned_data.get(lever.key)
    is_moved = form.is_valid() and lever.key in form.moved.moved
    return ShownLever(
        own,
        lever,
        own.value() if tried is None else write(tried),
        write(planned),
        format_value(planned, lever.unit, base.currency),
        f"{low:f}",
        f"{high:f}",
        f"{lever.step_in(base):f}",
        is_moved,
    )


def show_result(tried: Tried, plan: Tried, code: str) -> ShownResult:
    is_clear = tried.verdict in ("better", "worse")
    before, after = pair_chances(tried.before.probability, tried.after.probability, is_clear=is_clear)
    return ShownResult(
        tried.verdict, before, after, describe_change(tried), describe_interval(tried),
        about(tried.sustained, code), about(plan.sustained, code),
    )  # fmt: skip
