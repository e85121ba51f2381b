"""The charter chooses which computed series to draw, how, and what to say of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents import Agent

from advisors.budget.terms import Terms
from advisors.charter import prompts, writer
from advisors.charter.series import Series
from advisors.runtime.builtin import Script
from advisors.runtime.results import ChartChoices
from advisors.runtime.run import Ran, run
from advisors.writing.case import Situation

ROLE = "charter"


@dataclass(frozen=True)
class Deps:
    situation: Situation
    series: Sequence[Series]
    focus: str = ""


def build() -> Agent[Deps]:
    return Agent[Deps](name="Charter", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=ChartChoices)


async def choose(deps: Deps, *, revise: str = "", terms: Terms | None = None) -> Ran:
    """output: ChartChoices."""
    script = Script(answer=lambda _: writer.choose(deps.situation, deps.series).model_dump_json())
    task = prompts.task(deps.focus, deps.series, deps.situation.facts)
    return await run(build(), f"{task}\n{revise}".strip(), context=deps, script=script, terms=terms)
