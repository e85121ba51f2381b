"""Convert charts to the data that the chart fragment and charts.js draw."""

from dataclasses import dataclass
from typing import Any

from advisors.charter.catalogue import MAX_SWINGS
from advisors.retirement.figures import Percentile
from analysis.payloads import ChartsPayload, RetirementPayload
from portfolios.palette import COLORS

FAN_PERCENTILES: tuple[Percentile, ...] = ("5", "10", "25", "50", "75", "90", "95")
MAX_TABLE_ROWS = 12
MILLION = 1_000_000


@dataclass(frozen=True)
class ChartData:
    id: str
    title: str
    summary: str
    data: dict[str, Any]

    @property
    def label(self) -> str:
        return f"{self.title}. {self.summary}".strip()


def build_chart_data(charts: ChartsPayload | None) -> list[ChartData]:
    return [
        ChartData(
            id=f"chart-{key}",
            title=chart.title,
            summary=chart.description,
            data={
                "type": chart.type,
                "title": chart.title,
                "unit": chart.unit,
                "points": [point.model_dump(mode="json") for point in chart.data],
            },
        )
        for key, chart in (charts or {}).items()
    ]


def build_swings_chart(retirement: RetirementPayload | None) -> ChartData | None:
    """Return the effect of one change at a time on success or, without a goal, on sustained income; strongest first."""
    if retirement is None or not retirement.swings:
        return None
    has_goal = retirement.swings[0].success is not None
    effects = [(one.label, one.success if has_goal else one.estimated_income) for one in retirement.swings]
    known = sorted(((label, effect) for label, effect in effects if effect is not None), key=lambda one: -abs(one[1]))
    points = [
        {"name": label, "value": 100 * effect if has_goal else effect, "percentage": None, "color": COLORS[0]}
        for label, effect in known[:MAX_SWINGS]
    ]
    if not any(point["value"] for point in points):
        return None
    title, what = "What the plan depends on", "the share of futures that work out" if has_goal else "what it sustains"
    return ChartData(
        id="chart-depends",
        title=title,
        summary=f"How much {what} changes if one thing is different, on the same simulated futures.",
        data={"type": "horizontalBar", "title": title, "unit": "points" if has_goal else "usd", "points": points},
    )


def build_fan_chart(retirement: RetirementPayload | None) -> ChartData | None:
    """Return the fan; None if the payload has none, because an empty chart would look like an answer."""
    fan = retirement.fan if retirement else None
    if fan is None or not fan.years or "50" not in fan.real:
        return None
    years, real = fan.years, {level: fan.real[level] for level in FAN_PERCENTILES if level in fan.real}
    last = years[-1]
    middle = format_rounded_usd(real["50"][-1])
    summary = f"Half of the simulated futures end above {middle} after {last} years, in today's dollars"
    if "10" in real and "90" in real:
        summary += (
            f"; eight in ten end between {format_rounded_usd(real['10'][-1])} and {format_rounded_usd(real['90'][-1])}"
        )
    every = max(1, -(-len(years) // MAX_TABLE_ROWS))
    rows = [*range(0, len(years) - 1, every), len(years) - 1]  # a table that can be read, always with the last year
    data = {
        "type": "fan",
        "title": "Projected wealth",
        "unit": "usd",
        "years": years,
        "real": real,
        "retirement_year": fan.retirement_year,
        "rows": [{"year": years[i], "values": [real[level][i] for level in real]} for i in rows],
    }
    return ChartData("chart-fan", "Projected wealth", f"{summary}.", data)


def format_rounded_usd(amount: float) -> str:
    """Format money of a simulation with no more digits than it has: $2.13M, $398,000, $4,210."""
    if amount >= MILLION:
        return f"${amount / MILLION:,.2f}M"
    return f"${round(amount, -3 if amount >= 10_000 else 0):,.0f}"
