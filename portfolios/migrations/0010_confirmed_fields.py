import django.db.models.lookups
from django.db import migrations, models

FIELDS = ["years_until_retirement", "asset_class_targets", "region_targets", "annual_contribution", "plan_to_age",
          "birth_year"]


def valid_names(names, birth_year):
    """Keep every confirmation of a known field, in its order; a birth year is confirmed only where there is one."""
    if not isinstance(names, list):
        return []
    return [name for name in names if name in FIELDS and (name != "birth_year" or birth_year is not None)]


def keep_valid_names(apps, schema_editor):
    rows = apps.get_model("portfolios", "Profile").objects.exclude(confirmed=[])
    for row in rows.only("confirmed", "birth_year").iterator():
        names = valid_names(row.confirmed, row.birth_year)
        if names != row.confirmed:
            rows.filter(pk=row.pk).update(confirmed=names)


class Migration(migrations.Migration):

    dependencies = [
        ('portfolios', '0009_catalogue_draft'),
    ]

    operations = [
        migrations.RunPython(keep_valid_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.Exact(models.Func('confirmed', function='jsonb_typeof', output_field=models.TextField()), 'array'), ('confirmed__contained_by', ['years_until_retirement', 'asset_class_targets', 'region_targets', 'annual_contribution', 'plan_to_age', 'birth_year'])), name='profile_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='profile',
            constraint=models.CheckConstraint(condition=models.Q(('birth_year__isnull', False), models.Q(('confirmed__contains', ['birth_year']), _negated=True), _connector='OR'), name='profile_confirmed_birth_year'),
        ),
    ]
