"""The researcher agent: notes what one article says. It has no tools; code reads the article and stores the note."""

from dataclasses import dataclass

from agents import Agent

from advisors.budget.terms import RunTerms
from advisors.researcher import prompts
from advisors.researcher.findings import Findings, find_errors
from advisors.researcher.parsing import FeedItem
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.run import run_agent
from advisors.safety.prompt_data import REVISE_UNSTORABLE, format_revision_request

ROLE = "researcher"
EMPTY_SCRIPT = BuiltinScript(answer=lambda _: "")
"""The built-in writer takes no notes: a round without a model does not start."""


@dataclass(frozen=True)
class Deps:
    """The article and its entry in the feed. topic: what the notes should be about, or empty."""

    item: FeedItem
    article: str
    topic: str = ""


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Researcher", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=Findings)


async def write_note(deps: Deps, terms: RunTerms) -> tuple[str, list[str]]:
    """Return the text of the note and its remaining errors, after at most one revision."""
    task = prompts.build_task(deps.item, deps.article, deps.topic)
    errors: list[str] = []
    for _ in range(2):
        revise = format_revision_request(REVISE_UNSTORABLE, *errors) if errors else ""
        run = await run_agent(
            build_agent(), f"{task}\n{revise}".strip(), context=deps, script=EMPTY_SCRIPT, terms=terms
        )
        findings: Findings = run.output
        errors = find_errors(findings, f"{deps.item.text}\n{deps.article}")
        if not errors:
            break
    return findings.text, errors
