"""The instructions and the task of the chart specialist."""

from collections.abc import Sequence

from advisors.charter.catalogue import always_drawn
from advisors.charter.series import ALLOWED_TYPES, SeriesData
from advisors.safety.prompt_data import describe_facts, format_data
from advisors.writing.markdown import FIGURE_INSTRUCTIONS, join_words
from portfolios.facts.fact import FactSheet

INSTRUCTIONS = f"""You choose four to six charts for a person's portfolio from the series you are given, fewer where
fewer are given. Always choose {join_words(always_drawn())} where they are there. For each choose an allowed type, a
title that says what the picture shows and one sentence on what to see in it. Code draws the data.
{FIGURE_INSTRUCTIONS}"""


def build_task(focus: str, series: Sequence[SeriesData], sheet: FactSheet) -> str:
    offered = [
        {"key": s.key, "label": s.label, "types": ALLOWED_TYPES[s.form], "points": [name for name, _ in s.points],
         "facts": describe_facts(sheet[fact_id] for fact_id in s.about if fact_id in sheet)}
        for s in series
    ]  # fmt: skip
    return format_data(focus=focus, series=offered)
