"""Dated exchange rates: shared ones, published or entered by staff, and those that a person entered."""

from collections.abc import Iterable
from datetime import date
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
from portfolios.models.profile import Profile
from portfolios.valuation.base_currency import MAX_AGE, BaseCurrency, DatedRates
from portfolios.valuation.snapshot import RateValue

NEWEST_FIRST = ("-date", F("owner").asc(nulls_first=True))


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    def visible_to(self, user: Any) -> Self:
        """Return shared rates and those of this user."""
        return self.filter(Q(owner__isnull=True) | Q(owner=user))

    def newest(self) -> Self:
        """Return the newest rate of each currency; of one day, the shared one."""
        return self.order_by("currency", *NEWEST_FIRST).distinct("currency")

    def as_base(self, base: BaseCurrency, *, currency: str, user: str) -> models.Case:
        """Return an expression: what one unit of the currency in a column is worth in the base, null without a rate."""
        rows = ExchangeRate.objects.visible_to(OuterRef(user)).filter(currency=OuterRef(currency))
        rate: Any = Subquery(rows.order_by(*NEWEST_FIRST).values("dollars")[:1])
        one = models.Value(1, output_field=ExchangeRate._meta.get_field("dollars"))
        if base.code != BASE_CURRENCY:
            exact = models.DecimalField(max_digits=60, decimal_places=30)
            own = models.Value(base.rate.dollars if base.rate else None, output_field=exact)
            in_dollars = models.Case(models.When(**{currency: BASE_CURRENCY}, then=one), default=rate)
            rate = models.ExpressionWrapper(models.functions.Cast(in_dollars, exact) / own, output_field=exact)
        return models.Case(models.When(**{currency: base.code}, then=one), default=rate)


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


def load_base_currency(user_id: UUID, chosen: str | None = None) -> BaseCurrency:
    """Return the currency in which a person counts. chosen: as read from the profile already."""
    if chosen is None:
        chosen = Profile.objects.filter(user=user_id).values_list("base_currency", flat=True).first() or BASE_CURRENCY
    return BaseCurrency(code=chosen, rate=next(iter(load_rates(user_id, {chosen})), None))


def load_used_rates(user_id: UUID, currencies: Iterable[str], base: str) -> tuple[RateValue, ...]:
    """Return the newest rates that convert amounts of these currencies into the base; none where all are in it."""
    used = set(currencies)
    return () if used <= {base} else load_rates(user_id, used | {base})


def load_dated_rates(user_id: UUID, currencies: Iterable[str], since: date, until: date) -> DatedRates:
    """Return the rates of these currencies over a time; of one day, the shared one. No query for dollars alone."""
    foreign = set(currencies) - {BASE_CURRENCY}
    if not foreign:
        return DatedRates()
    rows = ExchangeRate.objects.visible_to(user_id).filter(
        currency__in=foreign, date__gte=since - MAX_AGE, date__lte=until
    )
    days: dict[str, dict[date, Decimal]] = {}
    for code, day, dollars in rows.order_by("date", F("owner").asc(nulls_first=True)).values_list(
        "currency", "date", "dollars"
    ):
        days.setdefault(code, {}).setdefault(day, dollars)
    return DatedRates({code: tuple(of_code.items()) for code, of_code in days.items()})
