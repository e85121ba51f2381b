"""Staff decisions on quarantined prices. Each decision is an audit event."""

from collections.abc import Iterable

from django.db import transaction

from people.audit import record_changes, record_event
from people.models import User
from portfolios import events
from portfolios.models import Instrument, PriceQuote
from portfolios.pricing.quotes import apply_quote

Status = PriceQuote.Status


def accept(*, quotes: Iterable[PriceQuote], by: User) -> int:
    """Accept quotes: the newest close becomes the price, unless a newer price is known."""
    return _decide_quotes(quotes, Status.ACCEPTED, by)


def reject(*, quotes: Iterable[PriceQuote], by: User) -> int:
    """Reject quotes: they stay on record, and the same close is not held back again."""
    return _decide_quotes(quotes, Status.REJECTED, by)


@transaction.atomic
def _decide_quotes(quotes: Iterable[PriceQuote], status: str, by: User) -> int:
    """Apply the decision to quotes that still wait, and return their number."""
    waiting = PriceQuote.objects.filter(pk__in=[quote.pk for quote in quotes], status=Status.QUARANTINED)
    rows = list(waiting.select_related("instrument").select_for_update(no_key=True).order_by("date", "pk"))
    priced = Instrument.objects.filter(pk__in={quote.instrument_id for quote in rows})
    with record_changes(priced, by=by, kind=events.REPRICED, details=f"price {status}"):
        for quote in rows:
            quote.status = status
            quote.save(update_fields=["status", "updated_at"])
            instrument = quote.instrument
            instrument.refresh_from_db(fields=["current_price", "priced_at", "price_source"])
            if status == Status.ACCEPTED and apply_quote(instrument, quote):
                instrument.save(update_fields=["current_price", "priced_at", "price_source", "updated_at"])
            details = f"{quote.instrument.symbol}, {quote.date}, {quote.close} from {quote.source}: {quote.reason}"
            kind = events.PRICE_ACCEPTED if status == Status.ACCEPTED else events.PRICE_REJECTED
            record_event(kind, by=by, row=quote, details=details)
    return len(rows)
