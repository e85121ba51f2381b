"""The charter's step: a choice of charts, filled with the computed data and with captions of claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, cast

from advisors.budget.terms import RunTerms
from advisors.charter import agent, writer
from advisors.charter.drawing import add_missing, build_chart, find_fault
from advisors.charter.output import ChartsOutput
from advisors.charter.series import SeriesData
from advisors.claims.case import ClaimCase
from advisors.claims.sections import Section
from advisors.document.parts import Author, Sentence
from advisors.document.writer import Chosen, print_statements
from advisors.outline.grammar import OutlineLine
from advisors.outline.menu import Menu
from advisors.outline.reading import Reader
from advisors.outline.resolve import WrongLine
from advisors.outline.writing import Outline, write_outline
from advisors.runtime.builtin import BUILTIN_MODEL_NAME
from advisors.runtime.results import ChartType
from advisors.tracing.events import record_decision

SECTIONS: tuple[Section, ...] = ()
"""Captions come from any section, and nothing has to be told in them."""
MAX_CAPTION_SENTENCES = 2


class ChartCase(Protocol):
    """What the charter reads of a case."""

    @property
    def claims(self) -> ClaimCase: ...
    @property
    def series(self) -> Sequence[SeriesData]: ...


@dataclass(frozen=True)
class ChosenChart:
    """A chart that a line asks for. number: of the line; the claims below it are its caption."""

    number: int
    series: SeriesData
    type: ChartType


def find_obstacle(case: ChartCase) -> str:
    return "" if case.series else "There is nothing to draw yet"


async def work(case: ChartCase, focus: str, terms: RunTerms) -> ChartsOutput:
    """Choose charts, and fill in data, colors and captions."""
    menu = Menu(case.claims, SECTIONS)
    deps = agent.Deps(menu, case.series, focus)
    offered = {series.key: series for series in case.series}
    reader = Reader(menu, read_extra=lambda line: read_chart(line, offered))
    ask = partial(agent.choose_charts, deps, terms=terms)
    outline = await write_outline(ask, lambda: reader, writer.write_lines(menu, case.series))
    chosen = {chart.series.key: chart for chart in reversed(list_charts(outline))}
    charts = {
        chart.series.key: build_chart(chart.series, chart.type, build_caption(chart, outline, case.claims.digest))
        for chart in reversed(chosen.values())
    }
    charts = add_missing(charts, case.series)
    record_decision(f"Draws “{'”, “'.join(chart.title for chart in charts.values())}”")
    return ChartsOutput(
        charts=charts, corrected=outline.counts.corrected, rewritten=outline.rewritten, model=outline.model,
        lines=outline.counts,
    )  # fmt: skip


def read_chart(line: OutlineLine, offered: dict[str, SeriesData]) -> ChosenChart:
    """Read a "chart" line. Raises WrongLine for a series or type that cannot be drawn."""
    series = offered.get(line.name)
    if line.type != "chart" or series is None:
        raise WrongLine(f"There is no series {line.name}. Series: {', '.join(offered)}.")
    wished = next((argument for argument in line.arguments if argument), "")
    if fault := find_fault(series, wished):
        raise WrongLine(fault)
    return ChosenChart(line.number, series, cast(ChartType, wished or series.record.chart_type))


def list_charts(outline: Outline) -> list[ChosenChart]:
    return [extra for extra in outline.reading.extras if isinstance(extra, ChosenChart)]


def build_caption(chart: ChosenChart, outline: Outline, digest: str) -> tuple[Sentence, ...]:
    """Print the claims between a chart's line and the next chart's as its caption."""
    next_chart = min((c.number for c in list_charts(outline) if c.number > chart.number), default=None)
    author: Author = "built_in" if outline.model == BUILTIN_MODEL_NAME else "model"
    chosen = [
        Chosen(claim.statement, author)
        for claim in outline.reading.claims
        if claim.line.number > chart.number and (next_chart is None or claim.line.number < next_chart)
    ]
    return tuple(print_statements(chosen[:MAX_CAPTION_SENTENCES], digest))
