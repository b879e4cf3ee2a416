"""An entry of the ledger says who confirmed it, when and on what grounds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from greenbridge.library.ledger.rules import without_doubts


def take_doubts_away(apps, schema_editor):
    """What somebody confirmed before is no longer said to be in doubt."""
    rows = apps.get_model("library", "Effect").objects.filter(is_confirmed=True, note__contains="待核")
    for row in rows.only("note"):
        rows.filter(pk=row.pk).update(note=without_doubts(row.note))


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0010_word_for_the_replaced'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='effect',
            name='basis',
            field=models.CharField(blank=True, help_text='据以核对的条款或者公布的文件', max_length=200, verbose_name='核对依据'),
        ),
        migrations.AddField(
            model_name='effect',
            name='basis_note',
            field=models.CharField(blank=True, max_length=300, verbose_name='核对情况'),
        ),
        migrations.AddField(
            model_name='effect',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='核对时间'),
        ),
        migrations.AddField(
            model_name='effect',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核对人'),
        ),
        migrations.RunPython(take_doubts_away, migrations.RunPython.noop),
    ]
