"""A run as Langfuse shows it: the job, in it the agents, in them requests, tools and decisions. Values only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from advisors import team
from advisors.agent_spec import AgentSpec
from advisors.budget.spending import ZERO_USD
from advisors.tracing.events import DECISION, STEP
from advisors.tracing.langfuse_observer import ObservedRun, ObservedSpan

JOB_NAME = "Portfolio Analysis Job"
PriceFunction = Callable[[str, int, int, int], Decimal | None]
"""Dollars of a model's tokens in, tokens out and cached ones; None where the price is unknown."""


@dataclass(frozen=True)
class Observation:
    """fault: why it failed. cost_usd: None where it is unknown, or where nothing was asked."""

    name: str
    kind: str
    started_at: datetime
    ended_at: datetime
    said: Any = None
    answered: Any = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    model: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    cost_usd: Decimal | None = None
    error_message: str = ""
    children: tuple["Observation", ...] = ()


@dataclass(frozen=True)
class StepSummary:
    """A step as its row has it. results: what it came to, in numbers."""

    name: str
    agent: str
    status: str
    results: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class JobSummary:
    """A job as its row has it after the run. consulted: the agents that the plan names. names: what is not to be told
    wherever it stands. user_id: a pseudonym; what is None is not known, or masked.
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


def build_observation(job: JobSummary, run: ObservedRun, price: PriceFunction) -> Observation:
    """The root of the tree."""
    ended = run.ended_at or run.started_at
    owners = _find_owners(run.spans, {step.name: step.agent for step in job.steps})
    agents = [
        _build_agent_observation(
            spec, [span for span in run.spans if owners[span.span_id] == spec.role], job.steps, price
        )
        for spec in team.analysts()
        if spec.role in owners.values()
    ]
    told = {
        "job_id": job.job_id, "outcome": job.outcome, "attempt": job.attempt, "error_code": job.error_code,
        "portfolio_value": job.portfolio_value, "positions": job.positions, "agents_to_consult": list(job.consulted_agents),
        **_compute_success_rate([step for step in job.steps if step.status in ("done", "failed")]),
    }  # fmt: skip
    fault = job.error_code or ("" if job.outcome == "done" else job.outcome)
    return Observation(
        JOB_NAME,
        "chain",
        run.started_at,
        ended,
        metadata=_drop_empty(told),
        error_message=fault,
        children=tuple(agents),
    )


def _build_agent_observation(
    agent: AgentSpec, spans: Sequence[ObservedSpan], steps: Sequence[StepSummary], price: PriceFunction
) -> Observation:
    children = sorted(
        (seen for span in spans if (seen := _build_child_observation(span, price))), key=lambda child: child.started_at
    )
    requests = [child for child in children if child.kind == "generation"]
    own = [step for step in steps if step.agent == agent.role and step.status in ("done", "failed")]
    costs = [request.cost_usd for request in requests]
    told = {
        "role": agent.langfuse_duty,
        "steps": {step.name: step.status for step in own},
        "models": sorted({request.model for request in requests if request.model}),
        "requests": len(requests),
        "tokens": sum(sum(request.usage.values()) for request in requests),
        "cost_usd": None if None in costs else sum((cost for cost in costs if cost is not None), ZERO_USD),
        **_compute_success_rate(own),
    }
    results: Counter[str] = Counter()
    for step in own:
        results.update(step.results)
    return Observation(
        agent.langfuse_name or agent.name, "agent", min(span.started_at for span in spans), max(span.ended_at for span in spans),
        metadata=_drop_empty({**told, **results}), children=tuple(children),
        error_message="A step failed." if any(step.status == "failed" for step in own) else "",
    )  # fmt: skip


def _build_child_observation(span: ObservedSpan, price: PriceFunction) -> Observation | None:
    """What is shown of an agent's work; the SDK's frames around it are not."""
    if span.kind == "generation":
        tokens = {"input": _get_token_count(span, "input_tokens"), "output": _get_token_count(span, "output_tokens")}
        return Observation(
            "request", "generation", span.started_at, span.ended_at, span.said, span.answered, model=span.model,
            usage=tokens, cost_usd=_compute_cost(span, price), error_message=span.error,
        )  # fmt: skip
    if span.kind == "function":
        return Observation(
            span.name, "tool", span.started_at, span.ended_at, span.said, span.answered, error_message=span.error
        )
    if span.kind == "custom" and span.name == DECISION:
        return Observation(DECISION, "event", span.started_at, span.ended_at, answered=dict(span.details))
    return None


def _compute_cost(span: ObservedSpan, price: PriceFunction) -> Decimal | None:
    if "cost_usd" in span.usage:
        told = span.usage["cost_usd"]
        return None if told is None else Decimal(str(told))
    cached = (span.usage.get("input_tokens_details") or {}).get("cached_tokens") or 0
    tokens_in, tokens_out = _get_token_count(span, "input_tokens"), _get_token_count(span, "output_tokens")
    return price(span.model, tokens_in, tokens_out, cached) if tokens_in + tokens_out else ZERO_USD


def _get_token_count(span: ObservedSpan, name: str) -> int:
    return int(span.usage.get(name) or 0)


def _find_owners(spans: Iterable[ObservedSpan], agents: Mapping[str, str]) -> dict[str, str]:
    """Whose work each span is: of the nearest agent above it, else of the agent of its step, else of the planner."""
    by_id = {span.span_id: span for span in spans}
    roles = {spec.role for spec in team.analysts()}

    def owner(span: ObservedSpan) -> str:
        named = span.name.lower() if span.kind == "agent" else ""
        if span.name == STEP:
            named = agents.get(str(span.details.get("step")), "")
        if named in roles:
            return named
        above = by_id.get(span.parent_id)
        return owner(above) if above else "planner"

    return {span_id: owner(span) for span_id, span in by_id.items()}


def _compute_success_rate(steps: Sequence[StepSummary]) -> dict[str, Any]:
    done = sum(step.status == "done" for step in steps)
    return {"success_rate": round(done / len(steps), 3) if steps else None}


def _drop_empty(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None and value != ""}
