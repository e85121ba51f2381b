"""The reporter writes the report over the facts, then, in a second run, the recommendations."""

from dataclasses import dataclass

from agents import Agent, Tool

from advisors.budget.terms import Terms
from advisors.reporter import prompts, writer
from advisors.reporter.recommendations import recommend
from advisors.runtime.builtin import Call, Script
from advisors.runtime.fact_tool import look_up_facts
from advisors.runtime.library_tool import search_library
from advisors.runtime.results import Recommendations
from advisors.runtime.run import Ran, run
from advisors.writing.case import Situation
from advisors.writing.citations import Sources

ROLE = "reporter"


@dataclass(frozen=True)
class Deps:
    """sources: the library of research notes, where it holds any."""

    situation: Situation
    focus: str = ""
    sources: Sources | None = None


def build_writer(*, has_library: bool = False) -> Agent[Deps]:
    instructions = prompts.INSTRUCTIONS + (prompts.CITING if has_library else "")
    tools: list[Tool] = [look_up_facts, search_library] if has_library else [look_up_facts]
    return Agent[Deps](name="Reporter", model=ROLE, instructions=instructions, tools=tools)


def build_recommender() -> Agent[Deps]:
    return Agent[Deps](name="Reporter", model=ROLE, instructions=prompts.RECOMMEND, output_type=Recommendations)


async def write_report(deps: Deps, *, revise: str = "", terms: Terms | None = None) -> Ran:
    """output: Markdown with references. `revise` names what was wrong with the last one."""
    sheet = deps.situation.facts
    script = Script(
        calls=tuple(Call("look_up_facts", {"topic": topic}) for topic in sheet.topics),
        answer=lambda _: writer.write(deps.situation, deps.focus),
    )
    task = prompts.report_task(deps.focus, sheet)
    writing = build_writer(has_library=deps.sources is not None)
    return await run(writing, f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def write_recommendations(deps: Deps, report: str, *, revise: str = "", terms: Terms | None = None) -> Ran:
    """output: Recommendations."""
    script = Script(answer=lambda _: recommend(deps.situation).model_dump_json())
    task = prompts.recommendations_task(report, deps.situation.facts)
    return await run(build_recommender(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)
