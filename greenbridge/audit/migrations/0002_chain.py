"""Columns for the chain: numbers that say lane and place, seals, and values as text that both databases give back alike."""

import django.db.models
from django.conf import settings
from django.db import migrations, models

import greenbridge.audit.fields


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LaneHead",
            fields=[
                ("lane", models.SmallIntegerField(primary_key=True, serialize=False, verbose_name="通道")),
                ("length", models.BigIntegerField(verbose_name="记录数")),
                ("seal", models.CharField(max_length=64, verbose_name="末条封印")),
                ("proof", models.CharField(max_length=64, verbose_name="本行封印")),
            ],
        ),
        migrations.RemoveIndex(model_name="auditrecord", name="audit_by_target"),
        migrations.RemoveIndex(model_name="auditrecord", name="audit_by_actor"),
        migrations.AlterModelOptions(name="auditrecord", options={"ordering": ["-at", "-id"]}),
        migrations.AlterField(
            model_name="auditrecord",
            name="id",
            field=models.BigIntegerField(primary_key=True, serialize=False, verbose_name="编号"),
        ),
        migrations.AlterField(
            model_name="auditrecord",
            name="address",
            field=models.CharField(max_length=45, null=True, verbose_name="来源地址"),
        ),
        migrations.AlterField(
            model_name="auditrecord",
            name="before",
            field=greenbridge.audit.fields.WrittenJSON(null=True, verbose_name="变更前"),
        ),
        migrations.AlterField(
            model_name="auditrecord",
            name="after",
            field=greenbridge.audit.fields.WrittenJSON(null=True, verbose_name="变更后"),
        ),
        migrations.AddField(
            model_name="auditrecord",
            name="seal",
            field=models.CharField(default="", max_length=64, verbose_name="封印"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["target_kind", "target_id", "-at"], name="audit_of_target"),
        ),
        migrations.AddIndex(
            model_name="auditrecord",
            index=models.Index(fields=["actor", "-at"], name="audit_of_actor"),
        ),
    ]
