"""The chain of audit events is linear, the database alone writes it, and every change of it is found."""

import threading
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from people import acting_as, acting_as_staff
from people.audit import kinds, record_event
from people.audit.chain import check_chain
from people.isolation.purposes import Purpose
from people.models import AuditEvent
from people.tests.support.arranging import app_only

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chained(alice, bob):
    """Five events of two people, in an empty trail."""
    with connection.as_owner(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE people_auditevent")
    for person in (alice, bob, alice, bob, alice):
        with acting_as(person.pk):
            record_event(kinds.SIGNED_IN, by=person)
    return list(AuditEvent.objects.order_by("sequence"))


def as_owner(statement, *values):
    with connection.as_owner(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_each_event_carries_the_hash_before_it(chained):
    assert [event.sequence for event in chained] == [1, 2, 3, 4, 5]
    assert [event.previous_hash for event in chained] == ["", *(event.hash for event in chained[:-1])]
    assert len({event.hash for event in chained}) == 5 and all(len(event.hash) == 64 for event in chained)
    assert check_chain() == check_chain((3, chained[2].hash))
    assert (check_chain().events, check_chain().end, check_chain().broken) == (5, chained[-1].hash, "")


BREAKS = {
    "UPDATE people_auditevent SET details = 'other' WHERE sequence = 3": "event 3 .*it was changed",
    "UPDATE people_auditevent SET created_at = created_at - interval '1 day' WHERE sequence = 2": "event 2 .*changed",
    "UPDATE people_auditevent SET user_id = NULL WHERE sequence = 5": "event 5 .*changed",
    "DELETE FROM people_auditevent WHERE sequence = 1": "event 2 .*the event before it is missing",
    "DELETE FROM people_auditevent WHERE sequence = 4": "event 5 .*the event before it is missing",
    "UPDATE people_auditevent SET previous_hash = repeat('0', 64) WHERE sequence = 4": "event 4 .*does not follow",
    "UPDATE people_auditevent SET sequence = NULL WHERE sequence = 5": "event - .*in no chain",
}


@pytest.mark.parametrize("statement", BREAKS)
def test_every_change_breaks_the_chain(chained, statement):
    as_owner(statement)
    with pytest.raises(CommandError, match=BREAKS[statement]):
        call_command("verify_audit")


def test_a_missing_end_is_found_by_a_noted_one(chained, capsys):
    call_command("verify_audit")
    printed = capsys.readouterr().out
    assert "whole: 5 events" in printed and f"5:{chained[-1].hash}" in printed
    call_command("verify_audit", end=f"5:{chained[-1].hash}")
    as_owner("DELETE FROM people_auditevent WHERE sequence = 5")
    call_command("verify_audit")
    with pytest.raises(CommandError, match="events at the end are missing"):
        call_command("verify_audit", end=f"5:{chained[-1].hash}")


def test_an_event_cannot_be_forged_or_dated_back(chained, alice):
    long_ago = datetime(2001, 1, 1, tzinfo=UTC)
    with acting_as(alice.pk):
        AuditEvent.objects.bulk_create([
            AuditEvent(id=7, user=alice, action="signed_in", created_at=long_ago, sequence=99, hash="f" * 64)
        ])  # fmt: skip
    newest = AuditEvent.objects.order_by("-pk").first()
    assert newest.pk > chained[-1].pk and newest.created_at > chained[-1].created_at
    assert (newest.sequence, newest.previous_hash) == (6, chained[-1].hash)
    assert check_chain().broken == ""


@pytest.mark.parametrize("statement", ["UPDATE people_auditevent SET hash = ''", "DELETE FROM people_auditevent",
                                       "TRUNCATE people_auditevent", "SELECT audit_chain_append(1)"])  # fmt: skip
def test_the_app_may_only_add_events(chained, alice, statement):
    refused = pytest.raises(DatabaseError, match="permission denied")
    with acting_as(alice.pk), connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(statement)


def test_nobody_adds_an_event_in_another_name(chained, alice, bob):
    for acting in (lambda: acting_as(bob.pk), app_only, lambda: acting_as_staff(Purpose.HISTORY)):
        with app_only(), acting(), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            record_event(kinds.SIGNED_IN, by=alice)


def test_parallel_events_form_one_chain(chained, alice, bob):
    def write(person):
        for _ in range(10):
            with acting_as(person.pk):
                record_event(kinds.SIGNED_OUT, by=person)
        connection.close()

    writers = [threading.Thread(target=write, args=[person]) for person in (alice, bob, alice, bob)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert check_chain().broken == ""
    assert check_chain().events == 45


def test_an_undone_event_leaves_no_gap(chained, alice):
    with pytest.raises(ZeroDivisionError), acting_as(alice.pk):
        record_event(kinds.SIGNED_OUT, by=alice)
        raise ZeroDivisionError
    with acting_as(alice.pk):
        record_event(kinds.SIGNED_OUT, by=alice)
    assert (check_chain().events, check_chain().broken) == (6, "")


def test_a_deleted_person_stays_as_a_pseudonym(chained, alice):
    key = alice.pk
    with acting_as(key):
        alice.delete()
    assert AuditEvent.objects.filter(user_id=key).count() == 3
    assert check_chain().broken == ""
