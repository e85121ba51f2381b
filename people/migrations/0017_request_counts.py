"""Count requests for the rate limits, each with one statement."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0016_session_open")]

    operations = [
        migrations.CreateModel(
            name="RequestCount",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("requests", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(
            "ALTER TABLE people_requestcount SET UNLOGGED", "ALTER TABLE people_requestcount SET LOGGED"
        ),
    ]
