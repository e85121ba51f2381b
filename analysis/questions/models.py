"""The questions of a person about one analysis, with their answers."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from advisors.questions.answer import MODEL_FORM, Answer
from advisors.questions.words import MAX_QUESTION_LENGTH
from analysis.models import Job
from people.fields import SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped

MAX_TRIES = 3
TASK_TIME = timedelta(seconds=90)
"""A question that a worker took longer ago than this is free for another one."""


class QuestionQuerySet(models.QuerySet["Question"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def waiting(self) -> Self:
        """Return the questions whose projection no worker has taken, or took too long ago, by the database's clock."""
        taken_long_ago = Q(status=Question.Status.RUNNING, updated_at__lt=Now() - TASK_TIME)
        return self.filter(Q(status=Question.Status.PENDING) | taken_long_ago)

    def take(self, pk: Any) -> bool:
        """Take a waiting question for a worker. Return False if there is nothing to do."""
        waiting = self.waiting().filter(pk=pk, tries__lt=MAX_TRIES)
        return bool(waiting.update(status=Question.Status.RUNNING, tries=F("tries") + 1, updated_at=Now()))


class Question(TimeStamped):
    """One question about an analysis. milliseconds: how long the answer took, without waiting for a worker."""

    page_data = PageData()
    row_access = RowAccess(reads=(Purpose.RETENTION,))

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for a worker"
        RUNNING = "running", "Being projected"
        ANSWERED = "answered", "Answered"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="questions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=MAX_QUESTION_LENGTH)
    form = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=8, choices=Status)
    answer = SchemaField(Answer, null=True, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        app_label = "analysis"
        ordering: ClassVar = ["created_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["job", "created_at"], name="question_by_job")]

    def __str__(self) -> str:
        return self.text

    @property
    def asks_model(self) -> bool:
        """Return whether a language model is asked, because the router does not know the question."""
        return self.form == MODEL_FORM

    @property
    def is_open(self) -> bool:
        return self.status in (self.Status.PENDING, self.Status.RUNNING)

    def hand_over(self) -> None:
        """Leave the question to another worker, because this one stops."""
        self.status = self.Status.PENDING
        self.save(update_fields=["status", "updated_at"])

    def store(self, answer: Answer, *, milliseconds: int) -> None:
        self.answer, self.milliseconds, self.status = answer, milliseconds, self.Status.ANSWERED
        self.save(update_fields=["answer", "milliseconds", "status", "updated_at"])
