"""Dated exchange rates: shared ones, published or entered by staff, and those that a person entered."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios import bounds
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES
from portfolios.models.base import build_range_constraint
from portfolios.valuation.snapshot import RateValue
from portfolios.valuation.value import EXACT_CONTEXT

Dollars = Mapping[str, Decimal]
"""What one unit of each currency is worth in dollars."""
NEWEST_FIRST = ("-date", F("owner").asc(nulls_first=True))


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def visible_to(self, user: Any) -> Self:
        """Return shared rates and those of this user."""
        return self.filter(Q(owner__isnull=True) | Q(owner=user))

    def newest(self) -> Self:
        """Return the newest rate of each currency; of one day, the shared one."""
        return self.order_by("currency", *NEWEST_FIRST).distinct("currency")

    def as_dollars(self, *, currency: str, user: str) -> models.Case:
        """Return an expression: dollars for one unit of the currency in a column, null without a rate."""
        rows = ExchangeRate.objects.visible_to(OuterRef(user)).filter(currency=OuterRef(currency))
        rate = Subquery(rows.order_by(*NEWEST_FIRST).values("dollars")[:1])
        one = models.Value(1, output_field=ExchangeRate._meta.get_field("dollars"))
        return models.Case(models.When(**{currency: BASE_CURRENCY}, then=one), default=rate)


class ExchangeRate(TimeStamped):
    """What one unit of a currency was worth in US dollars on a day. owner: who entered it; null for a shared rate."""

    page_data = PageData(owner="owner")
    row_access = RowAccess(writes=(Purpose.ADMIN, Purpose.PRICES), shares_unowned=True)

    class Source(models.TextChoices):
        ECB = "ecb", "European Central Bank"
        STAFF = "staff", "entered by staff"
        PERSON = "person", "entered by you"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="exchange_rates"
    )
    currency = models.CharField(max_length=3, choices=[row for row in CURRENCY_CHOICES if row[0] != BASE_CURRENCY])
    date = models.DateField()
    dollars = models.DecimalField(**bounds.EXCHANGE_RATE.column_options, help_text="US dollars for one unit.")
    source = models.CharField(max_length=10, choices=Source)

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "currency", "date"], nulls_distinct=False, name="exchange_rate_once"
            ),
            build_range_constraint("dollars", "exchange_rate_dollars", **bounds.EXCHANGE_RATE.limits),
        ]
        indexes: ClassVar = [models.Index(fields=["currency", "-date"], name="exchange_rate_newest")]

    def __str__(self) -> str:
        return f"1 {self.currency} = {self.dollars.normalize():f} {BASE_CURRENCY}, {self.date}"


def load_rates(user_id: UUID, currencies: Iterable[str]) -> tuple[RateValue, ...]:
    """Return the newest rate of each of these currencies that has one. No query for dollars alone."""
    foreign = set(currencies) - {BASE_CURRENCY}
    if not foreign:
        return ()
    rows = ExchangeRate.objects.visible_to(user_id).filter(currency__in=foreign).newest()
    return tuple(
        RateValue(currency=row.currency, dollars=row.dollars, date=row.date, source=row.get_source_display())
        for row in rows
    )


def dollars_by_currency(rates: Iterable[RateValue]) -> Dollars:
    return {BASE_CURRENCY: Decimal(1), **{rate.currency: rate.dollars for rate in rates}}


def convert(amount: Decimal | None, currency: str, dollars: Dollars) -> Decimal | None:
    """Return an amount in dollars; None where it or the exchange rate is unknown."""
    if amount is None or currency == BASE_CURRENCY:
        return amount
    rate = dollars.get(currency)
    return None if rate is None else EXACT_CONTEXT.multiply(amount, rate)
