"""Published closes into the database: judged, each with its day and source, the newest one as the price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portfolios.bounds import PRICE
from portfolios.models import Instrument, PriceQuote
from portfolios.pricing.calendar import closing_time
from portfolios.pricing.checks import PriceCheck, check_close


@dataclass
class StoreResult:
    """Symbols, each with its reason where it is not believed. missing: nobody published a close."""

    priced: set[str] = field(default_factory=set)
    quarantined: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    @property
    def symbols(self) -> set[str]:
        return self.priced | set(self.quarantined) | set(self.refused) | self.missing


def priceable_instruments() -> QuerySet[Instrument]:
    """Cash is worth what it says, and a company may be listed under its name."""
    return Instrument.objects.exclude(instrument_type="cash")


@transaction.atomic
def store_closes(*, closes: Mapping[str, Decimal], symbols: Iterable[str], day: date, source: str) -> StoreResult:
    """Safe to repeat: a close that is on record for its day stays as it was judged, by code or by staff.

    A person's own instrument of the same symbol is priced alike. A price that is newer than the close stays.
    """
    rows = list(priceable_instruments().filter(symbol__in=set(symbols)).order_by("pk").select_for_update())
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
    """None for what is no price at all."""
    judgement = _check_against_last(row, close, fresh.date)
    if judgement.verdict == "refused":
        return None
    if earlier is not None and earlier.close == close.quantize(PRICE.quantum):
        return earlier
    fresh.close = close.quantize(PRICE.quantum)
    fresh.reason = judgement.reason
    held_back = judgement.verdict == "quarantined"
    fresh.status = PriceQuote.Status.QUARANTINED if held_back else PriceQuote.Status.ACCEPTED
    return fresh


def _check_against_last(row: Instrument, close: Decimal, day: date) -> PriceCheck:
    days = abs((day - row.priced_at.date()).days) if row.priced_at else 0
    return check_close(close, last=row.current_price, days=days)


def apply_quote(row: Instrument, quote: PriceQuote) -> bool:
    """Whether the close is the newest price known; then it is the instrument's, yet unsaved."""
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
