"""Build the triggers that raise data versions from the models, and bring the database to that state."""

import hashlib
from typing import Any, NamedTuple

from django.db import connections

from people.kept_pages.page_data import WatchedTable, watched_tables

PREFIX = "data_version_"
EXISTING_SQL = """
SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
WHERE NOT tgisinternal AND starts_with(tgname, %s) AND relnamespace = 'public'::regnamespace
"""
ROWS = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
    "truncate": "",
}


class Trigger(NamedTuple):
    table: str
    name: str
    sql: str


def build_triggers(table: WatchedTable) -> list[Trigger]:
    """Return one trigger for each kind of statement. The name ends with a digest, so that a change is noticed."""
    arguments = ", ".join(f"'{column}'" for column in (table.owner, *table.compared))
    triggers = []
    for event, rows in ROWS.items():
        body = (
            f'AFTER {event} ON "{table.name}" {rows} FOR EACH STATEMENT EXECUTE FUNCTION note_data_change({arguments})'
        )
        name = f"{PREFIX}{event}_{hashlib.sha256(body.encode()).hexdigest()[:8]}"
        triggers.append(Trigger(table.name, name, f"CREATE TRIGGER {name} {body}"))
    return triggers


def apply_triggers(*, using: str, **_: Any) -> None:
    """Bring all triggers up to date after a migration, as the owner. Tables without a difference are not locked."""
    connection: Any = connections[using]  # alex.postgres
    if not connection.is_owner:  # a test that flushed its tables
        return
    wanted = {trigger[:2]: trigger for table in watched_tables() for trigger in build_triggers(table)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('note_data_change') IS NOT NULL")
        if not cursor.fetchone()[0]:  # migrated back to an earlier version
            return
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(EXISTING_SQL, [PREFIX])
        existing = set(cursor.fetchall())
        for table, name in existing - wanted.keys():
            cursor.execute(f'DROP TRIGGER {name} ON "{table}"')
        for key, trigger in wanted.items():
            if key not in existing and trigger.table in tables:
                cursor.execute(trigger.sql)
