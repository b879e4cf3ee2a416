"""What was kept before names were masked beside numbers and in columns: its texts are masked anew, and come into the index."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from greenbridge.demands.notices import rules
from greenbridge.demands.notices.masking import masked


def mask_anew(apps: Any, editor: Any) -> None:
    """The digest goes with the text: no site is said to have changed its notice."""
    projects = set()
    notices = apps.get_model("demands", "Notice").objects.select_related("project")
    for row in notices.iterator(500):
        text = masked(row.text)
        if text == row.text:
            continue
        row.text = text
        facts = rules.from_row(row.facts, text=text, fetched_at=row.fetched_at, parser=row.parser)
        row.digest = rules.digest(facts)
        row.save(update_fields=["text", "digest"])
        projects.add(row.project.number)
    for row in apps.get_model("demands", "NoticeVersion").objects.iterator(500):
        if (text := masked(row.text)) != row.text:
            row.text = text
            row.save(update_fields=["text"])
    outbox = apps.get_model("search", "OutboxEntry").objects
    for number in sorted(projects):
        outbox.create(collection="demand", keys=number, created_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("demands", "0022_several_conditions"),
        ("search", "0003_keys_together"),
    ]

    operations = [migrations.RunPython(mask_anew, migrations.RunPython.noop)]
