"""A drawing knows how many it was drawn from, how many it drew and how many of them are closed: its pages count nothing."""

from typing import Any

from django.db import migrations, models


def count(apps: Any, schema_editor: Any) -> None:
    draws = apps.get_model("suppliers", "SpotDraw").objects
    for draw in draws.iterator(chunk_size=1):
        checks = draw.checks.order_by()
        draws.filter(pk=draw.pk).update(
            size=len(draw.population), drawn=checks.count(), closed=checks.filter(state="closed").count()
        )


class Migration(migrations.Migration):

    dependencies = [("suppliers", "0001_squashed_0036_second_file_replaced")]

    operations = [
        migrations.AlterModelOptions(name="spotcheck", options={"ordering": ["id"]}),
        migrations.AddField(
            model_name="spotdraw",
            name="size",
            field=models.PositiveIntegerField("抽取范围的行数", default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="spotdraw",
            name="drawn",
            field=models.PositiveIntegerField("抽到的机构数", default=0, db_default=0),
        ),
        migrations.AddField(
            model_name="spotdraw",
            name="closed",
            field=models.PositiveIntegerField("已办结的机构数", default=0, db_default=0),
        ),
        migrations.AddIndex(
            model_name="spotcheck",
            index=models.Index(fields=["draw", "id"], name="spot_checks_of_a_draw"),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
