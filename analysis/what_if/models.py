"""The scenarios of a person: changes of the plan that they keep, to compare them on any of their analyses."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from analysis.what_if.values import Levers
from people.fields import SchemaField
from people.models import TimeStamped
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES

MAX_NAME_LENGTH = 60


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def owned_by(self, user: Any) -> Self:
        return self.filter(user=user)


class Scenario(TimeStamped):
    """What a person tries instead of their plan, under a name. What they leave follows the plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    levers = SchemaField(Levers)
    currency = models.CharField(
        "currency of its amounts",
        max_length=3,
        choices=CURRENCY_CHOICES,
        default=BASE_CURRENCY,
        db_default=BASE_CURRENCY,
    )

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        app_label = "analysis"
        ordering: ClassVar = ["created_at", "pk"]

    def fits(self, currency: str) -> bool:
        """Return whether it can be tried on a plan in this currency: its amounts are in it, or it has none."""
        return currency == self.currency or not self.levers.has_money

    def __str__(self) -> str:
        return self.name
