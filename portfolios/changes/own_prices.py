"""Enter prices of a day for what a person holds: of their own instruments, and of shared ones for themselves only."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from people.audit import record_event
from people.models import User
from portfolios import events
from portfolios.changes.editing import EnteredPrice, enter_prices
from portfolios.changes.history import record_after_commit
from portfolios.models import Instrument
from portfolios.models.own_prices import OwnPrice, follows


@transaction.atomic
def enter_prices_of_holdings(
    *, user: User, prices: Mapping[UUID, EnteredPrice], source: str = OwnPrice.Source.ENTERED
) -> int:
    """Store prices by id of the instrument and return how many. Ids that this person does not hold are ignored.

    A price that is older than the one of the person is kept out, but if it is of the day before, it tells the change
    of the day. A published price that is newer counts before it.
    """
    enter_prices(user=user, prices=prices)
    held = Instrument.objects.catalogue().held_by(user).filter(pk__in=prices)
    own = Instrument.objects.filter(owner=user, pk__in=prices)
    stored = {row.instrument_id: row for row in OwnPrice.objects.owned_by(user).filter(instrument__in=prices)}
    rows = []
    for instrument in [*held.order_by("pk"), *own.order_by("pk")]:
        columns = prices[instrument.pk].columns
        price, moment = columns["current_price"], columns["priced_at"]
        if price is None:
            continue
        entered = OwnPrice(user=user, instrument=instrument, price=price, priced_at=moment, source=source)
        rows.append(join_days(entered, stored.get(instrument.pk)))
        if instrument.owner_id is None:
            record_event(events.OWN_PRICE_ENTERED, by=user, row=instrument, details=f"{instrument.symbol}: {price}")
    OwnPrice.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "instrument"],
        update_fields=["price", "priced_at", "day_before", "source", "updated_at"],
    )  # fmt: skip
    record_after_commit(user.pk)
    return len(rows)


@transaction.atomic
def enter_price_list(*, user: User, prices: Iterable[tuple[UUID, EnteredPrice]]) -> int:
    """Store prices of several days, oldest first, and return how many. One without a day is of this moment."""
    by_day: dict[date, dict[UUID, EnteredPrice]] = {}
    for instrument, price in prices:
        by_day.setdefault(price.day or date.max, {})[instrument] = price
    return sum(enter_prices_of_holdings(user=user, prices=by_day[day]) for day in sorted(by_day))


def join_days(entered: OwnPrice, known: OwnPrice | None) -> OwnPrice:
    """Return the row to store: the newer of the two, with the price of the day before if the other one is of that."""
    if known is None:
        return entered
    day, known_day = localtime(entered.priced_at).date(), localtime(known.priced_at).date()
    if entered.priced_at < known.priced_at and day != known_day:
        known.day_before = entered.price if follows(known_day, day) else known.day_before
        return known
    entered.day_before = known.day_before if day == known_day else known.price if follows(day, known_day) else None
    return entered
