"""The reader as an agent of the SDK: it proposes the holdings of a statement, or puts a proposal right once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from agents import Agent

from advisors.budget.spending import UsageLimits
from advisors.budget.terms import RunTerms
from advisors.reader import prompts
from advisors.runtime.builtin import BuiltinScript
from advisors.runtime.run import AgentRun, run_agent
from advisors.safety.prompt_data import REVISE_UNSTORABLE, format_revision_request
from advisors.tracing.events import record_decision
from portfolios.importers.statements.proposal import StatementProposal

ROLE = "reader"
MAX_CALLS, MAX_TOKENS_OUT, MAX_PROBLEMS = 4, 30_000, 20
"""Requests to the model and tokens of its answers for one statement, the correction included; problems named in it."""
Check = Callable[[StatementProposal], Sequence[str]]
NOTHING = StatementProposal(dated="", dated_line=1, accounts=[])
"""What the built-in writer proposes: it reads no statements."""


@dataclass(frozen=True)
class Deps:
    """lines: the text of the statement as the model may see it, by number."""

    lines: Mapping[int, str]


def build_agent() -> Agent[Deps]:
    return Agent[Deps](name="Reader", model=ROLE, instructions=prompts.INSTRUCTIONS, output_type=StatementProposal)


def limit_reading(limits: UsageLimits) -> UsageLimits:
    """Return the limits of an installation, narrowed to one statement."""
    return replace(limits, turns=1, tool_calls=0, requests=MAX_CALLS, tokens_out=MAX_TOKENS_OUT)


async def propose(deps: Deps, terms: RunTerms, revision: str = "") -> AgentRun:
    """Propose the holdings of a statement. Raises ModelError if the model gives no answer."""
    script = BuiltinScript(answer=lambda _: NOTHING.model_dump_json())
    task = f"{prompts.build_task(deps.lines)}\n{revision}".strip()
    return await run_agent(build_agent(), task, context=deps, script=script, terms=terms)


async def read_statement(deps: Deps, terms: RunTerms, find_problems: Check) -> StatementProposal:
    """Return the proposal of a model, put right once where code finds a problem in it. It may still have problems.

    Raises ModelError.
    """
    run = await propose(deps, terms)
    problems = list(find_problems(run.output))
    if problems:
        record_decision(f"A correction is asked for: {problems[0]}", problems=problems)
        revision = format_revision_request(REVISE_UNSTORABLE, *problems[:MAX_PROBLEMS])
        run = await propose(deps, terms, revision)
    proposal: StatementProposal = run.output
    return proposal
