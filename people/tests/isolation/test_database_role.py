"""The database role of the app, and transactions on behalf of someone."""

import pytest
from django.db import ProgrammingError, connection

from people import acting_as
from people.models import AuditEvent


def current(name):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(current_setting('{name}', true), '')")
        return cursor.fetchone()[0]


def test_the_role_of_the_app_owns_no_table(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "alex_app"
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'alex_app'")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'alex_app'")
        assert cursor.fetchone()[0] is False


def test_the_app_cannot_change_a_table(db):
    with pytest.raises(ProgrammingError, match="must be owner"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portfolios_account DROP COLUMN name")


@pytest.mark.parametrize("change", [{"action": "other"}, None])
def test_audit_events_can_only_be_added(alice, change):
    AuditEvent.objects.create(user=alice, action="sign_in")
    with pytest.raises(ProgrammingError, match="permission denied"):
        AuditEvent.objects.update(**change) if change else AuditEvent.objects.all().delete()


def test_acting_as_restores_the_outer_user(alice, bob):
    with acting_as(alice.pk):
        with acting_as(bob.pk):
            assert current("app.user_id") == str(bob.pk)
        assert current("app.user_id") == str(alice.pk)


def test_acting_as_ends_with_its_transaction(transactional_db):
    with acting_as("11111111-1111-1111-1111-111111111111"):
        assert current("app.user_id")
    assert current("app.user_id") == ""
