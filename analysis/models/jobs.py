"""Jobs: one row an analysis, and questions about them. The queue carries only their ids."""

import uuid
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Now

from analysis.job_kinds import REQUEST_MODELS, JobKind, find_kind, job_type_choices
from analysis.payloads import ChartsPayload, MadeWith, ReportPayload, RetirementPayload, SummaryPayload
from people.fields import RowSchemaField, SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from people.platform_faults import PlatformFault
from portfolios.facts.fact import FactSheet
from portfolios.valuation.snapshot import Snapshot

MAX_ATTEMPTS = 3


class JobQuerySet(models.QuerySet["Job"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def active(self) -> Self:
        return self.filter(status__in=Job.ACTIVE)

    def completed(self) -> Self:
        return self.filter(status=Job.Status.COMPLETED)

    def whole(self) -> Self:
        """Return the whole analyses, without jobs that run one part."""
        return self.filter(job_type=Job.Type.PORTFOLIO_ANALYSIS)

    def running_first(self) -> Self:
        """Order them newest first, but those that wait or run before all others."""
        is_active = Case(When(status__in=Job.ACTIVE, then=0), default=1)
        return self.order_by(is_active, "-created_at")

    def expired(self) -> Self:
        """Return the running jobs whose lease has ended by the database's clock, which also renews leases."""
        return self.filter(status=Job.Status.RUNNING, lease_until__lt=Now())

    def due(self) -> Self:
        """Return the pending jobs that do not wait for their next try, by the database's clock."""
        return self.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=Now()), status=Job.Status.PENDING)

    def due_or_expired(self) -> Self:
        return self.due() | self.expired()

    def without_large_columns(self) -> Self:
        """Defer the snapshot, the facts and the payloads, for lists and progress."""
        return self.defer(
            "snapshot", "facts", "report_payload", "charts_payload", "retirement_payload", "summary_payload"
        )

    def with_progress(self) -> Self:
        """Annotate the time of the last change of a step, and the database's clock."""
        return self.annotate(step_changed_at=models.Max("steps__updated_at"), clock=Now())

    def change(self, **columns: Any) -> int:
        return self.update(updated_at=Now(), **columns)

    def set_status(self, status: "Job.Status", **columns: Any) -> int:
        """Set a status other than running, and end the lease so that a late worker can write nothing."""
        ended = {"lease_token": None, "lease_until": None, "retry_at": None, "wait_reason": ""}
        return self.change(status=status, **{**ended, **columns})


class Job(TimeStamped):
    """One analysis. dispatched_at: when its message is due. faults: of the platform. holdings: at the start."""

    page_data = PageData(only=("status", "name"))
    row_access = RowAccess(reads=(Purpose.CHECK_FIGURES, Purpose.RETENTION), writes=(Purpose.REAPER,))

    class Type(StrEnum):
        """The types that code refers to; `analysis.job_kinds` has all of them."""

        PORTFOLIO_ANALYSIS = "portfolio_analysis"

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting to start"
        RUNNING = "running", "Running"
        COMPLETED = "completed", "Completed"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    class WaitReason(models.TextChoices):
        """Why a pending job waits for its next try."""

        DATABASE = PlatformFault.DATABASE.value, "The database is not available"
        DISK = PlatformFault.DISK.value, "The disk of the database is full"
        OVERLOAD = PlatformFault.OVERLOAD.value, "The database is overloaded"
        ERROR = "error", "An unexpected error ended the last try"
        LARGE = "large", "Another large portfolio is being analyzed"

    ACTIVE = (Status.PENDING, Status.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    job_type = models.CharField(max_length=30, choices=job_type_choices, default=Type.PORTFOLIO_ANALYSIS.value)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    request_payload = RowSchemaField(lambda job: REQUEST_MODELS[job.job_type], default=dict, blank=True)
    snapshot = SchemaField(Snapshot, null=True, blank=True)
    facts = SchemaField(FactSheet, null=True, blank=True)
    made_with = SchemaField(MadeWith, null=True, blank=True)  # None in analyses of earlier versions
    report_payload = SchemaField(ReportPayload, null=True, blank=True)
    charts_payload = SchemaField(ChartsPayload, null=True, blank=True)
    retirement_payload = SchemaField(RetirementPayload, null=True, blank=True)
    summary_payload = SchemaField(SummaryPayload, null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=100, blank=True, db_default="")
    retry_at = models.DateTimeField(null=True, blank=True)
    wait_reason = models.CharField(max_length=10, choices=WaitReason, blank=True, db_default="")
    faults = models.PositiveSmallIntegerField(default=0, db_default=0)
    holdings = models.PositiveIntegerField(default=0, db_default=0)
    name = models.CharField(max_length=80, blank=True, db_default="")  # as its owner calls it
    is_sample = models.BooleanField(default=False, db_default=False)  # a copy of the sample household's
    is_scheduled = models.BooleanField(default=False, db_default=False)  # nobody waits for it
    idempotency_key = models.CharField(max_length=80, null=True, blank=True)  # noqa: DJ001 many jobs have none
    model = models.CharField(max_length=120, blank=True)
    tokens = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(job_type="portfolio_analysis", status__in=["pending", "running"]),
                name="job_one_active_analysis",
            ),
            models.UniqueConstraint(fields=["user", "idempotency_key"], name="job_idempotency_key"),
            models.CheckConstraint(
                condition=Q(status="running", lease_token__isnull=False, lease_until__isnull=False)
                | ~Q(status="running") & Q(lease_token__isnull=True, lease_until__isnull=True),
                name="job_lease_while_running",
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(error_code=""), name="job_failure_has_a_code"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "-created_at"], name="job_by_user"),
            models.Index(fields=["status", "lease_until"], condition=Q(status="running"), name="job_lease"),
            models.Index(fields=["created_at"], condition=Q(status="pending"), name="job_pending"),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="job_by_message"),
        ]

    def __str__(self) -> str:
        return f"{self.get_job_type_display()} {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def kind(self) -> JobKind:
        return find_kind(self.job_type)

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE
