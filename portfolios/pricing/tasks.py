"""Update prices of chosen instruments in the background, for staff. Each request and result is an audit event."""

import logging
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from people import acting_as_staff
from people.audit import record_event
from people.isolation.purposes import Purpose
from people.models import User
from portfolios import events
from portfolios.models import Instrument
from portfolios.pricing.provider import PriceFailure
from portfolios.pricing.quotes import priceable_instruments
from portfolios.pricing.update import NO_PROVIDER_MESSAGE, configured_provider, has_provider, update_prices

logger = logging.getLogger(__name__)

TASK = "portfolios.pricing.tasks.run_task"
MAX_IDS_PER_MESSAGE = 1_000
"""Ids in one queue message. The provider's answer is cached, so more messages cause no more requests."""


class NoPriceProvider(Exception):
    """No key for a price provider is configured."""


@transaction.atomic
def enqueue_price_update(*, instruments: QuerySet[Instrument], by: User) -> int:
    """Queue the update and return the number of instruments. Raises NoPriceProvider."""
    from django_q.tasks import async_task

    if not has_provider():
        raise NoPriceProvider
    chosen = instruments.values_list("pk", flat=True)
    ids = [str(pk) for pk in priceable_instruments().filter(pk__in=list(chosen)).values_list("pk", flat=True)]
    for start in range(0, len(ids), MAX_IDS_PER_MESSAGE):
        message = (TASK, ids[start : start + MAX_IDS_PER_MESSAGE], str(by.pk))
        transaction.on_commit(partial(async_task, *message, ack_failure=True))
    record_event(events.ASKED_FOR_PRICES, by=by, row=Instrument, details=f"{len(ids)} instruments")
    return len(ids)


def run_task(ids: list[str], staff_id: str) -> str:
    """Update the prices; the queue calls this by name. Idempotent."""
    with acting_as_staff(Purpose.PRICES):
        symbols = set(Instrument.objects.filter(pk__in=ids).values_list("symbol", flat=True))
    provider = configured_provider()
    message, result = NO_PROVIDER_MESSAGE, "failed"
    if provider is not None:
        try:
            message = update_prices(provider=provider, now=timezone.now(), symbols=symbols).describe()
            result = "ok"
        except PriceFailure as failure:
            logger.warning("Prices that staff asked for stay as they are. %s", failure)
            message = f"{failure} Prices stay as they are."
    with acting_as_staff(Purpose.PRICES):
        record_event(events.REFRESHED_PRICES, by=UUID(staff_id), row=Instrument, details=message, result=result)
    return message
