"""What happened within a job, span by span: its trace."""

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, ExpressionWrapper, Q, Value, When
from django.db.models.functions import Left, Now

from advisors.budget.spending import ZERO_USD, ModelUsage
from analysis.models.jobs import Job
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.models import TimeStamped

PREVIEW_CHARACTERS = 160


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

    question: that the span belongs to; None for a span of the analysis itself. cost_usd: None if unknown. attempt: of
    the job. prompt, answer: without secrets; empty once their time is over.
    """

    row_access = RowAccess(writes=(Purpose.RETENTION,))

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="spans")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(
        "analysis.Question", on_delete=models.CASCADE, null=True, blank=True, related_name="spans"
    )
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
