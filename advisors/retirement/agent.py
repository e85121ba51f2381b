"""Run the retirement planner, which judges the projection and tests changes before it advises any."""

from agents import Agent, AgentsException

from advisors.budget.terms import RunTerms
from advisors.retirement import prompts, writer
from advisors.retirement.advice import WhatIfResults, propose_changes
from advisors.retirement.facts.scenarios import change_key
from advisors.retirement.tools import CallOrderHooks, Deps, what_if_changed
from advisors.runtime.builtin import BuiltinScript, ScriptedCall
from advisors.runtime.fact_tool import look_up_facts
from advisors.runtime.run import AgentRun, run_agent

ROLE = "retirement"


def build() -> Agent[Deps]:
    """Return the agent: tools only, and hooks that number its what-ifs."""
    return Agent[Deps](
        name="Retirement", model=ROLE, instructions=prompts.INSTRUCTIONS, tools=[look_up_facts, what_if_changed],
        hooks=CallOrderHooks(),
    )  # fmt: skip


async def write_analysis(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """Return the run; its output is Markdown that refers to facts of the job and of `deps.what_ifs`.

    `revise`: what a revision must correct.
    """
    candidates = [] if deps.what_ifs else propose_changes(deps.situation)
    script = BuiltinScript(
        calls=(
            ScriptedCall("look_up_facts", {"topic": "retirement"}),
            *(ScriptedCall("what_if_changed", {"change": c.change, "amount": c.amount}) for c in candidates),
        ),
        answer=lambda _: writer.write(deps.situation, list_what_if_results(deps)),
    )
    task = prompts.task(deps.focus, deps.situation.facts)
    return await run_agent(build(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def write_with_what_ifs(deps: Deps, *, revise: str, terms: RunTerms) -> AgentRun:
    """Write the analysis, and test the built-in writer's changes if the model tested none, even if it fails.

    So any writer can advise tested changes. Raises AgentsException if the model fails.
    """
    failure: AgentsException | None = None
    try:
        run = await write_analysis(deps, revise=revise, terms=terms)
    except AgentsException as error:
        failure = error
    if not deps.what_ifs:
        await write_analysis(deps, terms=RunTerms(hooks=terms.hooks))
    if failure:
        raise failure
    return run


def list_what_if_results(deps: Deps) -> WhatIfResults:
    """Return the what-ifs of the run, each with the member that its facts are about."""
    return [(change_key(what_if), what_if) for what_if, _ in deps.what_ifs]
