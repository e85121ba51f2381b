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


def create_app_role(*, using: str, **_: Any) -> None:
    """Create the role before the first table, so that its default rights apply to every table."""
    with connections[using].cursor() as cursor:
        cursor.execute(CREATE_ROLE_SQL.format(role=settings.APP_ROLE))
