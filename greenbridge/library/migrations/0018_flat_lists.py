"""Indexes in which the short public lists lie in their order: newest texts, what comes next, key documents, writings."""

from django.db import migrations, models

PUBLISHED = models.Q(("standing", "published"))


class Migration(migrations.Migration):

    dependencies = [("library", "0001_squashed_0017_reasons_that_readers_learn")]

    operations = [
        migrations.AddIndex(
            model_name="version",
            index=models.Index(
                fields=["promulgated_on", "id"], condition=PUBLISHED, name="texts_by_promulgation"
            ),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["starts_on", "id"], condition=PUBLISHED, name="texts_by_start"),
        ),
        migrations.AddIndex(
            model_name="version",
            index=models.Index(fields=["published_at", "id"], condition=PUBLISHED, name="texts_by_publication"),
        ),
        migrations.AddIndex(
            model_name="work",
            index=models.Index(fields=["id"], condition=models.Q(("is_key", True)), name="key_works"),
        ),
        migrations.AddIndex(model_name="work", index=models.Index(fields=["kind"], name="works_by_kind")),
        migrations.AddIndex(
            model_name="writing",
            index=models.Index(
                fields=["first_published_at", "id"], condition=models.Q(("live", True)), name="writings_newest"
            ),
        ),
    ]
