"""The data version of each person: a random value that every change of what their pages show replaces.

A statement notes the owners of the rows that it changes (note_data_change), the commit replaces their versions
(raise_data_version). So the row of a version is locked only at the very end of a transaction, and two transactions that
lock other rows in another order cannot wait for each other. A random value, not a counter: a counter read before a
commit could come again after a rollback or a restore. The triggers themselves are built from the models after each
migration (people/kept_pages/triggers.py).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLE = "alex_app"
SETTINGS = "SET search_path = pg_catalog, public, pg_temp"

MAKE = f"""
REVOKE INSERT, UPDATE, DELETE ON people_dataversion FROM {ROLE};

CREATE UNLOGGED TABLE people_datachange (
    user_id uuid,
    mark bigint NOT NULL DEFAULT (random() * 9e15)::bigint
);
REVOKE ALL ON people_datachange FROM {ROLE};
COMMENT ON TABLE people_datachange IS 'Changes of the running transaction: empty for everybody else';

CREATE FUNCTION note_data_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {SETTINGS} AS $$
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

CREATE FUNCTION raise_data_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER {SETTINGS} AS $$
BEGIN
    DELETE FROM public.people_datachange WHERE user_id IS NOT DISTINCT FROM NEW.user_id;
    IF NOT FOUND THEN
        RETURN NULL;  -- an earlier change of this transaction has raised it
    END IF;
    IF NEW.user_id IS NULL OR EXISTS (SELECT 1 FROM public.people_user WHERE id = NEW.user_id) THEN
        INSERT INTO public.people_dataversion (user_id, version) VALUES (NEW.user_id, gen_random_uuid())
        ON CONFLICT (user_id) DO UPDATE SET version = excluded.version;
    ELSE
        DELETE FROM public.people_dataversion WHERE user_id = NEW.user_id;
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER raise_data_version AFTER INSERT ON people_datachange
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_data_version();

CREATE FUNCTION data_version(person uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER {SETTINGS} AS $$
    SELECT coalesce(string_agg(version::text, ' ' ORDER BY user_id NULLS FIRST), '') || coalesce(
        (SELECT ' ' || sum(mark) FROM public.people_datachange WHERE user_id = person OR user_id IS NULL), ''
    )
    FROM public.people_dataversion WHERE user_id = person OR user_id IS NULL
$$;
COMMENT ON FUNCTION data_version(uuid) IS 'With the uncommitted changes of this transaction itself';
REVOKE ALL ON FUNCTION note_data_change(), raise_data_version(), data_version(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION data_version(uuid) TO {ROLE};
"""
DROP = """
DROP FUNCTION data_version(uuid);
DROP FUNCTION note_data_change() CASCADE;
DROP TABLE people_datachange;
DROP FUNCTION raise_data_version() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0008_normal_addresses")]

    operations = [
        migrations.CreateModel(
            name="DataVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.UUIDField()),
                (
                    "user",
                    models.ForeignKey(
                        blank=True, db_constraint=False, null=True, db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user",), name="data_version_once", nulls_distinct=False)
                ]
            },
        ),
        migrations.RunSQL(MAKE, DROP),
    ]
