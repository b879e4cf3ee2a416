"""The audit trail (操作记录): who did what to what, when, from where, what before and after. Append-only."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class AuditRecord(models.Model):
    """One thing that somebody did (操作记录). Written by ``audit.record`` only, never changed, never deleted."""

    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="audit_records",
        verbose_name="操作人",
    )
    actor_name = models.CharField("操作人姓名", max_length=80, blank=True)
    address = models.GenericIPAddressField("来源地址", null=True)
    action = models.CharField("操作", max_length=64)
    target_kind = models.CharField("对象类型", max_length=64, blank=True)
    target_id = models.CharField("对象编号", max_length=64, blank=True)
    target_name = models.CharField("对象名称", max_length=200, blank=True)
    note = models.TextField("说明", blank=True)
    before = models.JSONField("变更前", null=True)
    after = models.JSONField("变更后", null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["target_kind", "target_id", "-id"], name="audit_by_target"),
            models.Index(fields=["actor", "-id"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target_name}"
