"""The chart of the what-if page: the plan and what is tried, over ages."""

from collections.abc import Iterator, Mapping, Sequence

from analysis.results.age_chart import AgeChart, Line, Marker, draw_age_chart
from analysis.results.chart_data import ChartData, format_rounded
from analysis.results.household.life_markers import BENEFITS, END, REQUIRED, RETIREMENT
from analysis.what_if.base import Base
from analysis.what_if.tried import Tried
from portfolios.currencies import write_for

EVERY = 10
LINES = (("50", ""), ("10", " s-thin"))
"""The percentiles that are drawn, with the class of a thin line for the lower one."""


def build_chart(base: Base, plan: Tried, tried: Tried) -> ChartData:
    """Draw the median and the line that one scenario in ten is below, of the plan and of what is tried."""
    ages = list(range(base.age, base.ends_at + 1))
    own, new = plan.projection.fan.real, tried.projection.fan.real
    lines = [Line(own[level], f"s-ink{thin}") for level, thin in LINES]
    series = [("Your plan, one in ten below", own["10"]), ("Your plan, median", own["50"])]
    if tried is not plan:
        lines += [Line(new[level], f"s-new{thin}") for level, thin in LINES]
        series = [series[0], ("Scenario, one in ten below", new["10"]), series[1], ("Scenario, median", new["50"])]
    summary = write_for(base.currency, "One scenario in ten is below the dashed lines. In today's dollars.")
    title = title_chart(base, own, new)
    shown = [*range(0, len(ages) - 1, EVERY), len(ages) - 1]
    data = {"headings": [name for name, _ in series],
            "rows": [{"age": ages[i], "values": [values[i] for _, values in series]} for i in shown]}  # fmt: skip
    markers = list(mark_plan(base, tried))
    drawing = draw_age_chart(AgeChart(ages, f"{title}. {summary}", (), lines, markers, currency=base.currency))
    return ChartData("chart-what-if", title, summary, data, drawing=drawing)


def mark_plan(base: Base, tried: Tried) -> Iterator[Marker]:
    """Yield the moments of what is tried that lie ahead of the person."""
    plan, outcome = tried.plan, tried.projection.household
    if plan.years_to_retirement:
        yield Marker(base.age + plan.years_to_retirement, RETIREMENT)
    if plan.household is not None and outcome is not None:
        paid = next((year for year, amount in enumerate(outcome.social_security) if amount), None)
        if paid:
            yield Marker(base.age + paid, BENEFITS)
        due = outcome.first_required[0]
        if due and due > 1 and plan.household.value_of("traditional", 0):
            yield Marker(base.age + due - 1, REQUIRED)
    yield Marker(base.ends_at, END)


def title_chart(base: Base, own: Mapping[str, Sequence[float]], new: Mapping[str, Sequence[float]]) -> str:
    """Say what the change does to what is left at the end."""
    before, after = own["50"][-1], new["50"][-1]
    texts = format_rounded(before, base.currency), format_rounded(after, base.currency)
    if own["10"][-1] <= 0 < new["10"][-1]:
        return f"Nine of ten scenarios now last to {base.ends_at}"
    if new["10"][-1] <= 0 < own["10"][-1]:
        return f"One scenario in ten no longer lasts to {base.ends_at}"
    if texts[0] == texts[1]:
        return f"Half of the scenarios leave more than {texts[1]} at {base.ends_at}"
    return f"At {base.ends_at}, the median is {texts[1]} instead of {texts[0]}"
