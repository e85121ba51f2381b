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


@pytest.fixture
def stored(transactional_db):
    """Store users as (email, verified), oldest first, and return the result of the migration."""
    with connection.as_owner():
        yield lambda *people: _after(_before(migrate(BEFORE), people))
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE people_user CASCADE")
        call_command("migrate", verbosity=0)  # with the signals that build triggers and policies again


def _before(apps, people):
    user, address = apps.get_model("people", "User"), apps.get_model("account", "EmailAddress")
    keys = []
    for age, (email, verified) in enumerate(reversed(people)):
        row = user.objects.create(email=email, password="x")
        user.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(days=age))
        address.objects.create(user=row, email=email, primary=True, verified=verified)
        keys.insert(0, row.pk)
    return keys


def _after(keys):
    apps = migrate(AFTER)
    state = MigrationExecutor(connection).loader.project_state([*AFTER, BEFORE[1]]).apps
    users, addresses = apps.get_model("people", "User").objects, state.get_model("account", "EmailAddress").objects
    found = []
    for pk in keys:
        email = users.get(pk=pk).email
        kept_address = addresses.get(user_id=pk)
        assert (kept_address.email, kept_address.primary) == (email, True)
        found.append(("unusable" if email == f"unusable-{pk}@address.invalid" else email, kept_address.verified))
    actions = apps.get_model("people", "AuditEvent").objects.filter(object_type="user").order_by("pk")
    return found, sorted(actions.values_list("action", flat=True))


def test_plain_addresses_stay(stored):
    people = [("alice@example.com", True), ("bob@example.com", False)]
    assert stored(*people) == (people, [])


def test_the_plain_address_wins(stored):
    found, actions = stored(("\u017ftaff@example.com", True), ("staff@example.com", False))
    assert found == [("unusable", False), ("staff@example.com", False)]
    assert actions == ["address_made_unusable"]


def test_a_lone_look_alike_becomes_unverified(stored):
    found, actions = stored(("\u017ftaff@example.com", True))
    assert found == [("staff@example.com", False)]
    assert actions == ["address_normalized"]


def test_an_abnormal_address_becomes_unusable(stored):
    found, _ = stored(("al\u0131ce@example.com", True), ("alice@example.com", True))
    assert found == [("unusable", False), ("alice@example.com", True)]


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True), (True, True), (False, False)])
def test_the_verified_then_older_address_wins(stored, first, second):
    found, _ = stored(("anna@b\u00fccher.example", first), ("anna@xn--bcher-kva.example", second))
    kept_address = ("anna@xn--bcher-kva.example", first or second)
    assert found == (
        [("unusable", False), kept_address] if second and not first else [kept_address, ("unusable", False)]
    )


def test_the_migration_can_be_undone(stored):
    stored(("alice@example.com", True))
    migrate(BEFORE)
    migrate(AFTER)
