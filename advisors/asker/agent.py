"""The asker as an agent of the SDK: it writes the lines of an answer, or revises them."""

from collections.abc import Sequence
from typing import Any

from agents import Agent, Tool

from advisors.asker import prompts
from advisors.asker.tools import Deps, claims, compare, what_if
from advisors.budget.terms import RunTerms
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.library_tool import search_library
from advisors.runtime.run import AgentRun, run_agent

ROLE = "asker"


def build_agent(*, has_library: bool = False) -> Agent[Deps]:
    tools: list[Tool] = [claims, what_if, compare, *([search_library] if has_library else [])]
    return Agent[Deps](name="Asker", model=ROLE, instructions=prompts.INSTRUCTIONS, tools=tools)


async def write_lines(deps: Deps, terms: RunTerms, conversation: Sequence[Any] = (), revision: str = "") -> AgentRun:
    """Write the lines of an answer, or revise them. Without a model they are those that fit the question best."""
    script = BuiltinScript(answer=lambda _: "\n".join(deps.lines.find(deps.question, 2)))
    task = revision or prompts.build_task(deps.question, deps.lines, deps.before)
    agent = build_agent(has_library=deps.library is not None)
    return await run_agent(agent, task, context=deps, script=script, terms=terms, conversation=conversation)
