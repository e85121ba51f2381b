"""Update prices: all of them once a day, and those of one portfolio before an analysis."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from people import acting_as_staff
from people.isolation.purposes import Purpose
from portfolios.models import Instrument, MarketSettings
from portfolios.pricing import cache
from portfolios.pricing.calendar import closing_time, recent_weekdays
from portfolios.pricing.massive import MassiveProvider
from portfolios.pricing.provider import Provider
from portfolios.pricing.quotes import StoreResult, instruments_priced_by, priceable_instruments, store_closes
from portfolios.pricing.yahoo import YahooProvider
from portfolios.valuation.snapshot import DEFAULT_BENCHMARK

NO_PROVIDER_MESSAGE = (
    "No price provider is set (POLYGON_API_KEY, or Yahoo in the market settings), so prices stay as they are."
)


@dataclass(frozen=True)
class PriceUpdate:
    day: date
    source: str
    stored: StoreResult

    def describe(self) -> str:
        """Return the numbers of symbols by outcome in one sentence."""
        counts = {
            "priced": len(self.stored.priced),
            "held back": len(self.stored.quarantined),
            "refused": len(self.stored.refused),
            "without a close": len(self.stored.missing),
        }
        listed = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        return f"Closes of {self.day} from {self.source}: {listed or 'nothing to price'}."


def asks_yahoo() -> bool:
    """Return whether the server's settings or staff have turned Yahoo on."""
    return settings.PRICE_PROVIDER == "yahoo" or MarketSettings.load().asks_yahoo


def has_provider() -> bool:
    return bool(settings.POLYGON_API_KEY) or asks_yahoo()


def configured_provider() -> Provider | None:
    """Return the price provider that is set, None without one."""
    if asks_yahoo():
        with acting_as_staff(Purpose.PRICES):
            rows = priceable_instruments().catalogue()
            asked = rows.filter(Q(pk__in=rows.held_catalogue()) | Q(symbol=DEFAULT_BENCHMARK))
            return YahooProvider(dict(asked.values_list("symbol", "instrument_type")))
    if not settings.POLYGON_API_KEY:
        return None
    return MassiveProvider(settings.POLYGON_API_KEY, asks_by_symbol=settings.POLYGON_PLAN == "paid")


def update_prices(
    *, provider: Provider, now: datetime, symbols: Iterable[str] | None = None, day: date | None = None
) -> PriceUpdate:
    """Store the closes of a day (default: the newest) for symbols (default: all known). Raises PriceFailure."""
    with acting_as_staff(Purpose.PRICES):
        rows = instruments_priced_by(provider)
        rows = rows if symbols is None else rows.filter(symbol__in=set(symbols))
        wanted = set(rows.values_list("symbol", flat=True))
    if not wanted:
        return PriceUpdate(day or recent_weekdays(now)[0], provider.name, StoreResult())
    market = (
        cache.MarketCloses(day, cache.load_closes_of_day(provider, day))
        if day
        else cache.load_newest_closes(provider, now=now)
    )
    closes = market.closes
    if provider.asks_by_symbol and closes:  # ask for the held symbols that the market's answer lacks
        with acting_as_staff(Purpose.PRICES):
            held = Instrument.objects.filter(symbol__in=wanted - set(closes), positions__isnull=False)
            lacking = set(held.values_list("symbol", flat=True))
        closes = {**closes, **cache.load_closes_of_symbols(provider, lacking, market.day)}
    with acting_as_staff(Purpose.PRICES):
        stored = store_closes(closes=closes, instruments=rows, day=market.day, source=provider.name)
    return PriceUpdate(market.day, provider.name, stored)


def update_held_prices(user_id: UUID, *, now: datetime) -> PriceUpdate | None:
    """Update the prices of what this person holds; return None if all are current or no provider is configured."""
    provider = configured_provider()
    if provider is None:
        return None
    with acting_as_staff(Purpose.PRICES):
        old = Q(priced_at__isnull=True) | Q(priced_at__lt=closing_time(recent_weekdays(now)[0]))
        held = Instrument.objects.held_by(user_id)
        symbols = set(held.filter(old).exclude(instrument_type="cash").values_list("symbol", flat=True))
    return update_prices(provider=provider, now=now, symbols=symbols) if symbols else None
