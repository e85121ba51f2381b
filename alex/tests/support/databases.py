"""A pytest plugin for test databases: they are copies of a migrated one, and quickly emptied.

A copy takes a fraction of a second. The template is kept between runs; its name has a digest of all that it is made of.
Migrations still run on each copy, so that the template can never hide one.
"""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import connections
from django.test import TransactionTestCase

from alex.postgres.base import DatabaseCreation
from people.tests.support import arranging

PREFIX = "alex_template_"
LOCK = 4_127_066
"""The number of the advisory lock under which a template is made, once for all processes of the tests."""

DELETE_ROWS = """
DO $$
DECLARE
    name text;
    filled text[] := ARRAY[]::text[];
    has_rows boolean;
    has_many boolean;
    may_pause boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
    LOCK TABLE {locked}; -- as TRUNCATE, wait for whoever still reads or writes
    FOREACH name IN ARRAY ARRAY{tables} LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %1$I), EXISTS (SELECT FROM %1$I OFFSET {many})', name)
            INTO has_rows, has_many;
        IF has_many OR NOT may_pause THEN
            {truncate}
            RETURN;
        ELSIF has_rows THEN
            filled := filled || name;
        END IF;
    END LOOP;
    SET LOCAL session_replication_role = replica; -- no triggers and no foreign keys, as with TRUNCATE
    FOREACH name IN ARRAY filled LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
END $$
"""
"""Only a superuser may pause triggers and foreign keys. Another owner truncates."""
MANY = 1000
"""Of more rows than these in a table, TRUNCATE is quicker."""
KEPT = {"django_content_type", "auth_permission"}
"""What migrations fill and no test changes. To fill them again takes some 90 statements."""


def pytest_configure() -> None:
    """Let Django copy the template for each test database, and empty tables after each test that commits."""
    TransactionTestCase._fixture_teardown = empty_tables
    create_test_db = DatabaseCreation.create_test_db

    def copy_template(self: DatabaseCreation, *args: Any, **options: Any) -> str:
        self.connection.settings_dict["TEST"]["TEMPLATE"] = find_or_make(self, create_test_db)
        name = create_test_db(self, *args, **options)
        with self._nodb_cursor() as cursor:  # a test database need not survive a power cut
            cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        return name

    DatabaseCreation.create_test_db = copy_template


def empty_tables(test_case: TransactionTestCase) -> None:
    """Empty all tables but those that are kept. To delete a few rows takes a fifth of the time of TRUNCATE."""
    for name in test_case._databases_names(include_mirrors=False):
        connection = connections[name]
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
        (truncate,) = connection.ops.sql_flush(no_style(), sorted(tables))
        quoted = ", ".join(map(connection.ops.quote_name, sorted(tables)))
        delete = DELETE_ROWS.format(tables=sorted(tables), locked=quoted, many=MANY, truncate=truncate)
        connection.ops.execute_sql_flush([delete])


def template_name() -> str:
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256(Path(arranging.__file__).read_bytes())
    for path in (*sorted(root.glob("*/migrations/*.py")), root / "requirements.txt"):
        digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def find_or_make(creation: DatabaseCreation, create_test_db: Any) -> str:
    """Return the name of the template. Make it if it does not exist, in place of those of other migrations."""
    name = template_name()
    with creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # until this connection closes
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        existing = {row[0] for row in cursor.fetchall()}
        if name not in existing:
            for other in existing:
                cursor.execute(f'DROP DATABASE "{other}" WITH (FORCE)')
            unfinished = make(creation, create_test_db)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def make(creation: DatabaseCreation, create_test_db: Any) -> str:
    """Create and migrate an empty database, and return its name."""
    connection = creation.connection
    before, tested = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    name_before, template_before = tested["NAME"], tested.get("TEMPLATE")
    tested.update(NAME=f"{PREFIX}unfinished", TEMPLATE=None)
    try:
        return create_test_db(creation, verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        tested.update(NAME=name_before, TEMPLATE=template_before)
        connection.settings_dict["NAME"] = settings.DATABASES[connection.alias]["NAME"] = before
