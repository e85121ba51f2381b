"""Draw the years of a household: balances by kind, where each year's money comes from, and what happens when.

A household is taxed by the law of the United States, so its money is in dollars.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString

from advisors.retirement.stored_household import HouseholdFigures
from analysis.results.age_chart import AgeChart, Band, Line, draw_age_chart
from analysis.results.chart_data import format_rounded
from analysis.results.household.layers import BALANCES, COSTS, SOURCES, SPENDING, USE_LABELS, Layer, add_up, stack
from analysis.results.household.life_markers import is_due, mark_life
from analysis.results.household.year_band import YearBand, build_band
from portfolios.currencies import BASE_CURRENCY

MEDIAN = (
    "Median scenario, in today's dollars: for each amount and year, the middle of all scenarios, so sums may differ."
)


class YearRow(NamedTuple):
    """A row of a table: a calendar year, the age of each person, and amounts."""

    year: int
    age: str
    values: list[float]


@dataclass(frozen=True)
class YearChart:
    """A stack over the years. layers: the colors that it uses. line: what its line shows, empty without one."""

    id: str
    title: str
    summary: str
    drawing: SafeString
    layers: Sequence[Layer]
    line: str
    headings: Sequence[str]
    rows: Sequence[YearRow]


@dataclass(frozen=True)
class HouseholdCharts:
    balances: YearChart | None
    sources: YearChart | None
    band: YearBand | None

    @property
    def charts(self) -> list[YearChart]:
        return [chart for chart in (self.balances, self.sources) if chart]


def build_household_charts(household: HouseholdFigures | None) -> HouseholdCharts | None:
    """Return the charts of a household; None before taxes and for analyses of earlier versions."""
    if household is None or not household.years or not household.ages:
        return None
    marks = [mark for mark in household.marks if is_due(mark, household)]
    shown = household.model_copy(update={"marks": marks})
    return HouseholdCharts(build_balances(shown), build_sources(shown), build_band(shown) if marks else None)


def build_balances(household: HouseholdFigures) -> YearChart | None:
    layers = [layer for layer in BALANCES if layer.names[0] in household.balances]
    if not layers:
        return None
    amounts = [household.balances[layer.names[0]] for layer in layers]
    at_end = ", ".join(
        f"{layer.label} {format_rounded(row[-1], BASE_CURRENCY)}" for layer, row in zip(layers, amounts, strict=True)
    )
    title, ages = "Your money by kind of account", household.ages[0]
    drawing = draw_age_chart(
        AgeChart(
            ages, f"{title}. {MEDIAN} At {ages[-1]}: {at_end}.", bands=list(stack(layers, amounts)),
            markers=list(mark_life(household)),
        )
    )  # fmt: skip
    return YearChart(
        "chart-balances", title, f"{MEDIAN} At each year's end.", drawing, layers, "",
        [layer.label for layer in layers], table_rows(household, amounts),
    )  # fmt: skip


def build_sources(household: HouseholdFigures) -> YearChart | None:
    """Return what pays for each year: income and withdrawals above zero, taxes and premiums below it."""
    flows = household.sources | household.uses
    first = next((i for i in range(len(household.years)) if any(amounts[i] for amounts in flows.values())), None)
    if first is None:
        return None
    layers = [layer for layer in SOURCES if any(name in flows for name in layer.names)]
    amounts = [add_up(flows, layer.names, len(household.years)) for layer in layers]
    costs, spent = (add_up(flows, layer.names, len(household.years)) for layer in (COSTS, SPENDING))
    columns = [Band(band.low[first:], band.high[first:], band.css) for band in stack(layers, amounts)]
    has_costs = any(costs)
    if has_costs:
        columns.append(Band([-cost for cost in costs[first:]], [0.0] * len(costs[first:]), COSTS.css))
    title = "Where each year's money comes from"
    taxes = f"Taxes take about {format_rounded(household.lifetime_tax, BASE_CURRENCY)} over the whole plan."
    summary = f"{MEDIAN} {'Taxes and premiums are below the line. ' if has_costs else ''}{taxes}"
    drawing = draw_age_chart(
        AgeChart(
            household.ages[0][first:], f"{title}. {summary}", columns=columns, lines=[Line(spent[first:], "s-ink")],
            markers=[mark for mark in mark_life(household) if mark.age >= household.ages[0][first]],
        )
    )  # fmt: skip
    extra = {"Required withdrawals": household.rmd, "Converted to Roth": household.conversions}
    uses = {label: household.uses[name] for name, label in USE_LABELS.items() if name in household.uses}
    table = dict(zip((layer.label for layer in layers), amounts, strict=True)) | uses
    table |= {label: values for label, values in extra.items() if any(values)}
    return YearChart(
        "chart-sources", title, summary, drawing, [*layers, *([COSTS] if has_costs else [])], SPENDING.label,
        list(table), table_rows(household, list(table.values()))[first:],
    )  # fmt: skip


def table_rows(household: HouseholdFigures, columns: Sequence[Sequence[float]]) -> list[YearRow]:
    """Return one row for each year of the plan, with the ages of those who live in it."""
    died = {mark.person: mark.from_year for mark in household.marks if mark.key == "death"}
    rows = []
    for i, year in enumerate(household.years):
        living = [str(ages[i]) for person, ages in enumerate(household.ages) if year <= died.get(person, year)]
        rows.append(YearRow(year, " / ".join(living), [column[i] for column in columns]))
    return rows
