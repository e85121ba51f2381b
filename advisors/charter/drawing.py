"""Charts from a choice of series: checks that it can be drawn, and fills in data and colors."""

from collections.abc import Iterator, Mapping, Sequence
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
    """What is wrong with a choice of charts, in words; empty when it can be drawn."""
    by_key = {series.key: series for series in offered}
    wrong = [f"There is no series {c.series!r}." for c in choices if c.series not in by_key]
    wrong += [f"{c.series} has nothing to show." for c in choices if c.series in by_key and not by_key[c.series].points]
    wrong += [
        f"{c.series} cannot be drawn as {c.type}."
        for c in choices
        if c.series in by_key and c.type not in ALLOWED_TYPES[by_key[c.series].form]
    ]
    chosen = [c.series for c in choices]
    if len(set(chosen)) != len(chosen):
        wrong.append("A series is drawn twice.")
    wrong += [f"{key} is missing." for key in catalogue.always_drawn() if key in by_key and key not in chosen]
    if not min(4, len(offered)) <= len(chosen) <= 6 and sum(s.is_drawable for s in offered) >= 4:
        wrong.append("Choose four to six charts.")
    return wrong


def build_charts(choices: Sequence[ChartChoice], offered: Sequence[SeriesData]) -> dict[str, Chart]:
    """The charts with data and colours, by series."""
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
    amounts = dict(_number_duplicate_names(series.points))
    shares: Mapping[str, Decimal | None] = dict.fromkeys(amounts)
    if series.form == "parts":
        apart, folding = percentages(amounts), _group_points(amounts)
        shares = {name: sum((apart[part] for part in parts), ZERO) for name, parts in folding.items()}
        amounts = {name: sum((amounts[part] for part in parts), ZERO) for name, parts in folding.items()}
    elif series.whole:
        shares = {name: percent(amount, series.whole, "0.1") for name, amount in amounts.items()}
    return [
        Point(name=name, value=amount, percentage=shares[name], color=_choose_color(series, name, index))
        for index, (name, amount) in enumerate(amounts.items())
    ]


def _number_duplicate_names(points: Sequence[tuple[str, Decimal]]) -> Iterator[tuple[str, Decimal]]:
    """Two accounts or private instruments may share a name; a chart may not lose one of them."""
    seen: dict[str, int] = {}
    for name, amount in points:
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), amount


def _group_points(amounts: Mapping[str, Decimal]) -> dict[str, list[str]]:
    """The points to draw and what each is made of: largest first, a long tail together, "Unclassified" apart."""
    unclassified = label(UNCLASSIFIED)
    ordered = dict(sorted(amounts.items(), key=lambda item: -item[1]))
    ordered.pop(unclassified, None)
    head, tail = split_largest_buckets(ordered)
    folding = {name: [name] for name in head}
    if tail:
        folding[REST_LABEL] = tail
    if unclassified in amounts:
        folding[unclassified] = [unclassified]
    return folding


def _choose_color(series: SeriesData, name: str, index: int) -> str:
    """Return the point's own color; a line and the bars of a comparison have one color for all."""
    if series.form != "parts":
        return COLORS[0]
    return series.colors.get(name) or FIXED_COLORS.get(name) or COLORS[index % len(COLORS)]
