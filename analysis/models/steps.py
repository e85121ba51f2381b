"""The steps of a job, one for each part of an agent."""

from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from advisors import team
from advisors.budget.spending import ZERO_USD, ModelUsage
from advisors.runtime.step_output import load_output_class
from analysis.models.jobs import Job
from analysis.payloads import LogLine
from people.fields import RowSchemaField, SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.models import TimeStamped


class StepQuerySet(models.QuerySet["Step"]):
    def create_for(self, job: Job) -> None:
        """Create the waiting steps of a new job."""
        Step.objects.bulk_create(
            Step(job=job, user_id=job.user_id, name=step.name, agent=spec.role, order=order)
            for order, (step, spec) in enumerate(job.kind.steps())
        )

    def running_labels(self) -> str:
        """Return the labels of the running steps, such as “Report” and “Charts”."""
        return " and ".join(f"“{step.get_name_display()}”" for step in self.filter(status=Step.Status.RUNNING))

    def change(self, **columns: Any) -> int:
        return self.update(updated_at=Now(), **columns)

    def cost_columns(self) -> dict[str, Any]:
        """Return the total cost of the steps as columns of their job."""
        spent = sum((step.spent for step in self), ModelUsage())
        return {"tokens": spent.tokens, "cost_usd": spent.cost_usd}

    def reset_running(self) -> int:
        """Set running steps back to waiting after their worker stopped. Another worker starts them again."""
        return self.filter(status=Step.Status.RUNNING).change(
            status=Step.Status.WAITING, started_at=None, message="Interrupted; it will be started again."
        )

    def fail_unfinished(self, code: str, message: str) -> None:
        """Fail the running steps and skip the waiting ones."""
        self.filter(status=Step.Status.RUNNING).change(
            status=Step.Status.FAILED, finished_at=Now(), error_code=code, error_message=message
        )
        self.filter(status=Step.Status.WAITING).change(status=Step.Status.SKIPPED, message="Not reached.")

    def cancel_unfinished(self) -> int:
        """Skip the running and the waiting steps."""
        self.filter(status=Step.Status.RUNNING).change(finished_at=Now())
        return self.filter(status__in=Step.OPEN).change(status=Step.Status.SKIPPED, message="Cancelled.")


def step_choices() -> list[tuple[str, str]]:
    """Return the steps of the team's agents, in order, with their labels."""
    return [(step.name, step.label) for step, _ in team.steps()]


class Step(TimeStamped):
    row_access = RowAccess(writes=(Purpose.REAPER,))

    class Name(StrEnum):
        """The steps that code refers to; `step_choices` returns all steps."""

        PLAN = "plan"
        REPORT = "report"
        CHARTS = "charts"
        RETIREMENT = "retirement"
        CONCLUDE = "conclude"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        SKIPPED = "skipped", "Skipped"

    OPEN = (Status.WAITING, Status.RUNNING)

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=12, choices=step_choices)
    agent = models.CharField(max_length=12)
    order = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    message = models.CharField(max_length=200, blank=True)
    log = SchemaField(list[LogLine], null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    output = RowSchemaField(lambda step: load_output_class(step.name), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    model = models.CharField(max_length=120, blank=True)
    tokens = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.CharField(max_length=500, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "name"], name="step_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.status}"

    @property
    def spent(self) -> ModelUsage:
        return ModelUsage(0, self.tokens, 0, self.cost_usd if self.tokens else ZERO_USD)
