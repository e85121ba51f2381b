"""Build charts from a choice of series: check that it can be drawn, and fill in data and colors."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from advisors.charter import catalogue
from advisors.charter.chart import Chart, Point
from advisors.charter.series import ALLOWED_TYPES, SeriesData
from advisors.document.parts import Sentence
from advisors.runtime.results import ChartType
from portfolios.facts.allocation import REST_LABEL
from portfolios.palette import ASSET_CLASS_COLORS, COLORS, REST_COLOR
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation.allocation import split_largest_buckets
from portfolios.valuation.portfolio import percent
from portfolios.valuation.value import ZERO, percentages

MIN_CHARTS, MAX_CHARTS = 4, 6
ROUND_TYPES = ("donut", "pie")
FIXED_COLORS = {label(key): ASSET_CLASS_COLORS[key] for key in ("cash", UNCLASSIFIED)} | {REST_LABEL: REST_COLOR}


def find_fault(series: SeriesData, chart_type: str) -> str:
    """Return why a series cannot be drawn as this type, as a sentence; empty if it can."""
    if not series.points:
        return f"{series.key} has nothing to show."
    allowed = ALLOWED_TYPES[series.record.form]
    if chart_type and chart_type not in allowed:
        return f"{series.key} cannot be drawn as {chart_type}. Types: {', '.join(allowed)}."
    return ""


def build_chart(series: SeriesData, chart_type: ChartType, caption: tuple[Sentence, ...] = ()) -> Chart:
    """Return a chart with data and colors. Its title is its series' own. A part below zero is drawn as a bar."""
    points = build_points(series)
    if chart_type in ROUND_TYPES and any(point.value < 0 for point in points):
        chart_type = "horizontalBar"
    return Chart(
        title=series.record.title, description=" ".join(sentence.text for sentence in caption), caption=caption,
        type=chart_type, unit=series.unit, data=points,
    )  # fmt: skip


def add_missing(charts: Mapping[str, Chart], offered: Sequence[SeriesData]) -> dict[str, Chart]:
    """Return four to six charts: those that are always drawn, the chosen ones, and more where there are too few."""
    by_key = {series.key: series for series in offered}
    always = [key for key in catalogue.always_drawn() if key in by_key]
    spare = [series.key for series in offered if series.is_drawable]
    keys = list(dict.fromkeys([*charts, *always]))
    while len(keys) > MAX_CHARTS:
        keys.remove(next(key for key in reversed(keys) if key not in always))
    keys += [key for key in spare if key not in keys][: max(0, MIN_CHARTS - len(keys))]
    return {
        key: charts[key] if key in charts else build_chart(by_key[key], by_key[key].record.chart_type) for key in keys
    }


def build_points(series: SeriesData) -> list[Point]:
    """Return the points with percentages and colors. A repeated name gets a number, so that no point is lost."""
    counts: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for name, amount in series.points:
        counts[name] += 1
        amounts[name if counts[name] == 1 else f"{name} ({counts[name]})"] = amount
    shares: Mapping[str, Decimal | None] = dict.fromkeys(amounts)
    if series.record.form == "parts":
        percents, groups = percentages(amounts), group_points(amounts)
        shares = {name: sum((percents[part] for part in parts), ZERO) for name, parts in groups.items()}
        amounts = {name: sum((amounts[part] for part in parts), ZERO) for name, parts in groups.items()}
    elif series.whole:
        shares = {name: percent(amount, series.whole, "0.1") for name, amount in amounts.items()}
    points = []
    for index, (name, amount) in enumerate(amounts.items()):
        own_color = series.record.colors.get(name) or FIXED_COLORS.get(name) or COLORS[index % len(COLORS)]
        color = own_color if series.record.form == "parts" else COLORS[0]  # a line, or the bars of a comparison
        points.append(Point(name=name, value=amount, percentage=shares[name], color=color))
    return points


def group_points(amounts: Mapping[str, Decimal]) -> dict[str, list[str]]:
    """Return each point to draw with the names it adds up: largest first, a long tail as one, "Unclassified" last."""
    unclassified = label(UNCLASSIFIED)
    ordered = dict(sorted(amounts.items(), key=lambda item: -item[1]))
    ordered.pop(unclassified, None)
    head, tail = split_largest_buckets(ordered)
    groups = {name: [name] for name in head}
    if tail:
        groups[REST_LABEL] = tail
    if unclassified in amounts:
        groups[unclassified] = [unclassified]
    return groups
