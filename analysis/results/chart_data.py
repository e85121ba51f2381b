"""Convert charts to the data that the chart fragment and charts.js draw."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from advisors.charter.catalogue import MAX_SWINGS
from advisors.charter.chart import Chart
from advisors.document.parts import FigurePart, NamePart, Sentence, TextPart
from advisors.retirement.figures import Fan, Percentile
from analysis.payloads import ChartsPayload, RetirementPayload
from analysis.results.age_chart import AgeChart, Band, Line, Marker, draw_age_chart
from analysis.results.household.life_markers import END, RETIREMENT, mark_life
from portfolios.currencies import BASE_CURRENCY, MINUS, write_amount, write_for
from portfolios.facts.fact import MONEY, FactSheet, currency_of, unit_in
from portfolios.facts.families import Family, Measure
from portfolios.palette import COLORS

FAN_PERCENTILES: tuple[Percentile, ...] = ("5", "10", "25", "50", "75", "90", "95")
MAX_TABLE_ROWS = 12
MILLION = 1_000_000
MARK_KEYS = {
    "drift": "Far enough off to act on",
    "top_holdings": "Above our limit for one company",
    "risk": "More of the risk than of the mix",
}
"""What a marked bar means, by the key of the chart."""
SPOKEN = {
    "Equity": "Stocks", "Fixed income": "Bonds", "US equity": "US stocks", "Emerging-market equity": "Emerging markets",
    "International developed equity": "Developed abroad", "US aggregate bonds": "US bonds",
}  # fmt: skip
"""Names of classes as people say them."""
ACCOUNTS_TITLE = "Your accounts compared"
FAN_CUT = 1.9
"""Where the fan is cut, as a multiple of the highest median, so that the median can be read."""


@dataclass(frozen=True)
class ChartData:
    id: str
    title: str
    summary: str
    data: dict[str, Any]
    caption: tuple[Sentence, ...] = ()
    drawing: SafeString | str = ""
    marked: frozenset[str] = frozenset()
    key: str = ""

    @property
    def bars(self) -> list["Bar"]:
        """Return one bar for each point, all on one scale that includes zero."""
        return build_bars(self.data["points"], self.data["unit"], self.marked)

    @property
    def label(self) -> str:
        return f"{self.title}. {self.summary}".strip()


def spoken(name: str) -> str:
    return SPOKEN.get(name, name)


LONGEST_PART = 0.93
"""The part of the track that the longest bar fills, so that it does not read as the whole."""


@dataclass(frozen=True)
class Bar:
    """A bar of a list. x, width, zero: in percent of the track. is_marked: far enough off to act on."""

    name: str
    text: str
    x: str
    width: str
    zero: str
    is_marked: bool


def build_bars(points: Sequence[dict[str, Any]], unit: str, marked: Set[str] = frozenset()) -> list[Bar]:
    values = [float(point["value"]) for point in points]
    low, high = min(0.0, *values), max(0.0, *values)
    if low == 0:
        shares = values if unit == "percent" else [float(point["percentage"] or 0) for point in points]
        high = find_end(high, max(shares, default=0.0))
    span = (high - low) or 1.0
    bars = []
    for point, value in zip(points, values, strict=True):
        start, width = 100 * (min(0.0, value) - low) / span, max(0.6, 100 * abs(value) / span)
        share = point["percentage"]
        text = f"{share:g}%" if share is not None else format_in_unit(value, unit)
        zero = f"{-100 * low / span:.2f}" if low else ""
        name = point["name"]
        bars.append(Bar(spoken(name), text, f"{min(start, 99.4):.2f}", f"{width:.2f}", zero, name in marked))
    return bars


def find_end(longest: float, share: float) -> float:
    """Return where the track ends: at 100% where a bar is most of the whole, else a bit beyond the longest bar.

    share: of the longest bar, in percent.
    """
    return longest * 100 / share if 50 < share <= 100 else longest / LONGEST_PART


def format_in_unit(value: float, unit: str) -> str:
    """Format a value as it stands beside its bar: $1,234, 82.4%, +10 points."""
    if code := currency_of(unit):
        return write_amount(f"{abs(value):,.0f}", code, sign="-" if value < 0 else "")
    sign = {True: "+", False: MINUS}[value > 0] if value and unit == "points" else MINUS if value < 0 else ""
    return f"{sign}{round(abs(value), 1):g}{' points' if unit == 'points' else '%'}"


def build_chart_data(charts: ChartsPayload | None, facts: FactSheet) -> list[ChartData]:
    """Return the charts of an analysis. What its caption calls bad is marked."""
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
            caption=chart.caption,
            drawing=_draw_years(chart) if chart.type == "line" else "",
            marked=find_marked(chart, facts) if key in MARK_KEYS else frozenset(),
            key=MARK_KEYS.get(key, ""),
        )
        for key, chart in (charts or {}).items()
    ]


def build_accounts_chart(charts: ChartsPayload | None, facts: FactSheet) -> ChartData | None:
    """Return the accounts beside each other, the largest first; None for one account, or if the chart is there."""
    values = [fact for fact in facts.members(Family.ACCOUNT, Measure.VALUE) if fact.value and fact.value > 0]
    if len(values) < 2 or "accounts" in (charts or {}):
        return None
    values.sort(key=lambda fact: -(fact.value or 0))
    shares = [round(float(facts.value(Family.ACCOUNT, Measure.SHARE, fact.of)), 1) for fact in values]
    points = [
        {"name": fact.subject[0], "value": float(fact.value or 0), "percentage": share, "color": COLORS[0]}
        for fact, share in zip(values, shares, strict=True)
    ]
    share = facts.one(Family.ACCOUNT, Measure.SHARE, values[0].of)
    if share is None:
        return None
    parts = (
        TextPart(text="Your largest account is "), NamePart(text=values[0].subject[0]), TextPart(text=", with "),
        FigurePart(fact=share.id, text=f"{shares[0]:g}%"), TextPart(text=" of your money."),
    )  # fmt: skip
    caption = Sentence(kind="accounts", verdict="largest", mood="neutral", parts=parts)
    data = {"type": "bar", "title": ACCOUNTS_TITLE, "unit": values[0].unit, "points": points}
    return ChartData("chart-accounts", ACCOUNTS_TITLE, caption.text, data, caption=(caption,))


def find_marked(chart: Chart, facts: FactSheet) -> frozenset[str]:
    """Return the names of a chart's points that its caption judges as bad."""
    figures = (figure for sentence in chart.caption if sentence.mood == "bad" for figure in sentence.figures)
    named = {facts[figure.fact].subject[0] for figure in figures if figure.fact in facts}
    return frozenset(point.name for point in chart.data) & named


