"""Daily history: published closing prices, and the value of each user's accounts."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from people.fields import SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios import bounds
from portfolios.models.base import OwnedQuerySet, build_range_constraint
from portfolios.performance.performance import MAX_GAP
from portfolios.valuation.growth import RecordedHoldings


def previous_close(instrument: str) -> models.Subquery:
    """Return an expression: the last accepted close in the week before the day of the price of an instrument.

    instrument: the path to it, with its final underscores, or an empty string for the instrument itself.
    """
    day = Cast(models.OuterRef(f"{instrument}priced_at"), models.DateField())
    rows = PriceQuote.objects.filter(
        instrument=models.OuterRef(f"{instrument}pk"), status=PriceQuote.Status.ACCEPTED,
        date__lt=day, date__gte=models.ExpressionWrapper(day - MAX_GAP, models.DateTimeField()),
    )  # fmt: skip
    return models.Subquery(rows.order_by("-date", "-pk").values("close")[:1])


class PriceQuote(TimeStamped):
    """A published closing price with its source. A quarantined one waits for staff and is not used."""

    page_data = PageData(owner="")  # the closes of benchmarks
    row_access = RowAccess(writes=(Purpose.ADMIN, Purpose.PRICES, Purpose.PROMOTION), shares_unowned=True)

    class Status(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        QUARANTINED = "quarantined", "Held back"
        REJECTED = "rejected", "Rejected"

    instrument = models.ForeignKey("portfolios.Instrument", on_delete=models.CASCADE, related_name="quotes")
    date = models.DateField()
    close = models.DecimalField(max_digits=18, decimal_places=6)
    source = models.CharField(max_length=40)
    status = models.CharField(max_length=12, choices=Status, default=Status.ACCEPTED)
    reason = models.CharField(max_length=200, blank=True, help_text="Why staff must review this price.")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "date", "source"], name="quote_once"),
            build_range_constraint("close", "quote_close", **bounds.PRICE.limits),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-date"], condition=Q(status="quarantined"), name="quote_held_back"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.close}"


class PortfolioValue(TimeStamped):
    """The total value of a user's accounts on one day, and the money added that day (see growth.py)."""

    page_data = PageData()

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="values")
    date = models.DateField()
    total = models.DecimalField(max_digits=18, decimal_places=2)
    added = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    by_account = SchemaField(dict[str, Decimal], default=dict)
    holdings = SchemaField(RecordedHoldings, default=dict)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "date"], name="portfolio_value_once"),
            build_range_constraint(
                "total", "portfolio_value_total", exclusive_minimum=Decimal("-1e16"), exclusive_maximum=Decimal("1e16")
            ),
            build_range_constraint(
                "added", "portfolio_value_added", exclusive_minimum=Decimal("-1e16"), exclusive_maximum=Decimal("1e16")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.total}"
