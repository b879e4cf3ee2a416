"""Every table of the room as steps 0001 to 0006 leave it, for a database that has none of them.

Where some of the steps are done, Django does the others. What they changed in rows, an empty database has not.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from greenbridge.core.tables import CreateModels


class Migration(migrations.Migration):

    replaces = [
        ('deals', '0001_initial'),
        ('deals', '0002_contact_look'),
        ('deals', '0003_lots'),
        ('deals', '0004_following'),
        ('deals', '0005_confirmed'),
        ('deals', '0006_invited_lots'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('demands', '0001_squashed_0023_names_masked_anew'),
        ('suppliers', '0001_squashed_0036_second_file_replaced'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Interest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('expressed_at', models.DateTimeField(verbose_name='响应时间')),
                        ('message', models.TextField(max_length=1000, verbose_name='响应说明')),
                        ('contact_name', models.CharField(max_length=40, verbose_name='联系人')),
                        ('contact_phone', models.CharField(max_length=20, verbose_name='联系电话')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                        ('demand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='demands.demand', verbose_name='需求')),
                        ('expressed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='响应人')),
                        ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='interests', to='suppliers.supplier', verbose_name='机构')),
                        ('lots', models.ManyToManyField(blank=True, related_name='interests', to='demands.lot', verbose_name='响应的标段')),
                        ('confirmed_at', models.DateTimeField(null=True, verbose_name='变更后确认时间')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('demand', 'supplier'), name='interested_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('invited_at', models.DateTimeField(verbose_name='邀请时间')),
                        ('declined_at', models.DateTimeField(null=True, verbose_name='谢绝时间')),
                        ('decline_reason', models.CharField(blank=True, max_length=200, verbose_name='谢绝理由')),
                        ('demand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='demands.demand', verbose_name='需求')),
                        ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='邀请人')),
                        ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='suppliers.supplier', verbose_name='机构')),
                        ('lots', models.ManyToManyField(blank=True, help_text='没有选择时，是整条需求', related_name='+', to='demands.lot', verbose_name='邀请的标段')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('demand', 'supplier'), name='invited_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Outcome',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('agreed', '已与响应机构达成合作'), ('elsewhere', '已通过其他途径解决'), ('none', '没有找到合适的机构'), ('dropped', '不再需要')], max_length=10, verbose_name='结果')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                        ('marked_at', models.DateTimeField(verbose_name='填写时间')),
                        ('demand', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='demands.demand', verbose_name='需求')),
                        ('marked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填写人')),
                        ('supplier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='suppliers.supplier', verbose_name='合作机构')),
                        ('is_by_lot', models.BooleanField(default=False, verbose_name='按标段合作')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('is_by_lot', False), ('kind', 'agreed'), ('supplier__isnull', False)), models.Q(('is_by_lot', True), ('kind', 'agreed'), ('supplier', None)), models.Q(models.Q(('kind', 'agreed'), _negated=True), ('is_by_lot', False), ('supplier', None)), _connector='OR'), name='agreement_names_the_supplier')],
                    },
                ),
                migrations.CreateModel(
                    name='ContactLook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('side', models.CharField(choices=[('buyer', '需求企业'), ('supplier', '服务机构')], max_length=8, verbose_name='查看的一方')),
                        ('at', models.DateTimeField(verbose_name='查看时间')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='查看人')),
                        ('interest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='deals.interest', verbose_name='响应')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('interest', 'side', 'by'), name='looked_once_per_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Award',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('lot', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='award', to='demands.lot', verbose_name='标段')),
                        ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='awards', to='deals.outcome', verbose_name='结果')),
                        ('supplier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='suppliers.supplier', verbose_name='合作机构')),
                    ],
                    options={
                        'ordering': ['lot__number'],
                    },
                ),
                migrations.CreateModel(
                    name='Reminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('unanswered', '过半无响应'), ('soon', '截止前三天'), ('last', '截止前一天'), ('survey', '结果调查')], max_length=10, verbose_name='提醒')),
                        ('about', models.DateTimeField(verbose_name='所指的时间')),
                        ('sent_at', models.DateTimeField(verbose_name='发出时间')),
                        ('demand', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='demands.demand', verbose_name='需求')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('demand', 'kind', 'about'), name='buyers_reminded_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Survey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('satisfaction', models.PositiveSmallIntegerField(choices=[(1, '很不满意'), (2, '不满意'), (3, '一般'), (4, '满意'), (5, '很满意')], verbose_name='满意程度')),
                        ('words', models.CharField(blank=True, max_length=200, verbose_name='最想告诉我们的一句话')),
                        ('answered_at', models.DateTimeField(verbose_name='填写时间')),
                        ('answered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='填写人')),
                        ('outcome', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='survey', to='deals.outcome', verbose_name='结果')),
                    ],
                    options={
                        'constraints': [models.CheckConstraint(condition=models.Q(('satisfaction__range', (1, 5))), name='satisfaction_of_five')],
                    },
                ),
            ],
        ),
    ]
