"""A duty may apply in several regions: the one it had is the first of them."""

from django.db import migrations, models


def keep_the_region(apps, schema_editor):
    Duty = apps.get_model("library", "Duty")
    Duty.regions.through.objects.bulk_create(
        Duty.regions.through(duty_id=key, region_id=code)
        for key, code in Duty.objects.exclude(region=None).values_list("pk", "region")
    )


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0013_corrections'),
        ('reference', '0007_domain'),
    ]

    operations = [
        migrations.AddField(
            model_name='duty',
            name='regions',
            field=models.ManyToManyField(blank=True, related_name='+', to='reference.region', verbose_name='适用地区'),
        ),
        migrations.RunPython(keep_the_region, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='duty',
            name='region',
        ),
    ]
