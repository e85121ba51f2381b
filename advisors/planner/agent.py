"""The planner agent. It runs twice: first it chooses the specialists, at the end it writes the letter's outline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.outline.menu import Menu
from advisors.planner import prompts, writer
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.run import AgentRun, run_agent

ROLE = "planner"


@dataclass(frozen=True)
class Deps:
    """menu: what can be said of the case. failed: roles without a result. library: number of notes by subject."""

    menu: Menu
    failed: tuple[str, ...] = ()
    library: Mapping[str, int] = field(default_factory=dict)


def build_planner() -> Agent[Deps]:
    return Agent[Deps](name="Planner", model=ROLE, instructions=prompts.build_plan_instructions())


def build_concluder() -> Agent[Deps]:
    return Agent[Deps](name="Planner", model=ROLE, instructions=prompts.CONCLUSION_INSTRUCTIONS)


async def make_plan(
    deps: Deps, conversation: Sequence[Any] = (), revision: str = "", *, terms: RunTerms | None = None
) -> AgentRun:
    """Choose the specialists to consult; the output of the run is lines."""
    script = BuiltinScript(answer=lambda _: writer.write_plan_lines(deps.menu))
    task = revision or prompts.build_plan_task(deps.menu, deps.library)
    return await run_agent(build_planner(), task, context=deps, script=script, terms=terms, conversation=conversation)


async def conclude(
    deps: Deps, conversation: Sequence[Any] = (), revision: str = "", *, terms: RunTerms | None = None
) -> AgentRun:
    """Choose what matters most, and order the actions; the output of the run is lines."""
    script = BuiltinScript(answer=lambda _: writer.write_conclusion_lines(deps.menu))
    task = revision or prompts.build_conclusion_task(deps.menu, deps.failed)
    agent = build_concluder()
    return await run_agent(agent, task, context=deps, script=script, terms=terms, conversation=conversation)
