"""The migration that brings stored addresses into their normal form."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

pytestmark = pytest.mark.slow

BEFORE = [("people", "0007_privacy"), ("account", "0009_emailaddress_unique_primary_email")]
AFTER = [("people", "0008_normal_addresses")]


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return MigrationExecutor(connection).loader.project_state(target).apps


PEOPLE = {
    "plain": [("alice@example.com", True), ("bob@example.com", False)],
    "look-alike": [("\u017ftaff@example.com", True), ("staff@example.com", False)],
    "lone": [("\u017ftaff@lone.example", True)],
    "abnormal": [("al\u0131ce@abnormal.example", True), ("alice@abnormal.example", True)],
    **{
        (first, second): [
            (f"anna@b\u00fccher.{first}-{second}.example".lower(), first),
            (f"anna@xn--bcher-kva.{first}-{second}.example".lower(), second),
        ]
        for first in (True, False)
        for second in (True, False)
    },
}
"""People as (email, verified), oldest first, by case. No case touches another, so that one migration serves all."""
found = {}


@pytest.fixture
def migrated(transactional_db):
    """Return by case what the migration made of the people, and the actions that it recorded. It runs once."""
    if not found:
        with connection.as_owner():
            apps = migrate(BEFORE)
            keys = {case: _store(apps, people) for case, people in PEOPLE.items()}
            apps = migrate(AFTER)
            found.update({case: _read(apps, case_keys) for case, case_keys in keys.items()})
            migrate(BEFORE)  # it can be undone
            migrate(AFTER)
            with connection.cursor() as cursor:
                cursor.execute("TRUNCATE people_user CASCADE")
            call_command("migrate", verbosity=0)  # with the signals that build triggers and policies again
    return found


def _store(apps, people):
    user, address = apps.get_model("people", "User"), apps.get_model("account", "EmailAddress")
    keys = []
    for age, (email, verified) in enumerate(reversed(people)):
        row = user.objects.create(email=email, password="x")
        user.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=age))
        address.objects.create(user=row, email=email, primary=True, verified=verified)
        keys.insert(0, row.pk)
    return keys


def _read(apps, keys):
    state = MigrationExecutor(connection).loader.project_state([*AFTER, BEFORE[1]]).apps
    users, addresses = apps.get_model("people", "User").objects, state.get_model("account", "EmailAddress").objects
    people = []
    for pk in keys:
        email = users.get(pk=pk).email
        kept_address = addresses.get(user_id=pk)
        assert (kept_address.email, kept_address.primary) == (email, True)
        people.append(("unusable" if email == f"unusable-{pk}@address.invalid" else email, kept_address.verified))
    events = apps.get_model("people", "AuditEvent").objects.filter(object_type="user", object_id__in=map(str, keys))
    return people, sorted(events.values_list("action", flat=True))


def test_plain_addresses_stay(migrated):
    assert migrated["plain"] == (PEOPLE["plain"], [])


def test_the_plain_address_wins(migrated):
    people, actions = migrated["look-alike"]
    assert people == [("unusable", False), ("staff@example.com", False)]
    assert actions == ["address_made_unusable"]


def test_a_lone_look_alike_becomes_unverified(migrated):
    people, actions = migrated["lone"]
    assert people == [("staff@lone.example", False)]
    assert actions == ["address_normalized"]


def test_an_abnormal_address_becomes_unusable(migrated):
    people, _ = migrated["abnormal"]
    assert people == [("unusable", False), ("alice@abnormal.example", True)]


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True), (False, False)])
def test_the_verified_then_older_address_wins(migrated, first, second):
    people, _ = migrated[first, second]
    kept_address = (f"anna@xn--bcher-kva.{first}-{second}.example".lower(), first or second)
    assert people == (
        [("unusable", False), kept_address] if second and not first else [kept_address, ("unusable", False)]
    )
