"""Open a session with one query: its data, its user, and the data version of what the user's pages show."""

from django.db import migrations

ROLE = "alex_app"
CREATE = f"""
CREATE FUNCTION session_open(key text)
RETURNS TABLE (session_data text, data_version text, person people_user)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.session_data, CASE WHEN u.id IS NULL THEN '' ELSE public.data_version(u.id) END, u
    FROM django_session s
    LEFT JOIN usersessions_usersession l ON l.session_key = s.session_key
    LEFT JOIN people_user u ON u.id = l.user_id
    WHERE s.session_key = key AND s.expire_date > now()
$$;
REVOKE ALL ON FUNCTION session_open(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_open(text) TO {ROLE};
DROP FUNCTION session_load(text);
"""
DROP = f"""
DROP FUNCTION session_open(text);
CREATE FUNCTION session_load(key text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT session_data FROM django_session WHERE session_key = key AND expire_date > now()
$$;
REVOKE ALL ON FUNCTION session_load(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_load(text) TO {ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0015_json_cache"), ("usersessions", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
