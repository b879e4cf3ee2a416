import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Each reminder says itself of which paper it was. The columns become strict in the next migration: PostgreSQL
    alters no table in the transaction that has written to it.
    """
    paper = apps.get_model("suppliers", "Credential").objects.filter(pk=OuterRef("credential"))
    apps.get_model("suppliers", "ExpiryReminder").objects.update(
        **{name: Subquery(paper.values(name)[:1]) for name in ("supplier_id", "kind_id", "number")}
    )


class Migration(migrations.Migration):

    dependencies = [
        ('reference', '0005_trees'),
        ('suppliers', '0028_objections_and_proposals'),
    ]

    operations = [
        migrations.AddField(
            model_name='expiryreminder',
            name='supplier',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='expiry_reminders', to='suppliers.supplier', verbose_name='机构'),
        ),
        migrations.AddField(
            model_name='expiryreminder',
            name='kind',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.credentialkind', verbose_name='资质种类'),
        ),
        migrations.AddField(
            model_name='expiryreminder',
            name='number',
            field=models.CharField(max_length=60, null=True, verbose_name='证书编号'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
