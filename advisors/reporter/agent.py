"""The reporter agent: chooses what the report says of this person, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents import Agent, Tool

from advisors.budget.terms import RunTerms
from advisors.llm import Commentary
from advisors.outline.menu import Menu
from advisors.outline.prompts import build_menu_task
from advisors.outline.writing import write_builtin_lines
from advisors.reporter import prompts
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.library_tool import search_library
from advisors.runtime.run import AgentRun, run_agent
from advisors.writing.citations import ReportSources

ROLE = "reporter"


@dataclass(frozen=True)
class Deps:
    """The case to report on. sources: the library of research notes; None if it is empty, or not to be cited."""

    menu: Menu
    focus: str = ""
    sources: ReportSources | None = None
    commentary: Commentary = "cited"


def build_agent(*, has_library: bool = False, commentary: Commentary = "cited") -> Agent[Deps]:
    instructions = prompts.INSTRUCTIONS + (prompts.NOTE_INSTRUCTIONS if has_library else "")
    instructions += prompts.FREE_NOTE_INSTRUCTIONS if commentary == "free" else ""
    tools: list[Tool] = [search_library] if has_library else []
    return Agent[Deps](name="Reporter", model=ROLE, instructions=instructions, tools=tools)


async def write_lines(
    deps: Deps, conversation: Sequence[Any] = (), revision: str = "", *, terms: RunTerms | None = None
) -> AgentRun:
    """Write the outline of the report, or revise it; the output of the run is its lines."""
    script = BuiltinScript(answer=lambda _: write_builtin_lines(deps.menu))
    task = revision or build_menu_task(deps.menu, deps.focus)
    agent = build_agent(has_library=deps.sources is not None, commentary=deps.commentary)
    return await run_agent(agent, task, context=deps, script=script, terms=terms, conversation=conversation)
