"""The retirement planner judges the projection and tests what would change it before it advises anything."""

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.retirement import prompts, writer
from advisors.retirement.levers import WhatIfResults
from advisors.retirement.tools import CallOrderHooks, Deps, what_if_changed
from advisors.retirement.tries import propose_changes
from advisors.runtime.builtin import BuiltinScript, ScriptedCall
from advisors.runtime.fact_tool import look_up_facts
from advisors.runtime.run import AgentRun, run_agent

ROLE = "retirement"


def build() -> Agent[Deps]:
    return Agent[Deps](
        name="Retirement", model=ROLE, instructions=prompts.INSTRUCTIONS, tools=[look_up_facts, what_if_changed],
        hooks=CallOrderHooks(),
    )  # fmt: skip


async def write_analysis(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """output: Markdown with references to the job's facts and to those of the what-ifs in `deps.tried`."""
    tries = [] if deps.what_ifs else propose_changes(deps.situation)
    script = BuiltinScript(
        calls=(
            ScriptedCall("look_up_facts", {"topic": "retirement"}),
            *(ScriptedCall("what_if_changed", {"change": t.change, "amount": t.amount}) for t in tries),
        ),
        answer=lambda _: writer.write(deps.situation, list_what_if_results(deps)),
    )
    task = prompts.task(deps.focus, deps.situation.facts)
    return await run_agent(build(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def run_default_what_ifs(deps: Deps, terms: RunTerms) -> None:
    """Where a model tried nothing, the built-in writer's what-ifs: whoever writes then, advises what was tested."""
    if not deps.what_ifs:
        await write_analysis(deps, terms=RunTerms(hooks=terms.hooks))


def list_what_if_results(deps: Deps) -> WhatIfResults:
    """The what-ifs with the key of their facts."""
    return [(sheet.facts[0].id.removesuffix("_change"), tried) for tried, sheet in deps.what_ifs]
