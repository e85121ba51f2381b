"""The retirement planner judges the projection and tests what would change it before it advises anything."""

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.retirement import prompts, writer
from advisors.retirement.tools import CallOrder, Deps, what_if_changed
from advisors.runtime.builtin import BuiltinScript, ScriptedCall
from advisors.runtime.fact_tool import look_up_facts
from advisors.runtime.run import AgentRun, run_agent

ROLE = "retirement"


def build() -> Agent[Deps]:
    return Agent[Deps](
        name="Retirement", model=ROLE, instructions=prompts.INSTRUCTIONS, tools=[look_up_facts, what_if_changed],
        hooks=CallOrder(),
    )  # fmt: skip


async def analyse(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """output: Markdown with references to the job's facts and to those of the what-ifs in `deps.tried`."""
    tries = [] if deps.tried else writer.worth_trying(deps.situation)
    script = BuiltinScript(
        calls=(
            ScriptedCall("look_up_facts", {"topic": "retirement"}),
            *(ScriptedCall("what_if_changed", {"change": t.change, "amount": t.amount}) for t in tries),
        ),
        answer=lambda _: writer.write(deps.situation, keyed(deps)),
    )
    task = prompts.task(deps.focus, deps.situation.facts)
    return await run_agent(build(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)


async def try_changes(deps: Deps, terms: RunTerms) -> None:
    """Where a model tried nothing, the built-in writer's what-ifs: whoever writes then, advises what was tested."""
    if not deps.tried:
        await analyse(deps, terms=RunTerms(hooks=terms.hooks))


def keyed(deps: Deps) -> writer.Tried:
    """The what-ifs with the key of their facts."""
    return [(sheet.facts[0].id.removesuffix("_change"), tried) for tried, sheet in deps.tried]
