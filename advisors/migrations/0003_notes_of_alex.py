from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('advisors', '0002_library'),
    ]

    operations = [
        migrations.AddField(
            model_name='researchnote',
            name='publisher',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='researchnote',
            name='source_title',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='researchnote',
            name='subject',
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
