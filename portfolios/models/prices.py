"""Daily history: published closing prices, and the value of each user's accounts with what performance needs of it."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import takewhile
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from people.fields import SchemaField
from people.isolation.access import RowAccess
from people.isolation.purposes import Purpose
from people.kept_pages.page_data import PageData
from people.models import TimeStamped
from portfolios import bounds
from portfolios.currencies import BASE_CURRENCY, CURRENCY_CHOICES
from portfolios.models.base import OwnedQuerySet, build_range_constraint
from portfolios.models.rates import load_dated_rates
from portfolios.performance.performance import MAX_GAP, keep_needed
from portfolios.valuation.base_currency import DatedRates
from portfolios.valuation.growth import RecordedHoldings
from portfolios.valuation.snapshot import RecordedValue, Snapshot
from portfolios.valuation.value import round_half_even


def previous_close(instrument: str) -> Subquery:
    """Return an expression: the last accepted close in the week before the day of the price of an instrument.

    instrument: the path to it, with its final underscores, or an empty string for the instrument itself.
    """
    day = Cast(OuterRef(f"{instrument}priced_at"), models.DateField())
    rows = PriceQuote.objects.filter(
        instrument=OuterRef(f"{instrument}pk"), status=PriceQuote.Status.ACCEPTED,
        date__lt=day, date__gte=models.ExpressionWrapper(day - MAX_GAP, models.DateTimeField()),
    )  # fmt: skip
    return Subquery(rows.order_by("-date", "-pk").values("close")[:1])


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
    """The total value of a user's accounts on one day, and the money added that day (see growth.py).

    currency: of all its amounts, that of the person's totals on that day. rates: what they were converted at, in
    dollars for one unit.
    """

    page_data = PageData()

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="values")
    date = models.DateField()
    total = models.DecimalField(max_digits=18, decimal_places=2)
    added = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    by_account = SchemaField(dict[str, Decimal], default=dict)
    holdings = SchemaField(RecordedHoldings, default=dict)
    currency = models.CharField(max_length=3, choices=CURRENCY_CHOICES, default=BASE_CURRENCY, db_default=BASE_CURRENCY)
    rates = SchemaField(dict[str, Decimal], default=dict)

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


def load_values(user_id: UUID, *, benchmark: str) -> QuerySet[PortfolioValue]:
    """Return the recorded values, newest first, with the last close of the benchmark on each day as `benchmark`."""
    is_shared = Q(instrument__symbol=benchmark, instrument__owner__isnull=True, status=PriceQuote.Status.ACCEPTED)
    in_time = Q(date__lte=OuterRef("date"), date__gte=OuterRef("date") - MAX_GAP)
    closes = PriceQuote.objects.filter(is_shared & in_time).order_by("-date", "-pk").values("close")
    rows = PortfolioValue.objects.filter(user=user_id).defer("holdings")
    return rows.annotate(benchmark=Subquery(closes[:1])).order_by("-date")


def in_currency(rows: Iterable[PortfolioValue], code: str, user_id: UUID) -> list[PortfolioValue]:
    """Return recorded values, newest first, in a currency, each at the rates of its day.

    The history begins after the newest day that cannot be converted: a gap would look like a gain or a loss.
    """
    found = list(rows)
    used = {row.currency for row in found} | ({BASE_CURRENCY} if code != BASE_CURRENCY else set())  # the benchmark's
    if not found or used <= {code}:
        return found
    dated = load_dated_rates(user_id, used | {code}, found[-1].date, found[0].date)
    kept = takewhile(lambda row: restate_row(row, code, dated), found)
    return list(kept)


def restate_row(row: PortfolioValue, code: str, dated: DatedRates) -> bool:
    """Put a row, which is not saved, into another currency; return whether its day has the rates."""
    worth = dated.worth(row.currency, code, row.date, row.rates)
    if worth is None:
        return False
    if row.currency != code:
        row.total, row.added = round_half_even(row.total * worth), round_half_even(row.added * worth)
        row.by_account = {key: round_half_even(amount * worth) for key, amount in row.by_account.items()}
        row.currency = code
    close, dollar = getattr(row, "benchmark", None), dated.worth(BASE_CURRENCY, code, row.date, row.rates)
    row.benchmark = None if close is None or dollar is None else close * dollar  # type: ignore[attr-defined]
    return True


def add_history(snapshot: Snapshot, values: Iterable[PortfolioValue]) -> Snapshot:
    """Add the recorded values, newest first and in the snapshot's currency: what performance is computed from."""
    names = tuple(RecordedValue.model_fields)
    kept = keep_needed(list(values)[::-1])
    history = tuple(RecordedValue(**{name: getattr(row, name) for name in names}) for row in kept)
    return snapshot.model_copy(update={"history": history})
