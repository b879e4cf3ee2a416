import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suppliers', '0029_reminders_by_number'),
    ]

    operations = [
        migrations.AlterField(
            model_name='expiryreminder',
            name='supplier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='expiry_reminders', to='suppliers.supplier', verbose_name='机构'),
        ),
        migrations.AlterField(
            model_name='expiryreminder',
            name='kind',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.credentialkind', verbose_name='资质种类'),
        ),
        migrations.AlterField(
            model_name='expiryreminder',
            name='number',
            field=models.CharField(max_length=60, verbose_name='证书编号'),
        ),
        migrations.RemoveConstraint(
            model_name='expiryreminder',
            name='reminded_once',
        ),
        migrations.RemoveField(
            model_name='expiryreminder',
            name='credential',
        ),
        migrations.AddConstraint(
            model_name='expiryreminder',
            constraint=models.UniqueConstraint(fields=('supplier', 'kind', 'number', 'last_day', 'stage'), name='reminded_once'),
        ),
    ]
