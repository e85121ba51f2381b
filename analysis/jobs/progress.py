"""What happened in a run, step by step, as the page shows it. Every write goes through the lease."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.db.models.functions import Now
from django.dispatch import Signal
from pydantic import BaseModel

from advisors.budget.spending import NO_USAGE, ModelUsage
from analysis.jobs import spans
from analysis.models import Job, Step

if TYPE_CHECKING:
    from advisors.tracing.recorder import SpanRecord
    from analysis.jobs.lease import Lease

AGENTS = {
    Step.Name.PREPARE: "planner",
    Step.Name.TAG: "tagger",
    Step.Name.PLAN: "planner",
    Step.Name.REPORT: "reporter",
    Step.Name.CHARTS: "charter",
    Step.Name.RETIREMENT: "retirement",
    Step.Name.CONCLUDE: "planner",
}

changed = Signal()  # sent with name, status and message after the change is committed, in the process that made it


def create_steps(job: Job) -> None:
    Step.objects.bulk_create(
        Step(job=job, user_id=job.user_id, name=name, agent=agent, order=order)
        for order, (name, agent) in enumerate(AGENTS.items())
    )


def start(lease: "Lease", name: str, message: str = "") -> None:
    _write(
        lease,
        name,
        status=Step.Status.RUNNING,
        message=message,
        started_at=Now(),
        finished_at=None,
        output=None,
        error_code="",
        error_message="",
        attempts=F("attempts") + 1,
    )


def say(lease: "Lease", name: str, message: str) -> None:
    _write(lease, name, message=message)


@dataclass(frozen=True)
class Ran:
    """What one run of a step has cost, and its spans."""

    spent: ModelUsage = NO_USAGE
    spans: Sequence["SpanRecord"] = ()


def finish(
    lease: "Lease",
    name: str,
    output: BaseModel | dict[str, Any],
    message: str = "",
    ran: Ran = Ran(),
    model: str = "",
) -> None:
    _write(
        lease,
        name,
        ran,
        status=Step.Status.DONE,
        output=output.model_dump(mode="json") if isinstance(output, BaseModel) else output,
        message=message,
        model=model,
        finished_at=Now(),
    )


def book(lease: "Lease", name: str, ran: Ran) -> None:
    """A run of a step that did not come to its end."""
    if ran.spent.requests or ran.spans:
        _write(lease, name, ran)


def fail(lease: "Lease", name: str, code: str, message: str) -> None:
    """This step only: the run decides whether it can do without."""
    _write(
        lease,
        name,
        status=Step.Status.FAILED,
        message=message,
        error_code=code,
        error_message=_fit("error_message", message),
        finished_at=Now(),
    )


def skip(lease: "Lease", name: str, message: str) -> None:
    _write(lease, name, status=Step.Status.SKIPPED, message=message, finished_at=Now())


def so_far(lease: "Lease") -> tuple[dict[str, Step], ModelUsage]:
    """The steps that an earlier attempt brought to an end, which a resumed run does not repeat; and what all cost."""
    with lease.writing() as job:
        steps = list(job.steps.all())
    return {step.name: step for step in steps if step.status not in Step.OPEN}, sum(
        (s.spent for s in steps), ModelUsage()
    )


def finished(lease: "Lease") -> dict[str, Step]:
    return so_far(lease)[0]


def running_labels(job: Job) -> str:
    labels = [step.get_name_display() for step in job.steps.filter(status=Step.Status.RUNNING)]
    return " and ".join(f"“{label}”" for label in labels)


def _write(lease: "Lease", name: str, ran: Ran | None = None, **columns: Any) -> None:
    """What an earlier run of the same step has cost stays on its row."""
    if "message" in columns:
        columns["message"] = _fit("message", columns["message"])
    with lease.writing() as job:
        step = job.steps.filter(name=name)
        if ran is not None:
            columns |= step.defer("output").get().costs_with(ran.spent)
            spans.store(job, lease.attempt, ran.spans)
        step.change(**columns)
    changed.send(
        sender=Step, lease=lease, name=name, status=columns.get("status", ""), message=columns.get("message", "")
    )


def _fit(column: str, text: str) -> str:
    longest = getattr(Step._meta.get_field(column), "max_length", 0)
    return text if len(text) <= longest else text[: longest - 1] + "…"
