from django.core.management import call_command
from django.db import migrations

ROLE = "alex_app"


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON people_auditevent FROM {ROLE}",
            f"GRANT UPDATE, DELETE ON people_auditevent TO {ROLE}",
        ),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
