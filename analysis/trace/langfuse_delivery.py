"""Deliver one tree of observations to the projects of Langfuse that receive its agents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from advisors import team
from advisors.tracing.langfuse_masking import mask_observation
from advisors.tracing.langfuse_observations import Observation, PriceFunction
from analysis.jobs.span_store import clean_and_shorten
from analysis.trace.sent_traces import record_trace
from analysis.usage.model_settings import langfuse_projects, secret_values

MAX_MESSAGE_CHARACTERS = 100_000

TreeBuilder = Callable[[PriceFunction, Sequence[str]], Observation]
"""Returns the tree with the agents of these roles only."""


@dataclass(frozen=True)
class TraceTerms:
    """What applies to a whole trace. session: groups traces. names: private words to mask in every text.

    job_id, question_id: None if it belongs to none. user_id: a pseudonym, or None.
    """

    session: str
    masked: frozenset[str]
    names: Sequence[str] = ()
    job_id: UUID | None = None
    user_id: str | None = None
    question_id: UUID | None = None


def deliver(terms: TraceTerms, build: TreeBuilder) -> None:
    """Send each project the agents that it receives. An agent's own project gets nothing if that agent did nothing."""
    from advisors.budget.prices import compute_cost
    from advisors.tracing.langfuse_client import get_client

    clean = partial(clean_and_shorten, longest=MAX_MESSAGE_CHARACTERS, secrets=secret_values())
    for project, roles in langfuse_projects().group_roles(team.roles()).items():
        tree = build(compute_cost, roles)
        if tree.children or not project.role:
            root = mask_observation(tree, terms.masked, terms.names, clean)
            trace_id = record_trace(project.role, terms.job_id, terms.question_id)
            get_client(project).send(root, trace_id=trace_id, session=terms.session, user=terms.user_id)
