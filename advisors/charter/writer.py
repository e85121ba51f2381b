"""The built-in choice of charts, by fixed rules on what is interesting."""

from collections.abc import Sequence

from advisors.charter import catalogue
from advisors.charter.series import SeriesData
from advisors.claims.statement import Statement
from advisors.outline.menu import Menu, write_line

MAX_CHARTS = 6


def write_lines(menu: Menu, offered: Sequence[SeriesData]) -> str:
    """Choose the charts that are always drawn, then the most interesting for this case, six at most."""
    by_key = {data.key: data for data in offered}
    always = [series for series in catalogue.SERIES if series.always and series.key in by_key]
    others = [s for s in catalogue.SERIES if not s.always and s.key in by_key and by_key[s.key].is_drawable]
    others.sort(key=lambda series: -series.interest(menu.case.situation))
    lines = []
    for series in [*always, *others][:MAX_CHARTS]:
        lines.append(f"chart {series.key} {series.chart_type}")
        lines += [write_line(statement) for statement in find_captions(by_key[series.key], menu)[:1]]
    return "\n".join(lines)


def find_captions(series: SeriesData, menu: Menu) -> list[Statement]:
    """Return what can be said about a series, best first."""
    return [
        statement
        for kind, *arguments in series.record.captions
        for statement in menu.by_name.get(kind, ())
        if list(statement.arguments[: len(arguments)]) == arguments
    ]
