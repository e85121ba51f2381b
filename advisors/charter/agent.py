"""The charter chooses which computed series to draw and how, and which claims describe them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.charter import prompts, writer
from advisors.charter.series import SeriesData
from advisors.outline.menu import Menu
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.run import AgentRun, run_agent

ROLE = "charter"


@dataclass(frozen=True)
class Deps:
    """series: what can be drawn of this portfolio."""

    menu: Menu
    series: Sequence[SeriesData]
    focus: str = ""


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Charter", model=ROLE, instructions=prompts.INSTRUCTIONS)


async def choose_charts(
    deps: Deps, conversation: Sequence[Any] = (), revision: str = "", *, terms: RunTerms | None = None
) -> AgentRun:
    """Choose charts with their captions, or revise the choice; the output of the run is its lines."""
    script = BuiltinScript(answer=lambda _: writer.write_lines(deps.menu, deps.series))
    task = revision or prompts.build_task(deps.focus, deps.series, deps.menu)
    return await run_agent(build_agent(), task, context=deps, script=script, terms=terms, conversation=conversation)
