"""Tell the database on whose behalf it works. This is the second layer of isolation, below the owner in every query."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model


@contextmanager
def acting_as(user_id: UUID | str) -> Iterator[None]:
    """Open a transaction that works on behalf of this user."""
    with _setting("app.user_id", str(user_id)):
        yield


@contextmanager
def acting_as_staff(purpose: str) -> Iterator[None]:
    """Open a transaction for staff or system work, such as price updates. The purpose names a database policy."""
    with _setting("app.staff_purpose", purpose):
        yield


def row_exists(model: type[Model], row_id: UUID | str) -> bool:
    """Return whether any user has a row with this id. Ask only after a miss, to choose between 403 and 404."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_exists(%s, %s)", [model._meta.db_table, str(row_id)])
        return bool(cursor.fetchone()[0])


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _set(name, value)
        yield
        if nested and before != value:
            _set(name, before)  # releasing a savepoint keeps the setting, rolling it back does not


def _set(name: str, value: str) -> str:
    """Set a value for this transaction, and return the value before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)", [name, name, value])
        return str(cursor.fetchone()[0])
