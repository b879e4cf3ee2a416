"""Responses that stand and agreements are counted by way of an index of their own; of many, the last count is kept."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('deals', '0001_squashed_0006_invited_lots')]

    operations = [
        migrations.CreateModel(
            name='Total',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('responses', '机构响应'), ('agreements', '达成合作')], max_length=10, unique=True, verbose_name='所统计的')),
                ('number', models.PositiveIntegerField(verbose_name='总数')),
                ('counted_at', models.DateTimeField(verbose_name='统计时间')),
            ],
        ),
        migrations.AddIndex(
            model_name='interest',
            index=models.Index(condition=models.Q(('withdrawn_at', None)), fields=['id'], name='responses_that_stand'),
        ),
        migrations.AddIndex(
            model_name='outcome',
            index=models.Index(condition=models.Q(('kind', 'agreed')), fields=['id'], name='agreements'),
        ),
    ]
