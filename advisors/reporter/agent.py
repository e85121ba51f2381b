"""The reporter agent: writes the report, and in a second run the recommendations."""

from dataclasses import dataclass

from agents import Agent, Tool

from advisors.budget.terms import RunTerms
from advisors.reporter import prompts, writer
from advisors.reporter.recommendations import recommend
from advisors.runtime.builtin import BuiltinScript, ScriptedCall
from advisors.runtime.fact_tool import look_up_facts
from advisors.runtime.library_tool import search_library
from advisors.runtime.results import Recommendations
from advisors.runtime.run import AgentRun, run_agent
from advisors.writing.case import Situation
from advisors.writing.citations import ReportSources

ROLE = "reporter"


@dataclass(frozen=True)
class Deps:
    """The case to report on. sources: the library of research notes; None if it is empty."""

    situation: Situation
    focus: str = ""
    sources: ReportSources | None = None


def build_writer(*, has_library: bool = False) -> Agent[Deps]:
    instructions = prompts.INSTRUCTIONS + (prompts.CITATION_INSTRUCTIONS if has_library else "")
    tools: list[Tool] = [look_up_facts, search_library] if has_library else [look_up_facts]
    return Agent[Deps](name="Reporter", model=ROLE, instructions=instructions, tools=tools)


def build_recommender() -> Agent[Deps]:
    return Agent[Deps](
        name="Reporter", model=ROLE, instructions=prompts.RECOMMENDATION_INSTRUCTIONS, output_type=Recommendations
    )


async def write_report(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """Write the report; the output of the run is Markdown with references. revise: the problems of the last one."""
    sheet = deps.situation.facts
    script = BuiltinScript(
        calls=tuple(ScriptedCall("look_up_facts", {"topic": topic}) for topic in sheet.topics),
        answer=lambda _: writer.write_report(deps.situation, deps.focus),
    )
    task = prompts.build_report_task(deps.focus, sheet)
    writing = build_writer(has_library=deps.sources is not None)
    return await run_agent(writing, f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def write_recommendations(
    deps: Deps, report: str, *, revise: str = "", terms: RunTerms | None = None
) -> AgentRun:
    """Write the recommendations; the output of the run is Recommendations."""
    script = BuiltinScript(answer=lambda _: recommend(deps.situation).model_dump_json())
    task = prompts.build_recommendations_task(report, deps.situation.facts)
    return await run_agent(build_recommender(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)
