"""Row-level policies: a forgotten filter shows and changes no row of others, in any table.

Everything here runs as the role of the app, in a test database that was migrated like any other.
"""

import copy
import uuid

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from alex.tests.support.everything import everything_of
from people import acting_as, acting_as_staff
from people.isolation.access import ALWAYS_READ
from people.isolation.policies import build_policies, personal_tables
from people.isolation.purposes import Purpose
from people.models import User
from people.tests.support.arranging import app_only
from portfolios.catalogue.seed import read_catalogue

pytestmark = pytest.mark.django_db

CATALOGUE_SIZE = len(read_catalogue().instruments)
TABLES = {table.name: table for table in personal_tables()}
READ_ONLY = {"people_auditevent", "people_dataversion"}
DECIDED_BY = "decided_by"
"""Names the member of the staff who accepted a note for everybody. The row is not theirs."""
REFUSED = "row-level security|permission denied"
FUNCTIONS_PAST_THE_POLICIES = {
    "data_version", "matching_instruments", "row_exists", "session_clear_expired", "session_count", "session_delete",
    "session_exists", "session_open", "session_save", "user_by_address", "user_by_id",
}  # fmt: skip
TRIGGERS = {
    "audit_chain_append", "audit_event_append", "audit_event_stamp", "note_data_change", "raise_data_version",
}  # fmt: skip


def rows_of(table, user):
    """Return the rows of a user, with the shared ones of nobody left out."""
    rows = table.model._base_manager.all()
    if table.owner is None:
        return rows
    path = [table.parent.name, table.owner.name] if table.parent else [table.owner.name]
    return rows.filter(**{"__".join(path): user.pk})


@pytest.fixture
def owned(alice, settings, catalogue):
    """Alice with at least one row in every table of people."""
    with transaction.atomic():
        everything_of(alice, lambda name: f"text of {name}"[:40])
    LogEntry.objects.create(user=alice, content_type=ContentType.objects.first(), object_repr="row", action_flag=1)
    EmailConfirmation.objects.create(email_address=EmailAddress.objects.get(user=alice), key="k", sent=timezone.now())
    Authenticator.objects.create(user=alice, type="totp", data={})
    UserSession.objects.create(user=alice, session_key="a", ip="127.0.0.1", user_agent="Firefox", data={})
    social = SocialAccount.objects.create(user=alice, provider="google", uid="1")
    SocialToken.objects.create(account=social, token="secret")
    Session.objects.create(session_key="alices-session", session_data="secret", expire_date=timezone.now())
    alice.groups.add(Group.objects.create(name="readers"))
    alice.user_permissions.add(Permission.objects.first())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit writes, such as data versions
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in TABLES.values():
        assert rows_of(table, alice).exists(), f"{table.name}: make a row of it in alex/tests/support/everything.py"
    return alice


@pytest.fixture(params=sorted(TABLES))
def table(request):
    return TABLES[request.param]


def attempt(work):
    """Return how many rows it changed, or 0 if the database refused it, and undo it."""
    try:
        with transaction.atomic():
            changed = work()
            transaction.set_rollback(True)
            return changed
    except DatabaseError as refused:
        assert any(reason in str(refused) for reason in ("row-level security", "permission denied")), refused
        return 0


def same_values(table):
    """Return a change of one column that keeps its value."""
    field = next(field.name for field in table.model._meta.concrete_fields if not field.primary_key)
    return {field: F(field)}


def forgotten_filters():
    """Return how many rows every table shows, updates and deletes without any filter, where there are any."""
    found = {}
    for name, table in TABLES.items():
        rows = table.model._base_manager.all()
        counts = (
            rows.count(),
            attempt(lambda rows=rows, table=table: rows.update(**same_values(table))),
            attempt(lambda rows=rows: rows._raw_delete("default")),
        )
        if any(counts):
            found[name] = counts
    return found


def test_every_model_with_a_user_has_policies():
    """Looks at all keys of all models, not at how policies are declared."""
    holding = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if any(field.related_model is User and field.name != DECIDED_BY for field in model._meta.concrete_fields)
    }
    assert holding | {"people_user", "django_session"} <= set(TABLES)


