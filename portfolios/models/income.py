"""The income that a person expects in retirement."""

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios import bounds
from portfolios.household.inputs import MEMBER_LABELS
from portfolios.income_kinds import DEFAULT_INCOME_KIND, INCOME_KIND_LABELS
from portfolios.models.base import OwnedQuerySet, build_range_constraint


class IncomeStream(TimeStamped):
    """Retirement income that does not depend on the markets, such as Social Security or a pension."""

    page_data = PageData()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="income_streams")
    name = models.CharField(max_length=bounds.INCOME_NAME_LENGTH)
    amount = models.DecimalField("amount a year, in today's dollars", **bounds.INCOME_AMOUNT.column_options)
    kind = models.CharField(
        max_length=16, choices=list(INCOME_KIND_LABELS.items()), default=DEFAULT_INCOME_KIND,
        db_default=DEFAULT_INCOME_KIND,
    )  # fmt: skip
    owner = models.CharField(max_length=8, choices=list(MEMBER_LABELS.items()), default="self", db_default="self")
    survivor_share = models.DecimalField(
        "share that goes on to a survivor", **bounds.INCOME_SURVIVOR_SHARE.column_options, default=0, db_default=0
    )
    start_age = models.PositiveSmallIntegerField()
    end_age = models.PositiveSmallIntegerField(null=True, blank=True)
    cola = models.DecimalField(
        "share of inflation it follows", **bounds.INFLATION_SHARE.column_options, default=Decimal(1)
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            build_range_constraint("amount", "income_amount", **bounds.INCOME_AMOUNT.limits),
            build_range_constraint("start_age", "income_start_age", **bounds.INCOME_AGE.limits),
            models.CheckConstraint(
                condition=Q(end_age__isnull=True)
                | Q(end_age__gte=F("start_age"), end_age__lt=bounds.INCOME_AGE.maximum + 1),
                name="income_end_age",
            ),
            build_range_constraint("cola", "income_cola", **bounds.INFLATION_SHARE.limits),
            build_range_constraint("survivor_share", "income_survivor", **bounds.INCOME_SURVIVOR_SHARE.limits),
        ]

    def __str__(self) -> str:
        return self.name
