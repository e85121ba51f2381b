"""The database role of the app. It can read and write rows but not change tables or policies."""

from typing import Any

from django.conf import settings
from django.db import connections

CREATE_ROLE_SQL = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
        BEGIN
            CREATE ROLE {role} NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another process was first
        END;
    END IF;
END $$;
GRANT {role} TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role};
"""
RIGHTS_SQL = """
SELECT coalesce(string_agg(privilege_type, ', ' ORDER BY privilege_type), '')
FROM pg_class, aclexplode(relacl) WHERE oid = %s::regclass AND grantee = %s::regrole
"""
NARROW_RIGHTS = {
    "people_auditevent": "INSERT, SELECT",
    "people_dataversion": "SELECT",
    "people_datachange": "",
}
"""All rights of the app's role on the tables where it has fewer than the default ones."""


def create_app_role(*, using: str, **_: Any) -> None:
    """Create the role before the first table, so that its default rights apply to every table."""
    with connections[using].cursor() as cursor:
        cursor.execute(CREATE_ROLE_SQL.format(role=settings.APP_ROLE))


def narrow_rights(*, using: str, **_: Any) -> None:
    """Take back the default rights on some tables. A restored copy has them: its tables are created anew."""
    connection: Any = connections[using]  # alex.postgres
    if not connection.is_owner:  # a test that flushed its tables
        return
    with connection.cursor() as cursor:
        for table, rights in NARROW_RIGHTS.items():
            cursor.execute(RIGHTS_SQL, [table, settings.APP_ROLE])
            if rights != cursor.fetchone()[0]:
                cursor.execute(f"REVOKE ALL ON {table} FROM {settings.APP_ROLE}")
                if rights:
                    cursor.execute(f"GRANT {rights} ON {table} TO {settings.APP_ROLE}")
