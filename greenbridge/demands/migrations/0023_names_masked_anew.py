"""What was kept before names were masked beside numbers and in columns is masked anew: texts, titles, addresses and the
names of attachments, in notices, in their former versions and on the cards. What has changed comes into the index."""

from typing import Any

from django.db import migrations
from django.utils import timezone

from greenbridge.demands.notices import rules
from greenbridge.demands.notices.masking import masked

LINES = ("title", "buyer_address", "region_words", "amount_words")
ON_CARDS = ("title", "region_words", "amount_words")


def mask_anew(apps: Any, editor: Any) -> None:
    """Digest and keys go with what they are drawn from: read again, a notice is the same one, and no site is said to have
    changed it."""
    projects = set()
    for row in apps.get_model("demands", "Notice").objects.select_related("project").iterator(500):
        if mask(row):
            facts = rules.from_row(row.facts, text=row.text, fetched_at=row.fetched_at, parser=row.parser)
            keys = rules.keys(facts)
            row.title, row.digest = facts.title, rules.digest(facts)
            row.identity, row.chain_key = keys.identity, keys.chain
            row.save(update_fields=["facts", "text", "title", "digest", "identity", "chain_key"])
            projects.add(row.project.number)
    for row in apps.get_model("demands", "NoticeVersion").objects.iterator(500):
        if mask(row):
            row.save(update_fields=["facts", "text"])
    for row in apps.get_model("demands", "Project").objects.iterator(500):
        kept = {name: masked(getattr(row, name)) for name in ON_CARDS}
        if any(getattr(row, name) != words for name, words in kept.items()):
            for name, words in kept.items():
                setattr(row, name, words)
            row.save(update_fields=ON_CARDS)
            projects.add(row.number)
    outbox = apps.get_model("search", "OutboxEntry").objects
    for number in sorted(projects):
        outbox.create(collection="demand", keys=number, created_at=timezone.now())


def mask(row: Any) -> bool:
    """Mask a notice or a version, unsaved; False where nothing was left to mask."""
    before = row.facts, row.text
    lines = {name: masked(row.facts[name]) for name in LINES}
    attachments = [[masked(name), url] for name, url in row.facts["attachments"]]
    row.facts, row.text = {**row.facts, **lines, "attachments": attachments}, masked(row.text)
    return before != (row.facts, row.text)


class Migration(migrations.Migration):
    dependencies = [
        ("demands", "0022_several_conditions"),
        ("search", "0003_keys_together"),
    ]

    operations = [migrations.RunPython(mask_anew, migrations.RunPython.noop)]
