"""Since when a topic names a document. What stands in the topics that are there is no news to anybody."""

import datetime as dt

from django.db import migrations, models
from django.utils import timezone

LONG_AGO = dt.timedelta(days=60)


def note_what_is_listed(apps, schema_editor):
    item, listing = apps.get_model("library", "TopicItem"), apps.get_model("library", "TopicListing")
    there = item.objects.filter(topic__live=True).exclude(work=None).order_by()
    listing.objects.bulk_create(
        listing(topic_id=topic, work_id=work, listed_at=timezone.now() - LONG_AGO)
        for topic, work in set(there.values_list("topic", "work"))
    )


class Migration(migrations.Migration):

    dependencies = [("library", "0015_definitions")]

    operations = [
        migrations.CreateModel(
            name="TopicListing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listed_at", models.DateTimeField(verbose_name="列入时间")),
                ("topic", models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="listings", to="library.topic", verbose_name="专题")),
                ("work", models.ForeignKey(on_delete=models.deletion.CASCADE, related_name="+", to="library.work", verbose_name="文件")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("topic", "work"), name="listed_once")],
            },
        ),
        migrations.RunPython(note_what_is_listed, migrations.RunPython.noop),
    ]
