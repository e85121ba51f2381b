"""Build charts from a choice of series: check that it can be drawn, and fill in data and colors."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from advisors.charter import catalogue
from advisors.charter.chart import Chart, Point
from advisors.charter.series import ALLOWED_TYPES, SeriesData
from advisors.runtime.results import ChartChoice
from portfolios.facts.allocation import REST_LABEL
from portfolios.palette import ASSET_CLASS_COLORS, COLORS, REST_COLOR
from portfolios.taxonomy import UNCLASSIFIED, label
from portfolios.valuation.allocation import split_largest_buckets
from portfolios.valuation.portfolio import percent
from portfolios.valuation.value import ZERO, percentages

FIXED_COLORS = {label(key): ASSET_CLASS_COLORS[key] for key in ("cash", UNCLASSIFIED)} | {REST_LABEL: REST_COLOR}


def find_faults(choices: Sequence[ChartChoice], offered: Sequence[SeriesData]) -> list[str]:
    """Return the errors of a choice of charts, as sentences; none if it can be drawn."""
    by_key = {series.key: series for series in offered}
    errors = [f"There is no series {c.series!r}." for c in choices if c.series not in by_key]
    errors += [
        f"{c.series} has nothing to show." for c in choices if c.series in by_key and not by_key[c.series].points
    ]
    errors += [
        f"{c.series} cannot be drawn as {c.type}."
        for c in choices
        if c.series in by_key and c.type not in ALLOWED_TYPES[by_key[c.series].form]
    ]
    chosen = [c.series for c in choices]
    if len(set(chosen)) != len(chosen):
        errors.append("A series is drawn twice.")
    errors += [f"{key} is missing." for key in catalogue.always_drawn() if key in by_key and key not in chosen]
    if not min(4, len(offered)) <= len(chosen) <= 6 and sum(s.is_drawable for s in offered) >= 4:
        errors.append("Choose four to six charts.")
    return errors


def build_charts(choices: Sequence[ChartChoice], offered: Sequence[SeriesData]) -> dict[str, Chart]:
    """Return the charts with data and colors, by the key of their series."""
    by_key = {series.key: series for series in offered}
    return {
        choice.series: Chart(
            title=choice.title,
            description=choice.description,
            type=choice.type,
            unit=by_key[choice.series].unit,
            data=_build_points(by_key[choice.series]),
        )
        for choice in choices
    }


def _build_points(series: SeriesData) -> list[Point]:
    """Return the points with percentages and colors. A repeated name gets a number, so that no point is lost."""
    counts: Counter[str] = Counter()
    amounts: dict[str, Decimal] = {}
    for name, amount in series.points:
        counts[name] += 1
        amounts[name if counts[name] == 1 else f"{name} ({counts[name]})"] = amount
    shares: Mapping[str, Decimal | None] = dict.fromkeys(amounts)
    if series.form == "parts":
        percents, groups = percentages(amounts), _group_points(amounts)
        shares = {name: sum((percents[part] for part in parts), ZERO) for name, parts in groups.items()}
        amounts = {name: sum((amounts[part] for part in parts), ZERO) for name, parts in groups.items()}
    elif series.whole:
        shares = {name: percent(amount, series.whole, "0.1") for name, amount in amounts.items()}
    points = []
    for index, (name, amount) in enumerate(amounts.items()):
        own_color = series.colors.get(name) or FIXED_COLORS.get(name) or COLORS[index % len(COLORS)]
        color = own_color if series.form == "parts" else COLORS[0]  # a line, or the bars of a comparison
        points.append(Point(name=name, value=amount, percentage=shares[name], color=color))
    return points


def _group_points(amounts: Mapping[str, Decimal]) -> dict[str, list[str]]:
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
