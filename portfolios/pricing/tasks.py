"""Prices of some instruments, asked for by staff: sent to the queue, and on record however it ends."""

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people import acting_as_staff
from people.models import AuditEvent, User
from portfolios.models import Instrument
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.quotes import priceable_instruments
from portfolios.pricing.update import PriceUpdate, configured_provider, update

logger = logging.getLogger(__name__)

TASK = "portfolios.pricing.tasks.run_task"
MAX_IDS_PER_MESSAGE = 1_000
"""Ids in one message of the queue; the provider's answer is kept, so that more messages ask no more questions."""


class NoPriceProvider(Exception):
    """There is no key of a price provider."""


@transaction.atomic
def enqueue_price_update(*, instruments: QuerySet[Instrument], by: User) -> int:
    """How many will be asked for. Raises NobodyToAsk, and queues nothing."""
    if not settings.POLYGON_API_KEY:
        raise NoPriceProvider
    chosen = instruments.values_list("pk", flat=True)
    ids = [str(pk) for pk in priceable_instruments().filter(pk__in=list(chosen)).values_list("pk", flat=True)]
    for start in range(0, len(ids), MAX_IDS_PER_MESSAGE):
        _enqueue_on_commit(ids[start : start + MAX_IDS_PER_MESSAGE], by)
    _record_audit_event(by.pk, "asked_for_prices", f"{len(ids)} instruments")
    return len(ids)


def run_task(ids: list[str], staff_id: str) -> str:
    """What the queue calls by name. Safe to repeat."""
    with acting_as_staff("prices"):
        symbols = set(Instrument.objects.filter(pk__in=ids).values_list("symbol", flat=True))
    provider = configured_provider()
    words, result = "POLYGON_API_KEY is not set: nobody was asked.", "failed"
    if provider is not None:
        try:
            words, result = _describe_update(update(provider=provider, now=timezone.now(), symbols=symbols)), "ok"
        except PriceFailure as failure:
            logger.warning("Prices that staff asked for stay as they are. %s", failure)
            words = f"{failure} Prices stay as they are."
    with acting_as_staff("prices"):
        _record_audit_event(staff_id, "refreshed_prices", words, result)
    return words


def _enqueue_on_commit(ids: list[str], by: User) -> None:
    from django_q.tasks import async_task

    transaction.on_commit(lambda: async_task(TASK, ids, str(by.pk), ack_failure=True))


def _record_audit_event(staff_id: Any, action: str, details: str, result: str = "ok") -> None:
    AuditEvent.objects.create(
        user_id=staff_id, action=action, object_type="instrument", result=result, details=details[:500]
    )


def _describe_update(done: PriceUpdate) -> str:
    stored = done.stored
    counts = {
        "priced": len(stored.priced),
        "held back": len(stored.quarantined),
        "refused": len(stored.refused),
        "without a close": len(stored.missing),
    }
    listed = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    return f"Closes of {done.day} from {done.source}: {listed or 'nothing to price'}."
