"""The retirement planner: tests changes, and chooses what the projection says of this person."""

from collections.abc import Sequence
from typing import Any

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.outline.prompts import build_menu_task
from advisors.outline.writing import write_builtin_lines
from advisors.retirement import prompts
from advisors.retirement.choice_tools import compare_conversions, compare_orders
from advisors.retirement.scenarios.proposals import propose_changes
from advisors.retirement.tools import CallOrderHooks, Deps, what_if_changed
from advisors.runtime.builtin import BuiltinScript, ScriptedCall
from advisors.runtime.run import AgentRun, run_agent

ROLE = "retirement"


def build_agent() -> Agent[Deps]:
    """Return the agent, with hooks that number its what-ifs."""
    return Agent[Deps](
        name="Retirement", model=ROLE, instructions=prompts.INSTRUCTIONS,
        tools=[what_if_changed, compare_conversions, compare_orders],
        hooks=CallOrderHooks(),
    )  # fmt: skip


async def write_lines(
    deps: Deps, conversation: Sequence[Any] = (), revision: str = "", *, terms: RunTerms | None = None
) -> AgentRun:
    """Write the outline of the retirement sections, or revise it; the output of the run is its lines."""
    candidates = propose_changes(deps.case.situation)
    calls = tuple(ScriptedCall("what_if_changed", {"change": c.change, "amount": c.amount}) for c in candidates)
    script = BuiltinScript(calls=calls, answer=lambda _: write_builtin_lines(deps.menu))
    task = revision or build_menu_task(deps.menu, deps.focus)
    return await run_agent(build_agent(), task, context=deps, script=script, terms=terms, conversation=conversation)
