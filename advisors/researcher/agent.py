"""The researcher notes what one article says. Code chose the article, read it, and stores the note; it has no tools."""

from dataclasses import dataclass

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.researcher import prompts
from advisors.researcher.findings import Findings, find_errors
from advisors.researcher.parsing import FeedItem
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.run import AgentRun, run_agent

ROLE = "researcher"
EMPTY_SCRIPT = BuiltinScript(answer=lambda _: "")
"""Nothing can be noted without a model, and nobody asks for it."""


@dataclass(frozen=True)
class Deps:
    item: FeedItem
    article: str
    topic: str = ""


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Researcher", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=Findings)


async def write_note(deps: Deps, terms: RunTerms) -> tuple[str, list[str]]:
    """The text of the note and what is wrong with it still; asked for once more where something was."""
    wrong: list[str] = []
    for _ in range(2):
        findings: Findings = (
            await request_findings(deps, terms, revise=prompts.build_revision_request(wrong) if wrong else "")
        ).output
        wrong = find_errors(findings, f"{deps.item.words}\n{deps.article}")
        if not wrong:
            break
    return findings.text, wrong


async def request_findings(deps: Deps, terms: RunTerms, *, revise: str = "") -> AgentRun:
    """output: Findings."""
    task = prompts.build_task(deps.item, deps.article, deps.topic)
    return await run_agent(build_agent(), f"{task}\n{revise}".strip(), context=deps, script=EMPTY_SCRIPT, terms=terms)
