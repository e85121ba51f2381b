"""The price that a person knows of an instrument, which counts for them until a newer one is published."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q

from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios import bounds
from portfolios.models.base import OwnedQuerySet, build_range_constraint

COLUMNS = {
    "entered_price": "price", "entered_at": "priced_at", "entered_source": "source", "entered_before": "day_before",
}  # fmt: skip


def join_own_prices(rows: models.QuerySet[Any], instrument: str, user: Any) -> Any:
    """Join the price of a user as `own`. instrument: the path to it, with its final underscores, or empty."""
    relation = f"{instrument}own_prices"
    return rows.alias(own=FilteredRelation(relation, condition=Q(**{f"{relation}__user": user})))


def with_own_prices(rows: models.QuerySet[Any], instrument: str, user: Any) -> Any:
    """Annotate the price of a user, its moment and its source, under the names of COLUMNS."""
    joined = join_own_prices(rows, instrument, user)
    return joined.annotate(**{name: F(f"own__{column}") for name, column in COLUMNS.items()})


def is_own_newer(instrument: str) -> Q:
    """Return a condition on joined rows: the price of the user is newer than the instrument's, or the only one.

    The price of a private instrument is always that of its owner, so an equally old one counts.
    """
    is_only = Q(own__price__isnull=False) & Q(**{f"{instrument}current_price__isnull": True})
    is_same = Q(own__priced_at=F(f"{instrument}priced_at")) & Q(**{f"{instrument}owner__isnull": False})
    return is_only | Q(own__priced_at__gt=F(f"{instrument}priced_at")) | is_same


def follows(day: date, earlier: date) -> bool:
    """Return whether `earlier` is a day before `day` with no weekday between them, such as a Friday and its Monday."""
    between = ((earlier + timedelta(days=n)).weekday() for n in range(1, min((day - earlier).days, 4)))
    return timedelta(0) < day - earlier <= timedelta(days=3) and all(weekday >= 5 for weekday in between)


class OwnPrice(TimeStamped):
    """A price in the instrument's own currency, as a person entered it or as a file of theirs states it.

    day_before: their price of the day before, null if they entered none; `follows` says which day that is.
    """

    page_data = PageData()

    class Source(models.TextChoices):
        ENTERED = "entered", "Entered by hand"
        FILE = "file", "From a file"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_prices")
    instrument = models.ForeignKey("portfolios.Instrument", on_delete=models.CASCADE, related_name="own_prices")
    price = models.DecimalField(**bounds.PRICE.column_options)
    priced_at = models.DateTimeField()
    day_before = models.DecimalField(**bounds.PRICE.column_options, null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.ENTERED)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "instrument"], name="own_price_once"),
            build_range_constraint("price", "own_price_price", **bounds.PRICE.limits),
            build_range_constraint("day_before", "own_price_day_before", **bounds.PRICE.limits, or_null=True),
        ]

    def __str__(self) -> str:
        return f"{self.priced_at:%Y-%m-%d} {self.price}"
