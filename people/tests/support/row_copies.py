"""Build a user's rows once per process, and copy them to the user of each test."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.apps import apps
from django.db import connection, models, transaction

from people.models import User

LEFT_OUT = {"people_user", "django_content_type", "auth_permission", "people_dataversion", "people_auditevent"}
"""Tables of which each test has rows of its own, and those that only the database's own functions write."""


@dataclass(frozen=True)
class RecordedRows:
    """All rows that belong to one user, and the shared rows beside them, as one JSON text per table."""

    user_id: str
    email: str
    tables: dict[str, str]


def record_rows(build: Callable[[User], object], *apps_of_rows: str) -> RecordedRows:
    """Create a user, call `build` with it, return the new rows and undo everything.

    apps_of_rows: the labels of the apps whose rows count; all apps by default, for an otherwise empty database.
    """
    with transaction.atomic():
        user = User.objects.create_user(f"{uuid4()}@example.com")
        build(user)
        with connection.cursor() as cursor:
            tables = {}
            for model in _models():
                if apps_of_rows and model._meta.app_label not in apps_of_rows:
                    continue
                owners = [field.column for field in model._meta.fields if field.related_model is User]
                conditions = " AND ".join(f"coalesce({column}, %s) = %s" for column in owners) or "true"
                cursor.execute(
                    f"SELECT jsonb_agg(row)::text FROM {model._meta.db_table} row WHERE {conditions}",
                    [user.pk] * 2 * len(owners),
                )
                tables[model._meta.db_table] = cursor.fetchone()[0]
        transaction.set_rollback(True)
    return RecordedRows(str(user.pk), user.email, {table: rows for table, rows in tables.items() if rows})


def copy_rows(user: User, recorded: RecordedRows) -> None:
    """Give the recorded rows to this user. They keep their primary keys; shared rows that exist already stay."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in _models():
            table = model._meta.db_table
            if table not in recorded.tables:
                continue
            for field in model._meta.fields:
                if isinstance(field, models.OneToOneField) and field.related_model is User:
                    cursor.execute(f"DELETE FROM {table} WHERE {field.column} = %s", [user.pk])
            columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.generated)
            rows = recorded.tables[table].replace(recorded.user_id, str(user.pk)).replace(recorded.email, user.email)
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {columns} "
                f"FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) ON CONFLICT DO NOTHING",
                [rows],
            )
            if isinstance(model._meta.pk, models.AutoField):
                skip_numbers(table, model._meta.pk.column)
    user.refresh_from_db()  # forgets the profile that it was created with


def skip_numbers(table: str, column: str) -> None:
    """Let new rows take numbers after those of the copied rows, which may come from another process's database."""
    counter = f"pg_get_serial_sequence('{table}', '{column}')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({column}), nextval({counter}) FROM {table}")
        last, following = cursor.fetchone()
        cursor.execute(f"SELECT count(nextval({counter})) FROM generate_series(1, %s)", [(last or 0) - following])


def _models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if not model._meta.proxy and model._meta.db_table not in LEFT_OUT]
