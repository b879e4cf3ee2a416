"""What gave way to a later edition or to another document is called 已被代替 and no longer 已修改 or 已废止."""

from django.db import migrations, models
from django.db.models.functions import Coalesce
from django.utils import timezone


def name_the_replaced(apps, schema_editor):
    """The end of each text as it would be drawn today; the index hears of those that are called otherwise."""
    versions = apps.get_model("library", "Version").objects
    editions = versions.filter(end="revised", work__kind="standard")
    touched = set(editions.values_list("pk", flat=True))
    editions.update(end="edition")
    for version in versions.filter(end="repealed"):
        endings = apps.get_model("library", "Effect").objects.filter(
            target=version.work_id, kind__in=("repeals", "replaces"), target_address="", region=None, is_confirmed=True
        )
        standing = endings.filter(withdrawn_at=None, by__standing="published")
        kinds = set(
            standing.annotate(day=Coalesce("since", "by__effective_on"))
            .filter(day=version.ends_on)
            .values_list("kind", flat=True)
        )
        if kinds == {"replaces"}:
            versions.filter(pk=version.pk).update(end="replaced")
            touched.add(version.pk)
    clauses = apps.get_model("library", "Clause").objects.filter(version__in=touched)
    keys = [f"{version}/{address}" for version, address in clauses.values_list("version", "address")]
    _note(apps, "library", sorted(touched))
    _note(apps, "clause", keys)


def _note(apps, collection, keys):
    notes = apps.get_model("search", "OutboxEntry").objects
    for first in range(0, len(keys), 500):
        together = "\n".join(map(str, keys[first : first + 500]))
        notes.create(collection=collection, keys=together, created_at=timezone.now())


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0009_catalogue_rows'),
        ('search', '0003_keys_together'),
    ]

    operations = [
        migrations.AlterField(
            model_name='version',
            name='end',
            field=models.CharField(blank=True, choices=[('revised', '已修改'), ('edition', '已有新版'), ('repealed', '已废止'), ('replaced', '已被代替'), ('doubted', '时效待核')], editable=False, max_length=10, verbose_name='失效方式（推算）'),
        ),
        migrations.RunPython(name_the_replaced, migrations.RunPython.noop),
    ]
