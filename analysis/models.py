"""The rows of analyses: jobs, steps, spans and model costs. The queue carries only the ids of jobs."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Sum, Value, When
from django.db.models.functions import Left, Now

from advisors import team
from advisors.budget.spending import ZERO_USD, ModelUsage, SpendingToday
from advisors.runtime.step_output import load_output_class
from analysis.payloads import REQUEST_MODELS, ChartsPayload, ReportPayload, RetirementPayload, SummaryPayload
from people.fields import RowSchemaField, SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from people.platform_faults import PlatformFault
from portfolios.facts.fact import FactSheet
from portfolios.valuation.snapshot import Snapshot

MAX_ATTEMPTS = 3
PREVIEW_CHARACTERS = 160


class JobQuerySet(models.QuerySet["Job"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def active(self) -> Self:
        return self.filter(status__in=Job.ACTIVE)

    def completed(self) -> Self:
        return self.filter(status=Job.Status.COMPLETED)

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

    page_data = PageData(only=("status",))
    row_access = RowAccess(reads=(Purpose.CHECK_FIGURES, Purpose.RETENTION), writes=(Purpose.REAPER,))

    class Type(models.TextChoices):
        PORTFOLIO_ANALYSIS = "portfolio_analysis", "Portfolio analysis"
        REBALANCE_RECOMMENDATION = "rebalance_recommendation", "Rebalancing"
        RETIREMENT_PROJECTION = "retirement_projection", "Retirement projection"
        RISK_ASSESSMENT = "risk_assessment", "Risk assessment"
        TAX_OPTIMIZATION = "tax_optimization", "Tax optimization"
        INSTRUMENT_RESEARCH = "instrument_research", "Instrument research"

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
    RESERVED_TYPES = (
        Type.REBALANCE_RECOMMENDATION,
        Type.RETIREMENT_PROJECTION,
        Type.RISK_ASSESSMENT,
        Type.TAX_OPTIMIZATION,
        Type.INSTRUMENT_RESEARCH,
    )
    """Types that the API names and no worker runs yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    job_type = models.CharField(max_length=30, choices=Type, default=Type.PORTFOLIO_ANALYSIS)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    request_payload = RowSchemaField(lambda job: REQUEST_MODELS[job.job_type], default=dict, blank=True)
    snapshot = SchemaField(Snapshot, null=True, blank=True)
    facts = SchemaField(FactSheet, null=True, blank=True)
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
    is_sample = models.BooleanField(default=False, db_default=False)  # a copy of the sample household's
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
    def is_active(self) -> bool:
        return self.status in self.ACTIVE


class StepQuerySet(models.QuerySet["Step"]):
    def create_for(self, job: Job) -> None:
        """Create the waiting steps of a new job."""
        Step.objects.bulk_create(
            Step(job=job, user_id=job.user_id, name=step.name, agent=spec.role, order=order)
            for order, (step, spec) in enumerate(team.steps())
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


class SpanQuerySet(models.QuerySet["Span"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)

    def without_large_columns(self) -> Self:
        """Defer prompt and answer. Add whether there are texts, and the start of a tool call's arguments."""
        preview = Case(When(kind="function", then=Left("prompt", PREVIEW_CHARACTERS)), default=Value(""))
        has_texts = ExpressionWrapper(~Q(prompt="", answer=""), output_field=models.BooleanField())
        return self.defer("prompt", "answer").annotate(has_texts=has_texts, arguments_preview=preview)

    def with_texts(self) -> Self:
        return self.exclude(prompt="", answer="")

    def clear_texts_before(self, moment: datetime) -> int:
        """Delete the prompts and answers of spans that are older than a moment. Return how many spans had any."""
        return self.with_texts().filter(created_at__lt=moment).update(prompt="", answer="", updated_at=Now())


class Span(TimeStamped):
    """One step, agent run, tool call, request or decision of a job. Only requests have tokens.

    cost_usd: None if unknown. attempt: of the job. prompt, answer: without secrets; empty once their time is over.
    """

    row_access = RowAccess(writes=(Purpose.RETENTION,))

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="spans")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    span_id = models.CharField(max_length=64, unique=True)
    parent_id = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    step = models.CharField(max_length=12, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1)
    agent = models.CharField(max_length=40, blank=True)
    model = models.CharField(max_length=120, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=10, decimal_places=6, null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    prompt = models.TextField(blank=True)
    answer = models.TextField(blank=True)

    objects = SpanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["started_at"]
        indexes: ClassVar = [
            models.Index(fields=["job", "started_at"], name="span_by_job"),
            models.Index(fields=["created_at"], condition=~Q(prompt="", answer=""), name="span_with_texts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def spent(self) -> ModelUsage:
        """Return the tokens and the cost; zero cost when usage was not reported."""
        return ModelUsage(0, self.input_tokens, self.output_tokens, self.cost_usd if self.tokens else ZERO_USD)

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens

    @property
    def seconds(self) -> Decimal:
        return Decimal(str(round((self.ended_at - self.started_at).total_seconds(), 3)))


class ModelCostQuerySet(models.QuerySet["ModelCost"]):
    def between_days(self, first: date, last: date) -> Self:
        return self.filter(day__gte=first, day__lte=last)

    def totals_by(self, *columns: str) -> models.QuerySet["ModelCost", dict[str, Any]]:
        """Return the sums by these columns, the latest day first."""
        ordering = [f"-{name}" if name == "day" else name for name in columns]
        return self.values(*columns).order_by(*ordering).annotate(
            sum_requests=Sum("requests"), sum_in=Sum("tokens_in"), sum_out=Sum("tokens_out"), dollars=Sum("cost_usd"),
            unpriced=Sum("unpriced_requests"),
        )  # fmt: skip

    def day_spending(self, user_id: Any) -> SpendingToday:
        """Return the spending of one user and of all together. user_id: None for work on behalf of no user."""
        theirs = {"user": Sum("cost_usd", filter=Q(user=user_id))} if user_id else {}
        found = self.aggregate(all=Sum("cost_usd"), **theirs)
        return SpendingToday(found.get("user") or ZERO_USD, found["all"] or ZERO_USD)


class ModelCost(TimeStamped):
    """The cost of one language model for one user on one day, in jobs and outside of them.

    Daily limits use these rows. cost_usd: the known part. user: for all who were deleted, the id DELETED_PEOPLE.
    """

    row_access = RowAccess(writes=(Purpose.MODEL_COSTS, Purpose.DELETION))

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, blank=True, db_constraint=False,
        related_name="+",
    )  # fmt: skip
    day = models.DateField()
    model = models.CharField(max_length=120)
    requests = models.PositiveIntegerField(default=0)
    tokens_in = models.PositiveBigIntegerField(default=0)
    tokens_out = models.PositiveBigIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=12, decimal_places=6, default=0)
    unpriced_requests = models.PositiveIntegerField(default=0)

    objects = ModelCostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "model"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "user", "model"], nulls_distinct=False, name="model_cost_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.model}"

    def add(self, spent: ModelUsage) -> None:
        """Add a cost in one UPDATE, so that two simultaneous calls both count."""
        ModelCost.objects.filter(pk=self.pk).update(
            requests=F("requests") + spent.requests,
            tokens_in=F("tokens_in") + spent.tokens_in,
            tokens_out=F("tokens_out") + spent.tokens_out,
            cost_usd=F("cost_usd") + spent.cost_or_zero,
            unpriced_requests=F("unpriced_requests") + (spent.requests if spent.cost_usd is None else 0),
            updated_at=Now(),
        )
