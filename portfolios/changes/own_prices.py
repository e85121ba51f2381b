"""Enter prices of a day for what a person holds: of their own instruments, and of shared ones for themselves only."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from people.audit import record_event
from people.models import User
from portfolios import events
from portfolios.changes.editing import EnteredPrice, enter_prices
from portfolios.changes.history import record_after_commit
from portfolios.models import Instrument
from portfolios.models.own_prices import OwnPrice


@transaction.atomic
def enter_prices_of_holdings(
    *, user: User, prices: Mapping[UUID, EnteredPrice], source: str = OwnPrice.Source.ENTERED
) -> int:
    """Store prices by id of the instrument and return how many. Ids that this person does not hold are ignored.

    A price that is older than the one of the person is kept out; a published price that is newer counts before it.
    """
    enter_prices(user=user, prices=prices)
    own = Instrument.objects.filter(owner=user, pk__in=prices).count()
    shared = Instrument.objects.catalogue().held_by(user).filter(pk__in=prices).order_by("pk")
    stored = {row.instrument_id: row for row in OwnPrice.objects.owned_by(user).filter(instrument__in=prices)}
    rows = []
    for instrument in shared:
        columns = prices[instrument.pk].columns
        known = stored.get(instrument.pk)
        if columns["current_price"] is None or known and known.priced_at > columns["priced_at"]:
            continue
        price, moment = columns["current_price"], columns["priced_at"]
        rows.append(OwnPrice(user=user, instrument=instrument, price=price, priced_at=moment, source=source))
        record_event(events.OWN_PRICE_ENTERED, by=user, row=instrument, details=f"{instrument.symbol}: {price}")
    OwnPrice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "instrument"],
        update_fields=["price", "priced_at", "source", "updated_at"],
    )  # fmt: skip
    record_after_commit(user.pk)
    return own + len(rows)
