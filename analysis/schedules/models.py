"""When a person's analysis runs by itself, and what became of the mail about each run."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from analysis.models import Job
from analysis.schedules.finding import Finding
from people.fields import SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped

GIVEN_UP_AFTER = timedelta(days=3)
"""How long rounds try to send a mail. Older news are no news."""
SENDING_LIMIT = timedelta(minutes=15)
"""After this long without an outcome, the process that was sending a mail is gone: tasks end within 5 minutes."""


class Schedule(TimeStamped):
    """A person's schedule. Without a row nothing runs by itself.

    mails: whether to mail what changed. is_paused: whether staff stopped it for a while.
    """

    page_data = PageData()
    row_access = RowAccess(reads=(Purpose.SCHEDULES,), writes=(Purpose.ADMIN,))

    class Every(models.TextChoices):
        WEEK = "week", "Every week"
        MONTH = "month", "Every month"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="schedule")
    every = models.CharField(max_length=5, choices=Every)
    next_on = models.DateField()
    mails = models.BooleanField(default=True)
    is_paused = models.BooleanField("paused", default=False, db_default=False)

    class Meta:
        app_label = "analysis"
        indexes: ClassVar = [models.Index(fields=["next_on"], name="schedule_due")]

    def __str__(self) -> str:
        return f"{self.get_every_display()}, next on {self.next_on}"

    @property
    def job_name(self) -> str:
        """Return what an analysis of this schedule is called."""
        return "Weekly analysis" if self.every == self.Every.WEEK else "Monthly analysis"


class DigestQuerySet(models.QuerySet["Digest"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def open(self) -> Self:
        """Return the digests that wait for their analysis or the mail server, or whose sender is gone."""
        unfinished = (Digest.Status.WAITING, Digest.Status.READY, Digest.Status.SENDING)  # those of the index
        return self.filter(models.Q(status=Digest.Status.WAITING) | self.is_sendable(), status__in=unfinished)

    @staticmethod
    def is_sendable() -> models.Q:
        """Return the condition of the digests that may be sent now."""
        is_left = models.Q(status=Digest.Status.SENDING, updated_at__lt=Now() - SENDING_LIMIT)
        return models.Q(status=Digest.Status.READY) | is_left


class Digest(TimeStamped):
    """What one scheduled analysis changed. It is marked as sending first, so that two workers do not send it at once.

    Every mail is handed to the mail server at least once. One whose worker died while sending is sent again, with the
    same Message-ID: it arrives twice only if the worker died between the answer of the mail server and its own note.
    """

    page_data = PageData(only=("status",))
    row_access = RowAccess(reads=(Purpose.SCHEDULES,))

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for the analysis"
        READY = "ready", "Ready to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        QUIET = "quiet", "Nothing to send"
        FAILED = "failed", "Not sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="digest")
    status = models.CharField(max_length=7, choices=Status, default=Status.WAITING)
    findings = SchemaField(list[Finding], null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        app_label = "analysis"
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(
                fields=["status"], condition=models.Q(status__in=["waiting", "ready", "sending"]), name="digest_open"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.job_id}"
