"""Let the function of 0011_questions tell another person's import from none, too."""

from django.db import migrations

MAKE = """
CREATE OR REPLACE FUNCTION row_exists(kind text, row_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE found boolean;
BEGIN
    IF kind NOT IN ({tables}) THEN
        RAISE EXCEPTION 'row_exists is not for %', kind;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = $1)', kind) INTO found USING row_id;
    RETURN found;
END $$;
"""
BEFORE = (
    "portfolios_account", "portfolios_position", "portfolios_incomestream", "analysis_job", "analysis_question",
)  # fmt: skip


def make_for(*tables):
    return MAKE.format(tables=", ".join(f"'{table}'" for table in tables))


class Migration(migrations.Migration):
    dependencies = [("analysis", "0016_made_with"), ("portfolios", "0022_import_files")]

    operations = [migrations.RunSQL(make_for(*BEFORE, "portfolios_importdraft"), make_for(*BEFORE))]