def test_the_database_has_all_policies_of_a_table(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT polname, obj_description(p.oid, 'pg_policy') FROM pg_policy p WHERE polrelid = %s::regclass "
            "AND polname <> 'tests_arrange'",
            [table.name],
        )
        assert dict(cursor.fetchall()) == {policy.name: policy.digest for policy in build_policies(table)}
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass", [table.name])
        assert cursor.fetchone() == (True,)


def test_a_forgotten_filter_shows_a_stranger_nothing(owned, bob):
    with acting_as(bob.pk):
        found = forgotten_filters()
    assert found.pop("portfolios_instrument") == (CATALOGUE_SIZE, 0, 0)
    found.pop("people_dataversion", None)  # read-only, and Bob's own
    assert found == {"people_user": (1, 1, 1), "portfolios_profile": (1, 1, 1)}  # Bob's own


def test_nobody_sees_a_row_without_a_context(owned):
    with app_only():
        found = forgotten_filters()
    assert found == {"portfolios_instrument": (CATALOGUE_SIZE, 0, 0)}


def test_a_stranger_adds_no_row_for_somebody_else(owned, bob, table):
    row = copy.copy(rows_of(table, owned).first())
    own_key = row._meta.pk
    row.pk = uuid.uuid4() if own_key.get_internal_type() == "UUIDField" and not own_key.is_relation else row.pk
    if own_key.get_internal_type() in ("AutoField", "BigAutoField"):
        row.pk = None
    for acting in (lambda: acting_as(bob.pk), app_only):
        with acting(), pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            table.model._base_manager.bulk_create([row])


def test_a_stranger_takes_and_gives_no_row_away(owned, bob):
    mine = EmailAddress.objects.create(user=bob, email="bob@example.com")
    with acting_as(bob.pk):
        assert EmailAddress.objects.update(user=bob) == 1
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            EmailAddress.objects.filter(pk=mine.pk).update(user=owned)


def test_a_person_sees_and_changes_their_own_rows(owned, table):
    if table.owner is None:
        return
    with acting_as(owned.pk):
        rows = rows_of(table, owned)
        assert rows.exists()
        if table.name not in READ_ONLY:
            assert rows.update(**same_values(table)) == rows.count()


@pytest.mark.parametrize("purpose", Purpose)
def test_a_purpose_reads_only_the_tables_it_names(owned, purpose):
    with app_only(), acting_as_staff(purpose):
        shown = {name for name, table in TABLES.items() if rows_of(table, owned).exists()}
    assert shown == {
        name
        for name, table in TABLES.items()
        if table.owner is not None and purpose in (*ALWAYS_READ, *table.access.reads, *table.access.writes)
    }


def test_a_purpose_that_nobody_declared_reads_nothing(owned):
    for purpose in ("everything", "", "ADMIN", "admin "):
        with app_only(), acting_as_staff(purpose):
            assert not any(rows_of(table, owned).exists() for table in TABLES.values())


def test_acting_as_a_person_ends_the_purpose(owned, bob):
    with acting_as_staff(Purpose.ADMIN):
        assert User.objects.count() == 2
        with acting_as(bob.pk):
            assert list(User.objects.all()) == [bob]
        assert User.objects.count() == 2


def test_nobody_changes_the_shared_catalogue(owned, bob):
    shared = TABLES["portfolios_instrument"].model._base_manager.filter(owner=None)
    with acting_as(bob.pk):
        assert shared.exists() and shared.update(name="bought") == 0
        assert attempt(lambda: shared._raw_delete("default")) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            type(shared.first()).objects.create(symbol="NEW", name="New", instrument_type="etf")


def test_only_known_functions_pass_the_policies(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, array_to_string(proacl, ' '), proconfig FROM pg_proc "
            "WHERE prosecdef AND pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()
    assert {name for name, _, _ in found} == FUNCTIONS_PAST_THE_POLICIES | TRIGGERS
    for name, rights, settings in found:
        assert "alex_app=X" in rights or name in TRIGGERS, name
        assert not rights.startswith("=X") and " =X" not in rights, name
        assert settings and settings[0].startswith("search_path=pg_catalog"), name
