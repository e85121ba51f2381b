"""What language models cost, by person, day and model. Daily limits use these rows."""

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now

from advisors.budget.spending import ZERO_USD, ModelUsage, SpendingToday
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.models import TimeStamped


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
