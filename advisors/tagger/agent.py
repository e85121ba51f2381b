"""The tagger agent: classifies an instrument that is not in the catalogue. It never sees prices."""

from dataclasses import dataclass
from datetime import date

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.classification import Classification
from advisors.runtime.run import AgentRun, run_agent
from advisors.tagger import prompts, writer

ROLE = "tagger"


@dataclass(frozen=True)
class Deps:
    """The instrument to classify. today: tells how far the year of a target-date fund is away."""

    symbol: str
    name: str
    instrument_type: str
    today: date | None = None


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Tagger", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=Classification)


async def classify(deps: Deps, *, revise: str = "", terms: RunTerms | None = None) -> AgentRun:
    """Classify the instrument; the output of the run is a Classification."""
    proposal = writer.classify(deps.symbol, deps.name, deps.instrument_type, today=deps.today)
    script = BuiltinScript(answer=lambda _: proposal.model_dump_json())
    task = prompts.build_task(deps.symbol, deps.name, deps.instrument_type, today=deps.today)
    return await run_agent(build_agent(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)
