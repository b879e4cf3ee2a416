"""Whether readers learn why a text was put right. Who gave a reason before was not told that they would: it stays with the editors."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("library", "0016_listed_in_a_topic")]

    operations = [
        migrations.AddField(
            model_name="correction",
            name="reason_is_public",
            field=models.BooleanField(db_default=False, default=False, help_text="提出时说明了会公开的", verbose_name="理由对读者公开"),
        ),
    ]
