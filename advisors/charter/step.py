"""The charter's step: a checked choice of charts, filled with the computed data."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from advisors.budget.terms import RunTerms
from advisors.charter import agent, writer
from advisors.charter.drawing import build_charts, find_faults
from advisors.charter.output import ChartsOutput
from advisors.charter.series import SeriesData
from advisors.runtime.results import ChartChoices
from advisors.runtime.write_check_revise import CheckResult, WritingResult, check_typed_result, write_checked
from advisors.tracing.events import record_decision
from advisors.writing.case import Situation


class ChartCase(Protocol):
    """What the charter reads of a case."""

    @property
    def situation(self) -> Situation: ...
    @property
    def series(self) -> Sequence[SeriesData]: ...


def find_obstacle(case: ChartCase) -> str:
    return "" if case.series else "There is nothing to draw yet"


async def work(case: ChartCase, focus: str, terms: RunTerms) -> ChartsOutput:
    """Choose charts, check the choice, and fill in data and colors."""
    deps = agent.Deps(case.situation, case.series, focus)

    def check(choices: ChartChoices) -> CheckResult[ChartChoices]:
        verdict = check_typed_result(choices, situation=case.situation)
        return replace(verdict, problems=verdict.problems + tuple(find_faults(choices.charts, case.series)))

    choice: WritingResult[ChartChoices] = await write_checked(
        lambda revise: agent.choose_charts(deps, revise=revise, terms=terms),
        check,
        lambda: writer.choose_charts(case.situation, case.series),
    )
    charts = build_charts(choice.printed.charts, case.series)
    record_decision(f"Draws “{'”, “'.join(chart.title for chart in charts.values())}”")
    return ChartsOutput(
        charts=charts, choices=choice.source.charts, figures=choice.figures, corrected=choice.corrected,
        rewritten=choice.rewritten, model=choice.model,
    )  # fmt: skip
