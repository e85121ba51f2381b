"""Comparisons of two analyses, which a worker computes."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.comparing.result import Comparison as ComparisonResult
from analysis.models import Job
from people.fields import SchemaField
from people.models import TimeStamped

MAX_TRIES = 3
TASK_TIME = timedelta(seconds=120)
"""A comparison that a worker took longer ago than this is free for another one."""


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def waiting(self) -> Self:
        taken_long_ago = Q(status=Comparison.Status.RUNNING, updated_at__lt=Now() - TASK_TIME)
        return self.filter(Q(status=Comparison.Status.PENDING) | taken_long_ago)

    def take(self, pk: Any) -> bool:
        """Take a waiting comparison for a worker. One that failed too often fails for good. False: nothing to do."""
        waiting = self.waiting().filter(pk=pk)
        waiting.filter(tries__gte=MAX_TRIES).update(status=Comparison.Status.FAILED, updated_at=Now())
        return bool(waiting.update(status=Comparison.Status.RUNNING, tries=F("tries") + 1, updated_at=Now()))


class Comparison(TimeStamped):
    """What changed from the earlier analysis to the later one, `job`. message: why there is no result."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for a worker"
        RUNNING = "running", "Being computed"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="comparisons")
    earlier = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="+")
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    result = SchemaField(ComparisonResult, null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        app_label = "analysis"
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "earlier"], name="comparison_once")]

    def __str__(self) -> str:
        return f"{self.earlier_id} to {self.job_id}"

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.PENDING, self.Status.RUNNING)
