"""A drawing knows how many it was drawn from, how many it drew and how many of them were checked: its page counts nothing."""

from typing import Any

from django.db import migrations, models


def count(apps: Any, schema_editor: Any) -> None:
    draws = apps.get_model("demands", "DemandDraw").objects
    for draw in draws.iterator():
        checks = draw.checks.order_by()
        draws.filter(pk=draw.pk).update(
            size=draw.pledges.count(), drawn=checks.count(), closed=checks.exclude(finding="").count()
        )


class Migration(migrations.Migration):

    dependencies = [("demands", "0001_squashed_0023_names_masked_anew")]

    operations = [
        migrations.AddField(
            model_name="demanddraw",
            name="size",
            field=models.PositiveIntegerField("抽取范围的条数", default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="demanddraw",
            name="drawn",
            field=models.PositiveIntegerField("抽到的条数", default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="demanddraw",
            name="closed",
            field=models.PositiveIntegerField("已核查的条数", default=0, db_default=0),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
