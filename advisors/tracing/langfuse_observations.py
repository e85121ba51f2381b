"""A run as Langfuse shows it: the job, in it the agents, in them requests, tools and decisions. Values only."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from advisors.budget.spending import FREE
from advisors.tracing.events import DECISION, STEP
from advisors.tracing.langfuse_observer import SeenRun, SeenSpan

JOB = "Portfolio Analysis Job"
NAMES = {
    "planner": "🧭 Financial Planner",
    "tagger": "🏷️ Instrument Tagger",
    "reporter": "📝 Portfolio Analyst",
    "charter": "📊 Chart Specialist",
    "retirement": "🏖️ Retirement Planner",
}
ROLES = {
    "planner": "coordinates the analysis and draws its conclusions",
    "tagger": "classifies what the catalogue does not know",
    "reporter": "writes the report and its recommendations",
    "charter": "chooses what to draw",
    "retirement": "projects the retirement and tests changes",
}
Price = Callable[[str, int, int, int], Decimal | None]
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
    fault: str = ""
    children: tuple["Observation", ...] = ()


@dataclass(frozen=True)
class StepTold:
    """A step as its row has it. results: what it came to, in numbers."""

    name: str
    agent: str
    status: str
    results: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class JobTold:
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
    consulted: Sequence[str] = ()
    steps: Sequence[StepTold] = ()
    names: Sequence[str] = ()


def observed(job: JobTold, run: SeenRun, price: Price) -> Observation:
    """The root of the tree."""
    ended = run.ended_at or run.started_at
    owners = _owners(run.spans, {step.name: step.agent for step in job.steps})
    agents = [
        _agent(role, [span for span in run.spans if owners[span.span_id] == role], job.steps, price)
        for role in NAMES
        if role in owners.values()
    ]
    told = {
        "job_id": job.job_id, "outcome": job.outcome, "attempt": job.attempt, "error_code": job.error_code,
        "portfolio_value": job.portfolio_value, "positions": job.positions, "agents_to_consult": list(job.consulted),
        **_success([step for step in job.steps if step.status in ("done", "failed")]),
    }  # fmt: skip
    fault = job.error_code or ("" if job.outcome == "done" else job.outcome)
    return Observation(JOB, "chain", run.started_at, ended, metadata=_known(told), fault=fault, children=tuple(agents))


def _agent(role: str, spans: Sequence[SeenSpan], steps: Sequence[StepTold], price: Price) -> Observation:
    children = sorted((seen for span in spans if (seen := _child(span, price))), key=lambda child: child.started_at)
    requests = [child for child in children if child.kind == "generation"]
    own = [step for step in steps if step.agent == role and step.status in ("done", "failed")]
    costs = [request.cost_usd for request in requests]
    told = {
        "role": ROLES[role],
        "steps": {step.name: step.status for step in own},
        "models": sorted({request.model for request in requests if request.model}),
        "requests": len(requests),
        "tokens": sum(sum(request.usage.values()) for request in requests),
        "cost_usd": None if None in costs else sum((cost for cost in costs if cost is not None), FREE),
        **_success(own),
    }
    results: Counter[str] = Counter()
    for step in own:
        results.update(step.results)
    return Observation(
        NAMES[role], "agent", min(span.started_at for span in spans), max(span.ended_at for span in spans),
        metadata=_known({**told, **results}), children=tuple(children),
        fault="A step failed." if any(step.status == "failed" for step in own) else "",
    )  # fmt: skip


def _child(span: SeenSpan, price: Price) -> Observation | None:
    """What is shown of an agent's work; the SDK's frames around it are not."""
    if span.kind == "generation":
        tokens = {"input": _count(span, "input_tokens"), "output": _count(span, "output_tokens")}
        return Observation(
            "request", "generation", span.started_at, span.ended_at, span.said, span.answered, model=span.model,
            usage=tokens, cost_usd=_cost(span, price), fault=span.error,
        )  # fmt: skip
    if span.kind == "function":
        return Observation(
            span.name, "tool", span.started_at, span.ended_at, span.said, span.answered, fault=span.error
        )
    if span.kind == "custom" and span.name == DECISION:
        return Observation(DECISION, "event", span.started_at, span.ended_at, answered=dict(span.details))
    return None


def _cost(span: SeenSpan, price: Price) -> Decimal | None:
    if "cost_usd" in span.usage:
        told = span.usage["cost_usd"]
        return None if told is None else Decimal(str(told))
    cached = (span.usage.get("input_tokens_details") or {}).get("cached_tokens") or 0
    tokens_in, tokens_out = _count(span, "input_tokens"), _count(span, "output_tokens")
    return price(span.model, tokens_in, tokens_out, cached) if tokens_in + tokens_out else FREE


def _count(span: SeenSpan, name: str) -> int:
    return int(span.usage.get(name) or 0)


def _owners(spans: Iterable[SeenSpan], agents: Mapping[str, str]) -> dict[str, str]:
    """Whose work each span is: of the nearest agent above it, else of the agent of its step, else of the planner."""
    by_id = {span.span_id: span for span in spans}

    def owner(span: SeenSpan) -> str:
        named = span.name.lower() if span.kind == "agent" else ""
        if span.name == STEP:
            named = agents.get(str(span.details.get("step")), "")
        if named in NAMES:
            return named
        above = by_id.get(span.parent_id)
        return owner(above) if above else "planner"

    return {span_id: owner(span) for span_id, span in by_id.items()}


def _success(steps: Sequence[StepTold]) -> dict[str, Any]:
    done = sum(step.status == "done" for step in steps)
    return {"success_rate": round(done / len(steps), 3) if steps else None}


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None and value != ""}
