"""The role that the app runs as. It owns nothing: it may read and write rows, not change tables or policies."""

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
    """Before the first table is made, so that every table's rights follow from the defaults."""
    with connections[using].cursor() as cursor:
        cursor.execute(CREATE_ROLE_SQL.format(role=settings.APP_ROLE))
