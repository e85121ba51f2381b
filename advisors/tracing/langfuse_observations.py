"""Build the Langfuse tree of a run from its recorded spans: job, agents, and their requests, tools and decisions."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from advisors import team
from advisors.agent_spec import AgentSpec
from advisors.budget.spending import ZERO_USD
from advisors.tracing.events import DECISION
from advisors.tracing.recorded_span import RecordedSpan
from advisors.tracing.recorder import RecordedRun

JOB_NAME = "Portfolio Analysis Job"
PriceFunction = Callable[[str, int, int, int], Decimal | None]
"""Computes dollars from model, input, output and cached tokens; None if the price is unknown."""


@dataclass(frozen=True)
class Observation:
    """One node of the tree. cost_usd: None if unknown, or if the node is no request."""

    name: str
    kind: str
    started_at: datetime
    ended_at: datetime
    input: Any = None
    output: Any = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    model: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    cost_usd: Decimal | None = None
    error_message: str = ""
    children: tuple["Observation", ...] = ()

    @classmethod
    def from_span(cls, span: RecordedSpan, price: PriceFunction) -> "Observation | None":
        """Return the observation of a request, tool call or decision; None for the SDK's own frames."""
        if span.kind == "generation":
            tokens_in, tokens_out = (int(span.usage.get(name) or 0) for name in ("input_tokens", "output_tokens"))
            cost: Decimal | None = ZERO_USD
            if "cost_usd" in span.usage:
                cost = None if span.usage["cost_usd"] is None else Decimal(str(span.usage["cost_usd"]))
            elif tokens_in + tokens_out:
                cached = (span.usage.get("input_tokens_details") or {}).get("cached_tokens") or 0
                cost = price(span.model, tokens_in, tokens_out, cached)
            return cls(
                "request", "generation", span.started_at, span.ended_at, span.input, span.output, model=span.model,
                usage={"input": tokens_in, "output": tokens_out}, cost_usd=cost, error_message=span.error,
            )  # fmt: skip
        if span.kind == "function":
            return cls(
                span.name, "tool", span.started_at, span.ended_at, span.input, span.output, error_message=span.error
            )
        if span.kind == DECISION:
            return cls(DECISION, "event", span.started_at, span.ended_at, output=dict(span.details))
        return None


@dataclass(frozen=True)
class StepSummary:
    """The stored step. results: its counts, by name."""

    name: str
    agent: str
    status: str
    results: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class JobSummary:
    """The stored job after its run.

    consulted_agents: those that the plan names. names: private words to mask in every text. user_id: a pseudonym.
    Values that are None are unknown or masked.
    """

    job_id: str
    outcome: str
    attempt: int = 1
    error_code: str = ""
    user_id: str | None = None
    portfolio_value: Decimal | None = None
    positions: int | None = None
    consulted_agents: Sequence[str] = ()
    steps: Sequence[StepSummary] = ()
    names: Sequence[str] = ()

    def find_role(self, span: RecordedSpan) -> str:
        """Return the role of the agent the span belongs to, else of the agent of its step, else the planner."""
        analysts = {spec.role for spec in team.analysts()}
        agents = (span.agent.lower(), *(step.agent for step in self.steps if step.name == span.step))
        return next((role for role in agents if role in analysts), "planner")


def build_observation(job: JobSummary, run: RecordedRun, price: PriceFunction, roles: Collection[str]) -> Observation:
    """Return the root of the tree; its children are those agents of these roles that worked, in the team's order."""
    spans_by_role: dict[str, list[RecordedSpan]] = {}
    for span in run.spans:
        spans_by_role.setdefault(job.find_role(span), []).append(span)
    agents = [
        build_agent_observation(spec, spans_by_role[spec.role], job.steps, price)
        for spec in team.analysts()
        if spec.role in spans_by_role and spec.role in roles
    ]
    metadata = {
        "job_id": job.job_id, "outcome": job.outcome, "attempt": job.attempt, "error_code": job.error_code,
        "portfolio_value": job.portfolio_value, "positions": job.positions,
        "agents_to_consult": list(job.consulted_agents),
        **compute_success_rate([step for step in job.steps if step.status in ("done", "failed")]),
    }  # fmt: skip
    return Observation(
        JOB_NAME, "chain", run.started_at, run.ended_at or run.started_at, metadata=drop_empty(metadata),
        error_message=job.error_code or ("" if job.outcome == "done" else job.outcome), children=tuple(agents),
    )  # fmt: skip


def build_agent_observation(
    agent: AgentSpec, spans: Sequence[RecordedSpan], steps: Sequence[StepSummary], price: PriceFunction
) -> Observation:
    children = sorted(
        filter(None, (Observation.from_span(span, price) for span in spans)), key=lambda child: child.started_at
    )
    requests = [child for child in children if child.kind == "generation"]
    own = [step for step in steps if step.agent == agent.role and step.status in ("done", "failed")]
    costs = [request.cost_usd for request in requests]
    metadata = {
        "role": agent.langfuse_duty,
        "steps": {step.name: step.status for step in own},
        "models": sorted({request.model for request in requests if request.model}),
        "requests": len(requests),
        "tokens": sum(sum(request.usage.values()) for request in requests),
        "cost_usd": None if None in costs else sum((cost for cost in costs if cost is not None), ZERO_USD),
        **compute_success_rate(own),
    }
    results: Counter[str] = Counter()
    for step in own:
        results.update(step.results)
    return Observation(
        agent.langfuse_name or agent.name, "agent",
        min(span.started_at for span in spans), max(span.ended_at for span in spans),
        metadata=drop_empty({**metadata, **results}), children=tuple(children),
        error_message="A step failed." if any(step.status == "failed" for step in own) else "",
    )  # fmt: skip


def compute_success_rate(steps: Sequence[StepSummary]) -> dict[str, Any]:
    done = sum(step.status == "done" for step in steps)
    return {"success_rate": round(done / len(steps), 3) if steps else None}


def drop_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != ""}
