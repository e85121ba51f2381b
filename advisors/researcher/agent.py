"""The researcher notes what one article says. Code chose the article, read it, and stores the note; it has no tools."""

from dataclasses import dataclass

from agents import Agent

from advisors.budget.terms import Terms
from advisors.researcher import prompts
from advisors.researcher.findings import Findings, problems
from advisors.researcher.reading import Item
from advisors.runtime.builtin import Script
from advisors.runtime.run import Ran, run

ROLE = "researcher"
NOBODY = Script(answer=lambda _: "")
"""Nothing can be noted without a model, and nobody asks for it."""


@dataclass(frozen=True)
class Deps:
    item: Item
    article: str
    topic: str = ""


def build() -> Agent[Deps]:
    return Agent[Deps](name="Researcher", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=Findings)


async def noted(deps: Deps, terms: Terms) -> tuple[str, list[str]]:
    """The text of the note and what is wrong with it still; asked for once more where something was."""
    wrong: list[str] = []
    for _ in range(2):
        findings: Findings = (await note(deps, terms, revise=prompts.revision(wrong) if wrong else "")).output
        wrong = problems(findings, f"{deps.item.words}\n{deps.article}")
        if not wrong:
            break
    return findings.text, wrong


async def note(deps: Deps, terms: Terms, *, revise: str = "") -> Ran:
    """output: Findings."""
    task = prompts.task(deps.item, deps.article, deps.topic)
    return await run(build(), f"{task}\n{revise}".strip(), context=deps, script=NOBODY, terms=terms)
