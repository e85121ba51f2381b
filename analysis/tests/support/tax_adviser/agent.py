from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.outline.menu import Menu
from advisors.outline.prompts import OUTLINE_INSTRUCTIONS, build_menu_task
from advisors.outline.writing import write_builtin_lines
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.run import AgentRun, run_agent


@dataclass(frozen=True)
class Deps:
    menu: Menu
    focus: str = ""


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Tax", model="tax", instructions=f"You explain what taxes cost.\n{OUTLINE_INSTRUCTIONS}")


async def write_lines(
    deps: Deps, conversation: Sequence[Any] = (), revision: str = "", *, terms: RunTerms | None = None
) -> AgentRun:
    script = BuiltinScript(answer=lambda _: write_builtin_lines(deps.menu))
    task = revision or build_menu_task(deps.menu, deps.focus)
    return await run_agent(build_agent(), task, context=deps, script=script, terms=terms, conversation=conversation)
