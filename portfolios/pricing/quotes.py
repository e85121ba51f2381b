"""Store published closes with their day and source; the newest accepted close becomes the price."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portfolios.bounds import PRICE
from portfolios.currencies import BASE_CURRENCY
from portfolios.models import Instrument, PriceQuote
from portfolios.models.instruments import InstrumentQuerySet
from portfolios.pricing.calendar import closing_time
from portfolios.pricing.checks import check_close
from portfolios.pricing.provider import Provider
from portfolios.risk.coins import COIN_SYMBOLS


@dataclass
class StoreResult:
    """Symbols by outcome, with a reason where a close was not accepted. `missing`: no close was published."""

    priced: set[str] = field(default_factory=set)
    quarantined: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    @property
    def symbols(self) -> set[str]:
        return self.priced | set(self.quarantined) | set(self.refused) | self.missing


def priceable_instruments() -> InstrumentQuerySet:
    """Return all instruments that markets in the US may price: not cash, and nothing quoted in another currency."""
    return Instrument.objects.exclude(instrument_type="cash").filter(currency=BASE_CURRENCY)


def instruments_priced_by(provider: Provider) -> InstrumentQuerySet:
    """Return what a provider may price. Funds have symbols of coins, too: BTC is a coin and a fund of Grayscale."""
    is_coin = Q(instrument_type="other", symbol__in=COIN_SYMBOLS)
    means_coin = Q(symbol__in=provider.coins)
    return priceable_instruments().exclude(is_coin & ~means_coin).exclude(means_coin & ~is_coin)


@transaction.atomic
def store_closes(
    *, closes: Mapping[str, Decimal], instruments: InstrumentQuerySet, day: date, source: str
) -> StoreResult:
    """Store closes of a day, for shared and private instruments. Idempotent.

    A stored close keeps its status. A price that is newer than the close stays.
    """
    rows = list(instruments.order_by("pk").select_for_update())
    on_record = {q.instrument_id: q for q in PriceQuote.objects.filter(instrument__in=rows, date=day, source=source)}
    done, quotes, repriced = StoreResult(), [], []
    for row in rows:
        close = closes.get(row.symbol)
        if close is None:
            done.missing.add(row.symbol)
            continue
        quote = _build_quote(row, close, PriceQuote(instrument=row, date=day, source=source), on_record.get(row.pk))
        if quote is None:
            done.refused[row.symbol] = check_close(close).reason
            continue
        quotes.append(quote)
        if quote.status == PriceQuote.Status.QUARANTINED:
            done.quarantined[row.symbol] = quote.reason
        elif quote.status == PriceQuote.Status.ACCEPTED:
            done.priced.add(row.symbol)
            repriced += [row] if apply_quote(row, quote) else []
    _save_quotes(quotes, repriced)
    return done


def _build_quote(row: Instrument, close: Decimal, fresh: PriceQuote, earlier: PriceQuote | None) -> PriceQuote | None:
    """Return the stored quote if the close is the same, a new one otherwise, None if it is not a price."""
    days = abs((fresh.date - row.priced_at.date()).days) if row.priced_at else 0
    check = check_close(close, last=row.current_price, days=days)
    if check.verdict == "refused":
        return None
    if earlier is not None and earlier.close == close.quantize(PRICE.quantum):
        return earlier
    fresh.close = close.quantize(PRICE.quantum)
    fresh.reason = check.reason
    is_quarantined = check.verdict == "quarantined"
    fresh.status = PriceQuote.Status.QUARANTINED if is_quarantined else PriceQuote.Status.ACCEPTED
    return fresh


def apply_quote(row: Instrument, quote: PriceQuote) -> bool:
    """Set the price, unsaved, if the close is the newest price known; return whether it is."""
    moment = closing_time(quote.date)
    if row.priced_at is not None and row.priced_at > moment:
        return False
    row.current_price, row.priced_at, row.price_source = quote.close, moment, Instrument.PriceSource.MARKET
    row.updated_at = timezone.now()
    return True


def _save_quotes(quotes: list[PriceQuote], repriced: list[Instrument]) -> None:
    now = timezone.now()
    for quote in quotes:
        quote.updated_at = now
    PriceQuote.objects.bulk_create(
        [quote for quote in quotes if quote.pk is None],
        update_conflicts=True,
        unique_fields=["instrument", "date", "source"],
        update_fields=["close", "status", "reason", "updated_at"],
    )
    Instrument.objects.bulk_update(repriced, ["current_price", "priced_at", "price_source", "updated_at"])
