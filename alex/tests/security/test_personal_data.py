"""What is left of a person who owned one row of everything, after their deletion."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from analysis.personal_data import deletion
from analysis.personal_data.tables import owned_tables
from people import acting_as
from people.models import AuditEvent


def rows_with(text):
    """Return the tables in which any column holds this text, whatever its type."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as a commit would
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = set()
        for table in tables:
            cursor.execute(f'SELECT 1 FROM "{table}" AS t WHERE t::text LIKE %s LIMIT 1', [f"%{text}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def test_nothing_is_left_but_the_audit_trail(alice, rows):
    filled = {table.label for table in owned_tables() if table.rows_of(alice).exists()}
    assert len(filled) > 15
    user_id = str(alice.pk)
    with acting_as(alice.pk):
        deletion.request_deletion(user=alice)
    assert deletion.delete_due_people(now=timezone.now() + timedelta(days=8)) == 1
    assert rows_with(user_id) == {"people_auditevent"}
    assert rows_with("alice@example.com") == set()
    event = AuditEvent.objects.select_related("user").get(action="deleted_account")
    assert (str(event.user_id), event.actor) == (user_id, f"deleted user {user_id}")
