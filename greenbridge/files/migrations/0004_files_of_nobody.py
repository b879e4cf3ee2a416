from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("files", "0003_destroyed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="file",
            name="owner",
            field=models.ForeignKey(
                help_text="命令收录的、平台自己取回的没有上传人",
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="files",
                to=settings.AUTH_USER_MODEL,
                verbose_name="上传人",
            ),
        ),
    ]
