"""The search for instruments as a function of the tables' owner, so that it can use the indexes below the policies."""

from django.db import migrations

ROLE = "alex_app"
MAKE = f"""
CREATE FUNCTION matching_instruments(begins text, beyond text, words text) RETURNS SETOF uuid
LANGUAGE sql STABLE ROWS 100 SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM portfolios_instrument
    WHERE (owner_id IS NULL OR owner_id = nullif(current_setting('app.user_id', true), '')::uuid)
    AND (
        (upper(symbol) COLLATE "C" >= begins AND upper(symbol) COLLATE "C" < beyond)
        OR to_tsvector('simple'::regconfig, coalesce(regexp_replace(name, '[^[:alnum:]]+', ' ', 'g'), ''))
            @@ to_tsquery('simple'::regconfig, words)
    )
$$;
REVOKE ALL ON FUNCTION matching_instruments(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching_instruments(text, text, text) TO {ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("portfolios", "0011_plain_help_texts"), ("people", "0011_row_level_security")]

    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION matching_instruments(text, text, text)")]
