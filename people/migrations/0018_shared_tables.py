"""Let the triggers of data versions watch tables whose rows belong to nobody: a change is on everybody's pages."""

from django.db import migrations

OWNERS = """
CREATE OR REPLACE FUNCTION note_data_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    owner text := quote_ident(TG_ARGV[0]);
    compared text := (SELECT string_agg(DISTINCT quote_ident(argument), ', ') FROM unnest(TG_ARGV) AS argument);
    changed text;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        changed := 'VALUES (NULL::uuid)';
    ELSIF TG_OP = 'INSERT' THEN
        changed := format('SELECT DISTINCT %s FROM new_rows', owner);
    ELSIF TG_OP = 'DELETE' THEN
        changed := format('SELECT DISTINCT %s FROM old_rows', owner);
    ELSIF TG_NARGS = 1 THEN
        changed := format('SELECT %1$s FROM old_rows UNION SELECT %1$s FROM new_rows', owner);
    ELSE
        changed := format(
            'SELECT %1$s FROM (SELECT %2$s FROM old_rows EXCEPT SELECT %2$s FROM new_rows) AS before UNION '
            'SELECT %1$s FROM (SELECT %2$s FROM new_rows EXCEPT SELECT %2$s FROM old_rows) AS after',
            owner, compared
        );
    END IF;
    EXECUTE 'INSERT INTO public.people_datachange (user_id) ' || changed;
    RETURN NULL;
END $$;
"""
SHARED = OWNERS.replace(
    "quote_ident(TG_ARGV[0]);", "CASE TG_ARGV[0] WHEN '' THEN 'NULL::uuid' ELSE quote_ident(TG_ARGV[0]) END;"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0017_request_counts")]

    operations = [migrations.RunSQL(SHARED, OWNERS)]
