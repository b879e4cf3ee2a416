"""What was answered before it was searched: its demands come into the index anew."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def find_anew(apps: Any, editor: Any) -> None:
    questions = apps.get_model("demands", "Question").objects.filter(
        hidden_at=None, answered_at__isnull=False
    )
    outbox = apps.get_model("search", "OutboxEntry").objects
    for number in questions.order_by().values_list("demand__number", flat=True).distinct():
        outbox.create(collection="demand", keys=number, created_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("demands", "0020_ended_lots"),
        ("search", "0003_keys_together"),
    ]

    operations = [migrations.RunPython(find_anew, migrations.RunPython.noop)]