def build_swings_chart(retirement: RetirementPayload | None, code: str) -> ChartData | None:
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
    unit = "points" if has_goal else unit_in(MONEY, code)
    title, what = "What the plan depends on", "the share of scenarios that work out" if has_goal else "what it sustains"
    return ChartData(
        id="chart-depends",
        title=title,
        summary=f"How much {what} changes if one thing is different, on the same scenarios.",
        data={"type": "horizontalBar", "title": title, "unit": unit, "points": points},
    )


def _draw_years(chart: Chart) -> SafeString:
    """Draw the points of a line chart, one for each year from now."""
    values = [float(point.value) for point in chart.data]
    return draw_age_chart(
        AgeChart(
            range(len(values)),
            f"{chart.title}. {chart.description}",
            lines=(Line(values, "s-ink"),),
            currency=currency_of(chart.unit) or BASE_CURRENCY,
        )
    )


def build_fan_chart(retirement: RetirementPayload | None, code: str) -> ChartData | None:
    """Return the fan; None if the payload has none, because an empty chart would look like an answer."""
    built = build_fan(retirement, code)
    if retirement is None or retirement.fan is None or built is None:
        return None
    title, summary, chart = built
    real = _fan_levels(retirement.fan)
    every = max(1, -(-len(chart.ages) // MAX_TABLE_ROWS))
    rows = [*range(0, len(chart.ages) - 1, every), len(chart.ages) - 1]  # can be read, always with the last year
    data = {"real": real, "rows": [{"age": chart.ages[i], "values": [real[level][i] for level in real]} for i in rows]}
    return ChartData("chart-fan", title, summary, data, drawing=draw_age_chart(chart))


def build_fan(retirement: RetirementPayload | None, code: str) -> tuple[str, str, AgeChart] | None:
    """Return the title, the summary and the series of the fan; None if the payload has none."""
    fan = retirement.fan if retirement else None
    if retirement is None or fan is None or not fan.years or "50" not in fan.real:
        return None
    real = _fan_levels(fan)
    ages = [retirement.first_age + year for year in fan.years]
    title = f"Half of the scenarios leave more than {format_rounded(real['50'][-1], code)} at {ages[-1]}"
    summary = describe_low_end(ages, real.get("10", []), code)
    markers = list(mark_life(retirement.household)) if retirement.household else []
    if fan.retirement_year and all(marker.label != RETIREMENT for marker in markers):
        markers.append(Marker(retirement.first_age + fan.retirement_year, RETIREMENT))
    markers.append(Marker(ages[-1], END))
    top = FAN_CUT * max(real["50"])
    is_cut = "90" in real and max(real["90"]) > top
    chart = AgeChart(
        ages, f"{title}. {summary}", _fan_bands(real), (Line(real["50"], "s-ink"),), markers,
        top if is_cut else None, "Cut here: one scenario in ten rises above this chart" if is_cut else "",
        currency=code,
    )  # fmt: skip
    return title, summary, chart


def _fan_levels(fan: Fan) -> dict[Percentile, list[float]]:
    return {level: fan.real[level] for level in FAN_PERCENTILES if level in fan.real}


def _fan_bands(real: Mapping[Percentile, list[float]]) -> list[Band]:
    pairs: tuple[tuple[Percentile, Percentile, str], ...] = (("10", "90", "f-far"), ("25", "75", "f-near"))
    return [Band(real[low], real[high], css) for low, high, css in pairs if low in real and high in real]


def describe_low_end(ages: Sequence[int], tenth: Sequence[float], code: str) -> str:
    """Say what the scenario has that only one in ten is below, in today's money."""
    if not tenth:
        return write_for(code, "In today's dollars.")
    empty = next((age for age, value in zip(ages, tenth, strict=True) if value <= 0), None)
    if empty is not None:
        return write_for(code, f"In one of ten, the money has run out by {empty}. All in today's dollars.")
    return write_for(code, f"One in ten ends below {format_rounded(tenth[-1], code)}. All in today's dollars.")


def format_rounded(amount: float, code: str) -> str:
    """Format money of a simulation with no more digits than it has: $2.13M, $398,000, 4,210 EUR."""
    if amount >= MILLION:
        return write_amount(f"{amount / MILLION:,.2f}M", code)
    return write_amount(f"{round(amount, -3 if amount >= 10_000 else 0):,.0f}", code)
