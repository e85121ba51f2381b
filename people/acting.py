"""Tell the database on whose behalf it works. This is the second layer of isolation, below the owner in every query.

Row-level policies read both settings (people/isolation). They are local to a transaction, so a connection that is used
again starts without them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, models, transaction

from people.isolation.purposes import Purpose


@contextmanager
def acting_as(user_id: UUID | str) -> Iterator[None]:
    """Open a transaction that works on behalf of this user, and for no purpose of staff."""
    with _settings(str(user_id), ""):
        yield


@contextmanager
def acting_as_staff(purpose: Purpose) -> Iterator[None]:
    """Open a transaction for staff or system work, such as price updates. A user who is acting keeps their own rows."""
    with _settings(None, purpose):
        yield


def row_exists(model: type[models.Model], row_id: UUID | str) -> bool:
    """Return whether any user has a row with this id. Ask only after a miss, to choose between 403 and 404."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_exists(%s, %s)", [model._meta.db_table, str(row_id)])
        return bool(cursor.fetchone()[0])


@contextmanager
def _settings(user_id: str | None, purpose: str) -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _set(user_id, purpose)
        yield
        if nested and before != (user_id, purpose):
            _set(*before)  # releasing a savepoint keeps the settings, rolling it back does not


def _set(user_id: str | None, purpose: str) -> tuple[str, str]:
    """Set both for this transaction, and return what they were. user_id: None keeps it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('app.user_id', true), ''), "
            "coalesce(current_setting('app.staff_purpose', true), ''), "
            "set_config('app.user_id', coalesce(%s, current_setting('app.user_id', true), ''), true), "
            "set_config('app.staff_purpose', %s, true)",
            [user_id, purpose],
        )
        was_user, was_purpose, *_ = cursor.fetchone()
        return str(was_user), str(was_purpose)
