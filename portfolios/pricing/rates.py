"""Store exchange rates: published ones once a day where somebody needs them, and those that a person enters."""

import logging
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from people import acting_as_staff
from people.audit import record_event
from people.isolation.purposes import Purpose
from people.models import User
from portfolios import events
from portfolios.currencies import BASE_CURRENCY
from portfolios.models import Account, ExchangeRate, Instrument, Profile
from portfolios.pricing.calendar import recent_weekdays
from portfolios.pricing.ecb import fetch_rates
from portfolios.pricing.provider import PriceFailure

logger = logging.getLogger(__name__)
PAST = timedelta(days=60)
"""Older rates show that the past was stored."""


def update_rates(*, now: datetime) -> str:
    """Store the newest published rates if anybody has another currency and they are not stored yet.

    The first time it is those of the last 90 days, so that history can be read in another currency.
    Return why they could not be had, in words; empty if nothing failed. Stored rates stay on every failure.
    """
    if settings.EXCHANGE_RATES == "off":
        return ""
    with acting_as_staff(Purpose.HISTORY):
        used = set(Account.objects.order_by().values_list("currency", flat=True).distinct())
        used |= set(Profile.objects.order_by().values_list("base_currency", flat=True).distinct())
    with acting_as_staff(Purpose.PRICES):
        used |= set(Instrument.objects.order_by().values_list("currency", flat=True).distinct())
        published = ExchangeRate.objects.filter(source=ExchangeRate.Source.ECB, date__gte=recent_weekdays(now)[0])
        if used <= {BASE_CURRENCY} or published.exists():
            return ""
        has_past = ExchangeRate.objects.filter(source=ExchangeRate.Source.ECB, date__lt=now.date() - PAST).exists()
    try:
        days = fetch_rates(with_past=not has_past)
    except PriceFailure as failure:
        logger.warning("Exchange rates stay as they are. %s", failure)
        return str(failure)
    rows = [
        ExchangeRate(currency=code, date=one.day, dollars=dollars, source=ExchangeRate.Source.ECB)
        for one in days
        for code, dollars in one.dollars.items()
    ]
    with acting_as_staff(Purpose.PRICES):
        ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True)
    return ""


@transaction.atomic
def enter_rate(*, user: User, currency: str, day: date, dollars: Decimal) -> ExchangeRate:
    """Store a rate that a person entered for themselves; one of the same day is replaced."""
    values = {"dollars": dollars, "source": ExchangeRate.Source.PERSON}
    row, _ = ExchangeRate.objects.update_or_create(owner=user, currency=currency, date=day, defaults=values)
    record_event(events.RATE_ENTERED, by=user, row=row, details=str(row))
    return row
