from dataclasses import dataclass

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.run import AgentRun, run_agent
from advisors.safety.prompt_data import describe_facts, format_data
from advisors.writing.case import Situation
from advisors.writing.markdown import FIGURE_INSTRUCTIONS
from analysis.tests.support.tax_adviser import writer


@dataclass(frozen=True)
class Deps:
    situation: Situation
    focus: str = ""


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Tax", model="tax", instructions=f"You explain what taxes cost.\n{FIGURE_INSTRUCTIONS}")


async def write_analysis(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    script = BuiltinScript(answer=lambda _: writer.write(deps.situation))
    task = format_data(focus=deps.focus, facts=describe_facts(deps.situation.facts.on("accounts")))
    return await run_agent(build_agent(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)
