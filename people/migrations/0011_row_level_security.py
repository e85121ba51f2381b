"""The functions that find a user or a session before anybody is known.

They run with the rights of the tables' owner, whom the policies do not bind. The policies themselves are built from
the models after each migration (people/isolation/policies.py).
"""

from django.db import migrations

ROLE = "alex_app"

FUNCTIONS = {
    "user_by_id(wanted uuid)": (
        "SETOF people_user",
        "SELECT * FROM people_user WHERE id = wanted",
    ),
    "user_by_address(wanted text)": (
        "SETOF people_user",
        "SELECT * FROM people_user WHERE email = wanted",
    ),
    "session_load(key text)": (
        "text",
        "SELECT session_data FROM django_session WHERE session_key = key AND expire_date > now()",
    ),
    "session_exists(key text)": (
        "boolean",
        "SELECT EXISTS (SELECT 1 FROM django_session WHERE session_key = key)",
    ),
    "session_save(key text, data text, expires timestamptz, must_create boolean)": (
        "boolean",
        """
        WITH created AS (
            INSERT INTO django_session (session_key, session_data, expire_date)
            SELECT key, data, expires WHERE must_create
            ON CONFLICT DO NOTHING RETURNING 1
        ), updated AS (
            UPDATE django_session SET session_data = data, expire_date = expires
            WHERE session_key = key AND NOT must_create RETURNING 1
        )
        SELECT EXISTS (SELECT 1 FROM created) OR EXISTS (SELECT 1 FROM updated)
        """,
    ),
    "session_delete(key text)": ("void", "DELETE FROM django_session WHERE session_key = key"),
    "session_clear_expired()": ("void", "DELETE FROM django_session WHERE expire_date < now()"),
    "session_count()": ("bigint", "SELECT count(*) FROM django_session WHERE expire_date > now()"),
}
READING = {"user_by_id", "user_by_address", "session_load", "session_exists", "session_count"}


def types(signature):
    name, _, arguments = signature.rstrip(")").partition("(")
    return f"{name}({', '.join(part.split()[1] for part in arguments.split(', ') if part)})"


def build_sql(signature, returns, body):
    kind = "STABLE" if signature.partition("(")[0] in READING else "VOLATILE"
    return f"""
    CREATE FUNCTION {signature} RETURNS {returns}
    LANGUAGE sql {kind} SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body${body}$body$;
    REVOKE ALL ON FUNCTION {types(signature)} FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION {types(signature)} TO {ROLE};
    """


class Migration(migrations.Migration):
    dependencies = [("people", "0010_short_passwords"), ("sessions", "0001_initial")]

    operations = [
        migrations.RunSQL(build_sql(signature, *function), f"DROP FUNCTION {types(signature)}")
        for signature, function in FUNCTIONS.items()
    ] + [
        migrations.RunSQL(  # so that a temporary table cannot stand in for one of ours
            "ALTER FUNCTION row_exists(text, uuid) SET search_path = pg_catalog, public, pg_temp",
            "ALTER FUNCTION row_exists(text, uuid) SET search_path = pg_catalog, public",
        )
    ]
