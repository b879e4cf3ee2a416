"""One note for the index names all rows that changed together."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_tally'),
    ]

    operations = [
        migrations.RenameField('outboxentry', 'key', 'keys'),
        migrations.AlterField(
            model_name='outboxentry',
            name='keys',
            field=models.TextField(help_text='每行一个；一次改动的记录写在一起', verbose_name='主键'),
        ),
    ]
