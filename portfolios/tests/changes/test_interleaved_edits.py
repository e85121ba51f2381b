"""Two hundred edits of one position by four writers at once: each counts once, and a stale one is refused."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import connection, transaction

from people import acting_as
from people.tests.support.figures import print_figure
from portfolios.changes import editing
from portfolios.changes.editing import NewPosition, StaleVersion
from portfolios.models import Instrument, Position
from portfolios.tests.support import bulk_rows

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
WRITERS, EDITS = 4, 50


def add_shares(user, position_id):
    """Add a share fifty times, as a page does that reads, changes and reads again if it was late."""
    refused = done = 0
    while done < EDITS:
        with acting_as(user.pk):
            held = Position.objects.get(pk=position_id)
        try:
            with acting_as(user.pk), transaction.atomic():
                values = {"quantity": held.quantity + 1}
                editing.change_position(user=user, position_id=position_id, version=held.version, values=values)
            done += 1
        except StaleVersion:
            refused += 1
    connection.close()
    return done, refused


def test_every_edit_of_four_writers_counts_once(alice):
    bulk_rows.list_instruments(1)
    (account,) = bulk_rows.open_accounts([alice], 1)
    new = NewPosition(account.pk, Instrument.objects.get().pk, Decimal(10))
    (position,) = editing.create_positions(user=alice, rows=[new])
    with ThreadPoolExecutor(WRITERS) as pool:
        results = list(pool.map(lambda _: add_shares(alice, position.pk), range(WRITERS)))
    found = Position.objects.get(pk=position.pk)
    done, refused = (sum(column) for column in zip(*results, strict=True))
    print_figure(f"{done} edits done, {refused} refused as stale")
    assert (done, found.quantity, found.version) == (200, Decimal(210), position.version + 200)
    # The audit events of these edits are counted here: one for each edit that was done.
