"""Every table of the room as steps 0001 to 0005 leave it, for a database that has none of them.

Where some of the steps are done, Django does the others. What they changed in rows, an empty database has not.
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from greenbridge.core.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('connectors', '0001_sources'),
        ('connectors', '0002_brought_lists'),
        ('connectors', '0003_documents'),
        ('connectors', '0004_original_links'),
        ('connectors', '0005_word_for_the_replaced'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('files', '0003_destroyed'),
        ('library', '0001_squashed_0017_reasons_that_readers_learn'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Source',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.SlugField(max_length=40, unique=True, verbose_name='代号')),
                        ('label', models.CharField(max_length=60, verbose_name='名称')),
                        ('adapter', models.CharField(choices=[('html', '网页列表'), ('json', 'JSON 接口'), ('feed', 'RSS 或 Atom'), ('sheet', '表格（CSV、XLSX）'), ('paste', '人工录入')], max_length=8, verbose_name='读取方式')),
                        ('base', models.URLField(blank=True, verbose_name='网址')),
                        ('hosts', models.JSONField(default=list, verbose_name='允许访问的网站')),
                        ('settings', models.JSONField(default=dict, verbose_name='读取设置')),
                        ('province', models.CharField(blank=True, max_length=20, verbose_name='所在省份')),
                        ('pace', models.PositiveSmallIntegerField(default=2, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(10)], verbose_name='两次请求相隔秒数')),
                        ('is_on', models.BooleanField(default=False, verbose_name='每晚取回')),
                        ('version', models.PositiveIntegerField(default=1, verbose_name='设置版本')),
                        ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='连续失败次数')),
                        ('rests_until', models.DateTimeField(null=True, verbose_name='暂停到')),
                        ('running_since', models.DateTimeField(null=True, verbose_name='正在取回')),
                        ('asked_at', models.DateTimeField(null=True, verbose_name='要求立即取回')),
                        ('robots', models.JSONField(default=dict, verbose_name='robots.txt')),
                        ('brought', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.file', verbose_name='待读的清单')),
                        ('brings', models.CharField(choices=[('notices', '采购公告'), ('documents', '法律和标准')], db_default='notices', default='notices', max_length=10, verbose_name='带来什么')),
                    ],
                    options={
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='SettingsChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='修改时间')),
                        ('reason', models.CharField(max_length=200, verbose_name='理由')),
                        ('before', models.JSONField(verbose_name='修改前')),
                        ('after', models.JSONField(verbose_name='修改后')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='修改人')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='connectors.source', verbose_name='来源')),
                    ],
                    options={
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Run',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('started_at', models.DateTimeField(db_index=True, verbose_name='开始时间')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                        ('fetched', models.PositiveIntegerField(default=0, verbose_name='取回页面')),
                        ('items', models.PositiveIntegerField(default=0, verbose_name='列表条目')),
                        ('new', models.PositiveIntegerField(default=0, verbose_name='新收')),
                        ('changed', models.PositiveIntegerField(default=0, verbose_name='有改动')),
                        ('same', models.PositiveIntegerField(default=0, verbose_name='没有变化')),
                        ('left_out', models.PositiveIntegerField(default=0, verbose_name='地区或标题不相干')),
                        ('rejected', models.PositiveIntegerField(default=0, verbose_name='没有收下')),
                        ('errors', models.PositiveIntegerField(default=0, verbose_name='错误')),
                        ('problems', models.JSONField(default=list, verbose_name='问题')),
                        ('alarm', models.CharField(blank=True, max_length=200, verbose_name='警报')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='connectors.source', verbose_name='来源')),
                    ],
                    options={
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Snapshot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('list', '列表'), ('detail', '详情')], max_length=6, verbose_name='页面')),
                        ('address', models.CharField(db_index=True, max_length=500, verbose_name='网址')),
                        ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                        ('packed', models.BinaryField(verbose_name='内容')),
                        ('status', models.PositiveSmallIntegerField(default=200, verbose_name='应答')),
                        ('media_type', models.CharField(blank=True, max_length=100, verbose_name='内容类型')),
                        ('etag', models.CharField(blank=True, max_length=200, verbose_name='ETag')),
                        ('last_modified', models.CharField(blank=True, max_length=60, verbose_name='Last-Modified')),
                        ('parser', models.CharField(max_length=40, verbose_name='解析版本')),
                        ('row', models.JSONField(default=dict, verbose_name='列表中的条目')),
                        ('found', models.JSONField(default=list, verbose_name='解析结果')),
                        ('fault', models.CharField(blank=True, max_length=200, verbose_name='未能解析')),
                        ('fetched_at', models.DateTimeField(verbose_name='取回时间')),
                        ('seen_at', models.DateTimeField(db_index=True, verbose_name='最近一次相同')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='snapshots', to='connectors.source', verbose_name='来源')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('source', 'address', 'digest'), name='one_row_for_the_same_bytes')],
                    },
                ),
                migrations.CreateModel(
                    name='Difference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='时间')),
                        ('kind', models.CharField(choices=[('new', '新收录'), ('held', '待校对'), ('changed', '内容不同'), ('status', '时效不一致'), ('gone', '不再列出')], max_length=8, verbose_name='差异')),
                        ('address', models.CharField(blank=True, max_length=500, verbose_name='原文网址')),
                        ('fields', models.JSONField(default=dict, help_text='名称: [本平台或此前, 来源现在]', verbose_name='各项')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                        ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='differences', to='connectors.run', verbose_name='取回记录')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='differences', to='connectors.source', verbose_name='来源')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='library.version', verbose_name='文本')),
                    ],
                    options={
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Statement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('their_id', models.CharField(max_length=100, verbose_name='来源中的编号')),
                        ('address', models.CharField(blank=True, max_length=500, verbose_name='网址')),
                        ('says', models.CharField(blank=True, choices=[('future', '尚未生效'), ('in_force', '现行有效'), ('revised', '已修改'), ('repealed', '已废止'), ('replaced', '已被代替'), ('unknown', '时效待核')], max_length=10, verbose_name='来源所称时效')),
                        ('said', models.JSONField(default=dict, verbose_name='来源所载')),
                        ('differs', models.BooleanField(default=False, verbose_name='时效与本平台不一致')),
                        ('seen_at', models.DateTimeField(verbose_name='最近一次读到')),
                        ('gone_at', models.DateTimeField(null=True, verbose_name='来源不再列出')),
                        ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='connectors.source', verbose_name='来源')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='library.version', verbose_name='文本')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['source', 'their_id'], name='statement_by_its_number')],
                        'constraints': [models.UniqueConstraint(fields=('source', 'version'), name='one_statement_of_a_version')],
                    },
                ),
                migrations.CreateModel(
                    name='OriginalLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.CharField(max_length=500, verbose_name='检查的网址')),
                        ('checked_at', models.DateTimeField(verbose_name='上次检查')),
                        ('result', models.CharField(choices=[('opens', '能打开'), ('refuses', '有应答，但不接受自动检查'), ('failed', '未能打开')], max_length=8, verbose_name='结果')),
                        ('answer', models.CharField(max_length=40, verbose_name='应答')),
                        ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='连续失败次数')),
                        ('failing_since', models.DateTimeField(null=True, verbose_name='首次失败')),
                        ('version', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='original_link', to='library.version', verbose_name='文本')),
                    ],
                    options={
                        'verbose_name': '链接检查',
                        'ordering': ['pk'],
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
