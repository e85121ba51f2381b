"""Bringing prices up to date: all of them once a day, and those of one portfolio before it is analysed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from people import acting_as_staff
from portfolios.models import Instrument
from portfolios.pricing import cache
from portfolios.pricing.calendar import closing_time, recent_weekdays
from portfolios.pricing.massive import MassiveProvider
from portfolios.pricing.provider import Closes, Provider
from portfolios.pricing.quotes import StoreResult, priceable_instruments, store_closes

NO_PROVIDER_MESSAGE = "POLYGON_API_KEY is not set: nobody is asked, prices stay as entered or seeded."


@dataclass(frozen=True)
class PriceUpdate:
    day: date
    source: str
    stored: StoreResult


def configured_provider() -> Provider | None:
    """None without a key: then nobody is asked, and prices stay as they were entered or seeded."""
    if not settings.POLYGON_API_KEY:
        return None
    return MassiveProvider(settings.POLYGON_API_KEY, asks_by_symbol=settings.POLYGON_PLAN == "paid")


def update(
    *, provider: Provider, now: datetime, symbols: Iterable[str] | None = None, day: date | None = None
) -> PriceUpdate:
    """symbols: all known ones unless named. day: the newest with closes unless named. Raises PriceFailure."""
    wanted = _select_known_symbols(symbols)
    if not wanted:
        return PriceUpdate(day or recent_weekdays(now)[0], provider.name, StoreResult())
    asked = (
        cache.MarketCloses(day, cache.load_closes_of_day(provider, day))
        if day
        else cache.load_newest_closes(provider, now=now)
    )
    closes = {**asked.closes, **_fetch_single_closes(provider, wanted - set(asked.closes), asked)}
    with acting_as_staff("prices"):
        stored = store_closes(closes=closes, symbols=wanted, day=asked.day, source=provider.name)
    return PriceUpdate(asked.day, provider.name, stored)


def _select_known_symbols(symbols: Iterable[str] | None) -> set[str]:
    with acting_as_staff("prices"):
        rows = priceable_instruments() if symbols is None else priceable_instruments().filter(symbol__in=set(symbols))
        return set(rows.values_list("symbol", flat=True))


def _fetch_single_closes(provider: Provider, lacking: set[str], asked: cache.MarketCloses) -> Closes:
    """What somebody holds and the market's answer lacks, where the plan allows so many questions."""
    if not provider.asks_by_symbol or not asked.closes:
        return {}
    with acting_as_staff("prices"):
        held = Instrument.objects.filter(symbol__in=lacking, positions__isnull=False)
        symbols = set(held.values_list("symbol", flat=True))
    return cache.load_closes_of_symbols(provider, symbols, asked.day)


def update_held_prices(user_id: UUID, *, now: datetime) -> PriceUpdate | None:
    """Prices of what this person holds, where they are older than the newest close. None: nothing was to be done."""
    provider = configured_provider()
    if provider is None:
        return None
    with acting_as_staff("prices"):
        old = Q(priced_at__isnull=True) | Q(priced_at__lt=closing_time(recent_weekdays(now)[0]))
        held = Instrument.objects.held_by(user_id)
        symbols = set(held.filter(old).exclude(instrument_type="cash").values_list("symbol", flat=True))
    return update(provider=provider, now=now, symbols=symbols) if symbols else None
