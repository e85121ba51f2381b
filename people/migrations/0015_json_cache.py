"""The cache holds JSON: delete what an earlier version stored, which were pickles."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0014_audit_chain")]

    operations = [migrations.RunSQL("DELETE FROM django_cache", migrations.RunSQL.noop)]
