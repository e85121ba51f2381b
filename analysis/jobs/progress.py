"""Store the progress of a run, step by step. Every write goes through the lease."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.functions import Now
from django.dispatch import Signal
from django.utils import timezone

from advisors.budget.spending import NO_USAGE, ModelUsage
from advisors.runtime.step_output import Output, load_output_class
from analysis.job_kinds import JobKind
from analysis.jobs import span_store as spans
from analysis.jobs.lease import Lease
from analysis.models import Step
from analysis.payloads import LogLine

if TYPE_CHECKING:
    from advisors.tracing.recorded_span import SpanRecord

MAX_LOG_LINES = 40
step_changed = Signal()
"""Sent with name, status and message after a change is committed, in the process that made it."""


def start(lease: Lease, name: str, message: str = "") -> None:
    _update_step(
        lease,
        name,
        status=Step.Status.RUNNING,
        message=message,
        log=None,
        started_at=Now(),
        finished_at=None,
        output=None,
        error_code="",
        error_message="",
        attempts=F("attempts") + 1,
    )


def update_message(lease: Lease, name: str, message: str, key: str = "") -> None:
    """Say what an agent does now. key: of the tool call that starts with this message, or that ends with it."""
    _update_step(lease, name, message=message, log_key=key)


@dataclass(frozen=True)
class StepUsage:
    """The cost and the spans of one run of a step."""

    spent: ModelUsage = NO_USAGE
    spans: Sequence["SpanRecord"] = ()


def finish(
    lease: Lease,
    name: str,
    output: Output,
    message: str = "",
    usage: StepUsage = StepUsage(),
    model: str = "",
) -> None:
    """Store the output of a step. Raises TypeError if it is not of the step's output class."""
    if not isinstance(output, load_output_class(name)):
        raise TypeError(f"The step {name} does not store {type(output).__name__}.")
    _update_step(
        lease,
        name,
        usage,
        status=Step.Status.DONE,
        output=output,
        message=message,
        model=model,
        finished_at=Now(),
    )


def record_usage(lease: Lease, name: str, usage: StepUsage) -> None:
    """Record the cost of a run of a step that ended early."""
    if usage.spent.requests or usage.spans:
        _update_step(lease, name, usage)


def fail(lease: Lease, name: str, code: str, message: str) -> None:
    """Fail this step only. The run decides whether it continues without it."""
    _update_step(
        lease,
        name,
        status=Step.Status.FAILED,
        message=message,
        error_code=code,
        error_message=_truncate("error_message", message),
        finished_at=Now(),
    )


def skip(lease: Lease, name: str, message: str) -> None:
    _update_step(lease, name, status=Step.Status.SKIPPED, message=message, finished_at=Now())


def load_kind(lease: Lease) -> JobKind:
    with lease.locked_job() as job:
        return job.kind


def load_finished_and_cost(lease: Lease) -> tuple[dict[str, Step], ModelUsage]:
    """Return the steps that earlier attempts finished, which a resumed run skips, and the cost of all steps."""
    with lease.locked_job() as job:
        steps = list(job.steps.all())
    return {step.name: step for step in steps if step.status not in Step.OPEN}, sum(
        (s.spent for s in steps), ModelUsage()
    )


def extend_log(
    lines: Sequence[LogLine], text: str, now: datetime, *, key: str = "", ends: bool = False
) -> list[LogLine]:
    """Return the log of a step with one more line.

    The second line of a tool call takes the place of its first. Other work ends what was done before it, except calls
    that still run. ends: the step ends with this line, and with it everything in it.
    """
    begun = next((place for place, line in enumerate(lines) if key and line.key == key and not line.ended_at), None)
    if begun is not None:
        done = lines[begun].model_copy(update={"text": text, "ended_at": now})
        return [*lines[:begun], done, *lines[begun + 1 :]]
    closed = [
        line.model_copy(update={"ended_at": now}) if not line.ended_at and (ends or not line.key) else line
        for line in lines
    ]
    added = [LogLine(text=text, at=now, ended_at=now if ends else None, key=key)] if text else []
    return [*closed, *added][-MAX_LOG_LINES:]


def _update_step(lease: Lease, name: str, usage: StepUsage | None = None, log_key: str = "", **columns: Any) -> None:
    """Change the row of a step. The cost of earlier runs of the same step stays on it."""
    if "message" in columns:
        columns["message"] = _truncate("message", columns["message"])
    with lease.locked_job() as job:
        step = job.steps.filter(name=name)
        if "message" in columns:
            stored = columns["log"] if "log" in columns else step.values_list("log", flat=True).first()
            ends = columns.get("status", Step.Status.RUNNING) not in Step.OPEN
            columns["log"] = extend_log(stored or [], columns["message"], timezone.now(), key=log_key, ends=ends)
        if usage is not None:
            spent = step.defer("output").get().spent + usage.spent
            columns |= {"tokens": spent.tokens, "cost_usd": spent.cost_usd}
            spans.store_spans(job, lease.attempt, usage.spans)
        step.change(**columns)
    step_changed.send(
        sender=Step, lease=lease, name=name, status=columns.get("status", ""), message=columns.get("message", "")
    )


def _truncate(column: str, text: str) -> str:
    longest = getattr(Step._meta.get_field(column), "max_length", 0)
    return text if len(text) <= longest else text[: longest - 1] + "…"
