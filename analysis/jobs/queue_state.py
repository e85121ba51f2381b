"""The state of queue and workers: for /readyz, and for staff in the admin."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, F, Max, Min, Q, Sum
from django.db.models.functions import Now
from django.utils import timezone

from analysis.jobs.worker_status import LastReports, WorkerStatus, current_status, last_reports
from analysis.models import Job, ModelCost, Step
from people import acting_as_staff
from people.isolation.purposes import Purpose

DAY = timedelta(days=1)


@dataclass(frozen=True)
class QueueAge:
    """messages: how many wait; None if the queue is elsewhere. seconds: how long the oldest has waited."""

    messages: int | None
    seconds: int | None


def load_queue_age() -> QueueAge:
    """Return the messages that no worker has taken; a taken one is locked until later than now."""
    if "orm" not in settings.Q_CLUSTER:
        return QueueAge(None, None)
    from django_q.models import OrmQ

    now = timezone.now()
    found = OrmQ.objects.filter(lock__lte=now).aggregate(messages=Count("pk"), oldest=Min("lock"))
    return QueueAge(found["messages"], seconds_since(found["oldest"], now) or 0)


@dataclass(frozen=True)
class FailureCount:
    code: str
    jobs: int


@dataclass(frozen=True)
class StepTimes:
    """The seconds of one step in the last day. agent: its role."""

    label: str
    runs: int
    average: float
    longest: float


class SystemState:
    """What staff see of the queue, the workers and the last day."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.queue: QueueAge = load_queue_age()
        self.workers: WorkerStatus = current_status()
        self.reports: LastReports = last_reports()

    @property
    def heartbeat_seconds(self) -> int | None:
        return seconds_since(self.reports.heartbeat, self.now)

    @property
    def reaper_seconds(self) -> int | None:
        return seconds_since(self.reports.reaper, self.now)

    @cached_property
    def jobs(self) -> dict[str, Any]:
        """Return how many jobs wait and run, since when the oldest waits, and how many are postponed."""
        waiting = Q(status=Job.Status.PENDING)
        with acting_as_staff(Purpose.REAPER):
            return Job.objects.active().aggregate(
                waiting=Count("pk", filter=waiting), running=Count("pk", filter=Q(status=Job.Status.RUNNING)),
                postponed=Count("pk", filter=waiting & Q(retry_at__gt=Now())), oldest=Min("created_at", filter=waiting),
            )  # fmt: skip

    @property
    def waiting_seconds(self) -> int:
        return seconds_since(self.jobs["oldest"], self.now) or 0

    @cached_property
    def wait_reasons(self) -> dict[str, int]:
        """Return why jobs are postponed, in words, and how many of them."""
        with acting_as_staff(Purpose.REAPER):
            rows = Job.objects.filter(status=Job.Status.PENDING).exclude(wait_reason="").order_by()
            found = dict(rows.values_list("wait_reason").annotate(jobs=Count("pk")))
        return {str(Job.WaitReason(code).label): jobs for code, jobs in found.items()}

    @cached_property
    def failures(self) -> list[FailureCount]:
        """Return the failures of the last day by their code, the most frequent first."""
        with acting_as_staff(Purpose.REAPER):
            failed = Job.objects.filter(status=Job.Status.FAILED, updated_at__gt=self.now - DAY).order_by()
            rows = failed.values_list("error_code").annotate(jobs=Count("pk")).order_by("-jobs", "error_code")
            return [FailureCount(*row) for row in rows]

    @cached_property
    def step_times(self) -> list[StepTimes]:
        """Return the steps that were finished in the last day, the slowest first."""
        took = F("finished_at") - F("started_at")
        labels = dict(Step._meta.get_field("name").flatchoices)
        with acting_as_staff(Purpose.REAPER):
            done = Step.objects.filter(status=Step.Status.DONE, finished_at__gt=self.now - DAY).order_by()
            rows = list(done.values_list("name").annotate(runs=Count("pk"), mean=Avg(took), most=Max(took)))
        times = [
            StepTimes(labels.get(name, name), runs, mean.total_seconds(), most.total_seconds())
            for name, runs, mean, most in rows
        ]
        return sorted(times, key=lambda one: -one.longest)

    @cached_property
    def spent_today(self) -> Decimal:
        """Return the known dollars that language models have cost since midnight (UTC)."""
        with acting_as_staff(Purpose.MODEL_COSTS):
            return ModelCost.objects.filter(day=self.now.date()).aggregate(all=Sum("cost_usd"))["all"] or Decimal(0)


def seconds_since(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
