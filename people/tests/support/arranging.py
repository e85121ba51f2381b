"""Let a test arrange and look at rows of several people, without loosening what it tests.

Tests use the app's role, like everything else, so row-level policies bind them. The test database has one more policy
on each table. It shows all rows while a connection is arranging and acts on nobody's behalf. Connections arrange from
their start; `acting_as`, `acting_as_staff`, requests, commands and `app_only` do not.
"""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

POLICY = """
CREATE POLICY tests_arrange ON "{table}" USING (
    (SELECT current_setting('app.arranging', true)) = 'yes'
    AND coalesce((SELECT current_setting('app.user_id', true)), '') = ''
    AND coalesce((SELECT current_setting('app.staff_purpose', true)), '') = ''
)
"""
_state = threading.local()


def install() -> None:
    """Add the policy after each migration of a test database, and end arranging in requests and commands."""
    from django.core.handlers.base import BaseHandler
    from django.core.management.base import BaseCommand

    post_migrate.connect(_add_policies, dispatch_uid="tests arrange")
    connection_created.connect(_start_arranging, dispatch_uid="tests arrange")
    BaseHandler.get_response = _app_only(BaseHandler.get_response)
    BaseCommand.execute = _app_only(BaseCommand.execute)


@contextmanager
def app_only() -> Iterator[None]:
    """Leave only the policies of the app."""
    before = getattr(_state, "is_app_only", False)
    _state.is_app_only = True
    _set(arranging=False)
    try:
        yield
    finally:
        _state.is_app_only = before
        _set(arranging=not before)


def _app_only(function: Any) -> Any:
    @functools.wraps(function)
    def run(*args: Any, **options: Any) -> Any:
        with app_only():
            return function(*args, **options)

    return run


def _set(*, arranging: bool) -> None:
    """Set it past Django, so that no test counts this query."""
    raw = connection.connection
    if raw is not None and not raw.closed:
        try:
            raw.execute("SELECT set_config('app.arranging', %s, false)", ["yes" if arranging else ""])
        except psycopg.Error:
            pass  # the transaction has failed, or the server is away: the next connection starts anew


def _start_arranging(connection: Any, **_: Any) -> None:
    if not getattr(_state, "is_app_only", False):
        _set(arranging=True)


def _add_policies(using: str, app_config: Any, **_: Any) -> None:
    if app_config.name != "people" or not connections[using].is_owner:
        return
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity "
            "AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'tests_arrange')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(POLICY.format(table=table))
