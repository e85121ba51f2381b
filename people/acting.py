"""On whose behalf the database works: the second layer of isolation; the first is the owner in every query."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model


@contextmanager
def acting_as(user_id: UUID | str) -> Iterator[None]:
    """One transaction that may see and write this person's rows."""
    with _setting("app.user_id", str(user_id)):
        yield


@contextmanager
def acting_as_staff(purpose: str) -> Iterator[None]:
    """One transaction of the house: reaper, price updates, admin. The purpose is the name of a database policy."""
    with _setting("app.staff_purpose", purpose):
        yield


def row_exists(model: type[Model], row_id: UUID | str) -> bool:
    """Whether anybody has a row of this id: asked only after a miss, to tell another person's from an unknown one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_exists(%s, %s)", [model._meta.db_table, str(row_id)])
        return bool(cursor.fetchone()[0])


@contextmanager
def _setting(name: str, value: str) -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _get(name) if nested else ""
        _set(name, value)
        yield
        if nested:
            _set(name, before)  # a released savepoint keeps the setting; a rolled back one does not


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _get(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])
