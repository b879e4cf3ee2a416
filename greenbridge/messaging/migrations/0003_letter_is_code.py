from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0002_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="is_code",
            field=models.BooleanField(default=True, verbose_name="本人索取"),
        ),
    ]
