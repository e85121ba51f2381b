"""The cache holds JSON: delete what an earlier version stored, which were pickles."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0011_row_level_security")]

    operations = [migrations.RunSQL("DELETE FROM django_cache", migrations.RunSQL.noop)]
