"""The audit trail (操作记录): who did what to what, when, from where, what before and after. Append-only."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from greenbridge.audit import chain
from greenbridge.audit.fields import WrittenJSON


class AuditRecord(models.Model):
    """One thing that somebody did (操作记录). Written by ``audit.record`` only, never changed, never deleted.

    Its number says where it stands: the place within one of several lanes (see ``audit.chain``).
    """

    id = models.BigIntegerField("编号", primary_key=True)
    seal = models.CharField("封印", max_length=64)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="audit_records",
        verbose_name="操作人",
    )
    actor_name = models.CharField("操作人姓名", max_length=80, blank=True)
    address = models.CharField("来源地址", max_length=45, null=True)  # noqa: DJ001 — no address is not an empty one
    action = models.CharField("操作", max_length=64)
    target_kind = models.CharField("对象类型", max_length=64, blank=True)
    target_id = models.CharField("对象编号", max_length=64, blank=True)
    target_name = models.CharField("对象名称", max_length=200, blank=True)
    note = models.TextField("说明", blank=True)
    before = WrittenJSON("变更前", null=True)
    after = WrittenJSON("变更后", null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["target_kind", "target_id", "-at"], name="audit_of_target"),
            models.Index(fields=["actor", "-at"], name="audit_of_actor"),
            models.Index(fields=["action", "-at", "-id"], name="audit_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target_name}"

    @property
    def lane(self) -> int:
        return chain.lane_of(self.id)

    @property
    def place(self) -> int:
        return chain.place_of(self.id)


class LaneHead(models.Model):
    """How long a lane of the chain is and what it ends with (链首). Written with each record, in its transaction."""

    lane = models.SmallIntegerField("通道", primary_key=True)
    length = models.BigIntegerField("记录数")
    seal = models.CharField("末条封印", max_length=64)
    proof = models.CharField("本行封印", max_length=64)

    def __str__(self) -> str:
        return f"{self.lane}：{self.length}"


class SentForm(models.Model):
    """A form that was sent and acted on (已提交的表单), so that the same again changes nothing. Kept for two days."""

    mark = models.CharField("提交标识", max_length=64, primary_key=True)
    content = models.CharField("内容摘要", max_length=64)
    location = models.TextField("答复地址", blank=True)
    answer = models.TextField("答复内容", blank=True, default="", db_default="")
    session = models.CharField("会话", max_length=40, blank=True, default="", db_default="")
    at = models.DateTimeField("提交时间", db_index=True)

    def __str__(self) -> str:
        return self.mark
