from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suppliers', '0025_recusals'),
    ]

    operations = [
        migrations.AddField(
            model_name='activity',
            name='type_version',
            field=models.PositiveSmallIntegerField(default=1, help_text='登记时施行的版本', verbose_name='业务分类版本'),
        ),
    ]
