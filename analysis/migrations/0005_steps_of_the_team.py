from django.db import migrations, models

import analysis.models


class Migration(migrations.Migration):
    """The names of the steps come from the agents' records: a new agent needs no migration."""

    dependencies = [
        ("analysis", "0004_spans_with_their_texts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="name",
            field=models.CharField(choices=analysis.models.step_choices, max_length=12),
        ),
    ]
