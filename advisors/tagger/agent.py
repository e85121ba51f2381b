"""The tagger classifies an instrument the catalogue does not know. It works in the background; it never sees prices."""

from dataclasses import dataclass

from agents import Agent

from advisors.budget.terms import Terms
from advisors.runtime.builtin import Script
from advisors.runtime.results import Classification
from advisors.runtime.run import Ran, run
from advisors.tagger import prompts, writer

ROLE = "tagger"


@dataclass(frozen=True)
class Deps:
    symbol: str
    name: str
    instrument_type: str


def build() -> Agent[Deps]:
    return Agent[Deps](name="Tagger", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=Classification)


async def classify(deps: Deps, *, revise: str = "", terms: Terms | None = None) -> Ran:
    """output: a Classification."""
    proposal = writer.classify(deps.symbol, deps.name, deps.instrument_type)
    script = Script(answer=lambda _: proposal.model_dump_json())
    task = prompts.task(deps.symbol, deps.name, deps.instrument_type)
    return await run(build(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)
