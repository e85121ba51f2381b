"""The charter chooses which computed series to draw and how, and writes their titles and descriptions."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.charter import prompts, writer
from advisors.charter.series import SeriesData
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.results import ChartChoices
from advisors.runtime.run import AgentRun, run_agent
from advisors.writing.case import Situation

ROLE = "charter"


@dataclass(frozen=True)
class Deps:
    situation: Situation
    series: Sequence[SeriesData]
    focus: str = ""


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Charter", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=ChartChoices)


async def choose_charts(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """Choose charts with their texts; the output of the run is ChartChoices. revise: the corrections to make."""
    script = BuiltinScript(answer=lambda _: writer.choose_charts(deps.situation, deps.series).model_dump_json())
    task = prompts.build_task(deps.focus, deps.series, deps.situation.facts)
    return await run_agent(build_agent(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)
