"""The built-in choice of charts, by fixed rules on what is interesting."""

from collections.abc import Sequence

from advisors.charter import catalogue
from advisors.charter.series import Series, SeriesData
from advisors.runtime.results import ChartChoice, ChartChoices
from advisors.writing.case import Situation

MAX_CHARTS = 6


def choose_charts(situation: Situation, offered: Sequence[SeriesData]) -> ChartChoices:
    """Choose the charts that are always drawn, then the most interesting for this case, six at most."""
    by_key = {data.key: data for data in offered}
    always = [series for series in catalogue.SERIES if series.always and series.key in by_key]
    others = [s for s in catalogue.SERIES if not s.always and s.key in by_key and by_key[s.key].is_drawable]
    others.sort(key=lambda series: -series.interest(situation))

    def build_choice(series: Series) -> ChartChoice:
        description = series.describe(situation)
        return ChartChoice(series=series.key, type=series.chart_type, title=series.title, description=description)

    return ChartChoices(charts=[build_choice(series) for series in [*always, *others][:MAX_CHARTS]])
