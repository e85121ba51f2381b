"""The decisions of a person about the actions of their analyses."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from advisors.actions.action import MAX_ID_LENGTH
from analysis.models import Job
from people.kept_pages.page_data import PageData
from people.models import TimeStamped

MAX_NOTE_LENGTH = 300


class DecisionQuerySet(models.QuerySet["Decision"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def by_action(self, job_id: uuid.UUID) -> dict[str, "Decision"]:
        """Return the decisions about one analysis, by the id of the action."""
        return {row.action: row for row in self.filter(job_id=job_id)}


class Decision(TimeStamped):
    """What a person decided about one action of one analysis. Deciding again replaces it."""

    page_data = PageData()

    class Choice(models.TextChoices):
        DO = "do", "Do it"
        LATER = "later", "Later"
        NO = "no", "No"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="decisions")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="decisions")
    action = models.CharField(max_length=MAX_ID_LENGTH)
    choice = models.CharField(max_length=5, choices=Choice)
    note = models.CharField(max_length=MAX_NOTE_LENGTH, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "action"], name="decision_once")]

    def __str__(self) -> str:
        return f"{self.get_choice_display()}: {self.action}"
