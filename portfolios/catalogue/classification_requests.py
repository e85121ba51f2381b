"""Ask for classifications by a signal: the code that calls models is in a higher app."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from people.audit import record_event
from people.models import User
from portfolios import events
from portfolios.models import Instrument

classification_requested = Signal()
"""user_id: the owner, None for the catalogue. anew: also replace earlier proposals of the tagger. Decisions of people
and sources are never replaced."""


def request_classification(instruments: Iterable[Instrument], *, anew: bool = False) -> None:
    by_owner: dict[UUID | None, list[UUID]] = defaultdict(list)
    for instrument in instruments:
        by_owner[instrument.owner_id].append(instrument.pk)
    for owner_id, ids in by_owner.items():
        classification_requested.send(Instrument, user_id=owner_id, instrument_ids=ids, anew=anew)


@transaction.atomic
def request_reclassification(*, instruments: QuerySet[Instrument], by: User) -> int:
    """Ask the tagger again about undecided instruments, for staff; return how many there are."""
    rows = list(Instrument.objects.undecided().filter(pk__in=instruments.values("pk")).only("owner", "symbol"))
    request_classification(rows, anew=True)
    for row in rows:
        record_event(events.CLASSIFICATION_WANTED, by=by, row=row, details=row.symbol)
    return len(rows)
