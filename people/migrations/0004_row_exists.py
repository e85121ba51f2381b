from django.db import migrations

ROLE = "alex_app"
MAKE = f"""
CREATE FUNCTION row_exists(kind text, row_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE found boolean;
BEGIN
    IF kind NOT IN ('portfolios_account', 'portfolios_position', 'portfolios_incomestream', 'analysis_job') THEN
        RAISE EXCEPTION 'row_exists is not for %', kind;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = $1)', kind) INTO found USING row_id;
    RETURN found;
END $$;
REVOKE ALL ON FUNCTION row_exists(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION row_exists(text, uuid) TO {ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0003_idempotencyrecord")]

    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION row_exists(text, uuid)")]
