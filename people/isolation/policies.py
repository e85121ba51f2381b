"""Build the row-level policies of all tables from their models, and bring the database to that state.

The app's role is bound by them. The owner of the tables, who migrates and restores, is not.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections

from people.isolation.access import ALWAYS_DELETE, ALWAYS_READ, PersonalTable, find_personal_tables
from people.isolation.purposes import Purpose

PERSON = "(SELECT nullif(current_setting('app.user_id', true), '')::uuid)"
"""On whose behalf the transaction works. A subselect runs once for a query, not once for a row."""
PURPOSE = "(SELECT current_setting('app.staff_purpose', true))"
EXISTING_SQL = """
SELECT relname, polname, obj_description(p.oid, 'pg_policy') FROM pg_policy p
JOIN pg_class c ON c.oid = polrelid WHERE relnamespace = 'public'::regnamespace
"""
"""Policies with their digests. Those without one are somebody else's and stay."""
UNPROTECTED_SQL = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
AND NOT relrowsecurity AND relname = ANY(%s) ORDER BY relname
"""


class Policy(NamedTuple):
    """One named policy. condition: which rows it shows, and accepts where it allows writing."""

    table: str
    name: str
    command: str
    condition: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.command} {self.condition}".encode()).hexdigest()[:16]

    @property
    def sql(self) -> str:
        clause = f"WITH CHECK ({self.condition})" if self.command == "INSERT" else f"USING ({self.condition})"
        return (
            f'CREATE POLICY {self.name} ON "{self.table}" FOR {self.command} {clause}; '
            f"COMMENT ON POLICY {self.name} ON \"{self.table}\" IS '{self.digest}'"
        )


def personal_tables() -> list[PersonalTable]:
    return find_personal_tables(list(apps.get_models(include_auto_created=True)))


def build_policies(table: PersonalTable) -> Iterator[Policy]:
    """Yield the policies of a table: the owner's rows, shared rows, and the purposes of staff and system."""
    if table.owner is None:
        return
    yield Policy(table.name, "own_rows", "ALL", _owner_condition(table, f"= {PERSON}"))
    if table.access.shares_unowned:
        yield Policy(table.name, "shared_rows", "SELECT", _owner_condition(table, "IS NULL"))
    writes = table.access.writes
    yield from _purpose_policies(table, "staff_reads", "SELECT", {*ALWAYS_READ, *table.access.reads} - {*writes})
    yield from _purpose_policies(table, "staff_adds", "INSERT", table.access.adds)
    yield from _purpose_policies(table, "staff_deletes", "DELETE", {*ALWAYS_DELETE} - {*writes})
    yield from _purpose_policies(table, "staff_writes", "ALL", {*writes})


def apply_policies(*, using: str, **_: Any) -> None:
    """Bring all policies up to date after a migration, as the owner. Tables without a difference are not locked."""
    connection: Any = connections[using]  # alex.postgres
    if not connection.is_owner:  # a test that flushed its tables
        return
    with connection.cursor() as cursor:
        stored = set(connection.introspection.table_names(cursor))  # after a migration back, not all of them
        tables = [table for table in personal_tables() if table.name in stored]
        wanted = {policy[:2]: policy for table in tables for policy in build_policies(table)}
        cursor.execute(EXISTING_SQL)
        existing = {(table, name): digest for table, name, digest in cursor.fetchall() if digest}
        for key in existing.keys() - wanted.keys():
            cursor.execute(f'DROP POLICY {key[1]} ON "{key[0]}"')
        for key, policy in wanted.items():
            if existing.get(key) != policy.digest:
                cursor.execute(f'DROP POLICY IF EXISTS {policy.name} ON "{policy.table}"; {policy.sql}')
        cursor.execute(UNPROTECTED_SQL, [[table.name for table in tables]])
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY')


def _owner_condition(table: PersonalTable, comparison: str) -> str:
    assert table.owner is not None
    if table.parent is None:
        return f'"{table.owner.column}" {comparison}'
    above = table.owner.model._meta
    key = f'"{table.name}"."{table.parent.column}"'
    same = f'above."{above.pk.column}" = {key} AND above."{table.owner.column}" {comparison}'
    return f'EXISTS (SELECT 1 FROM "{above.db_table}" above WHERE {same})'  # noqa: S608 names of our models


def _purpose_policies(table: PersonalTable, name: str, command: str, purposes: Iterable[Purpose]) -> Iterator[Policy]:
    listed = ", ".join(f"'{purpose}'" for purpose in sorted(purposes))
    if listed:
        yield Policy(table.name, name, command, f"{PURPOSE} = ANY (ARRAY[{listed}])")
