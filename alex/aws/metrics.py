"""Metrics for CloudWatch, written as log lines in its embedded format. Outside Lambda nothing is written.

infra/dashboard.tf and infra/alarms.tf read them by these names.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count

NAMESPACE, SERVICE = "Alex/Agents", "alex"
UNITS = {
    "Analyses": "Count", "FailedAnalyses": "Count", "DeadLetters": "Count", "DatabaseConnectionFailures": "Count",
    "QueryMilliseconds": "Milliseconds", "Runs": "Count", "Seconds": "Seconds", "ToolCalls": "Count",
    "Errors": "Count", "Tokens": "Count", "Dollars": "None",
}  # fmt: skip


def emit(values: Mapping[str, float], *, agent: str = "") -> None:
    """Write metrics of UNITS for the whole service, or for one agent of it."""
    if not settings.ON_LAMBDA:
        return
    from aws_lambda_powertools.metrics import EphemeralMetrics

    metrics = EphemeralMetrics(namespace=NAMESPACE, service=SERVICE)
    if agent:
        metrics.add_dimension("Agent", agent)
    for name, value in values.items():
        metrics.add_metric(name, UNITS[name], value)
    metrics.flush_metrics()


@contextmanager
def measured_queries() -> Iterator[None]:
    """Emit the average time of the queries of the block, if it runs any."""
    seconds: list[float] = []

    def measure(execute: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            seconds.append(time.perf_counter() - start)

    with connection.execute_wrapper(measure):
        yield
    if seconds:
        emit({"QueryMilliseconds": 1000 * sum(seconds) / len(seconds)})


def emit_analysis(sender: Any, lease: Any, **_: Any) -> None:
    """Emit the outcome of an analysis that has ended, and what each agent did and cost. Receives `run_ended`."""
    from analysis.models import Job, Step
    from people import acting_as

    if not settings.ON_LAMBDA:
        return
    with acting_as(lease.user_id):
        job = Job.objects.filter(pk=lease.job_id, status__in=(Job.Status.COMPLETED, Job.Status.FAILED)).first()
        if job is None:
            return  # deleted, or another attempt follows
        calls = dict(job.spans.filter(kind="function").order_by().values_list("step").annotate(count=Count("pk")))
        steps = list(job.steps.exclude(started_at=None))
    emit({"Analyses": 1, "FailedAnalyses": int(job.status == Job.Status.FAILED), "Dollars": float(job.cost_usd or 0)})
    for step in steps:
        seconds = (step.finished_at - step.started_at).total_seconds() if step.started_at and step.finished_at else 0
        values = {
            "Runs": 1, "Seconds": seconds, "ToolCalls": calls.get(step.name, 0), "Tokens": step.tokens,
            "Errors": int(step.status == Step.Status.FAILED), "Dollars": float(step.cost_usd or 0),
        }  # fmt: skip
        emit(values, agent=step.agent)
