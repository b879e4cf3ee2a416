"""What readers say is wrong with a text (条文反馈)."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.library.models.works import ADDRESS, Version


class TextFeedback(models.Model):
    """Somebody says what is wrong with a text or one of its clauses; editors answer.

    Whoever answers does not learn who reported it: the answer finds its way by itself.
    """

    class Kind(models.TextChoices):
        WORDS = "words", "文字有误"
        MISSING = "missing", "缺少内容"
        STATUS = "status", "时效或日期有误"
        LINK = "link", "链接或附件打不开"
        OTHER = "other", "其他"

    class State(models.TextChoices):
        WAITING = "waiting", "待答复"
        CORRECTED = "corrected", "已更正"
        KEPT = "kept", "无需更正"

    version = models.ForeignKey(Version, models.CASCADE, related_name="feedback", verbose_name="文本")
    address = models.CharField("条款的地址", max_length=ADDRESS, blank=True)
    clause = models.CharField("条款", max_length=40, blank=True)
    kind = models.CharField("问题", max_length=8, choices=Kind.choices)
    text = models.TextField("具体内容", blank=True)
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="反馈人")
    reported_at = models.DateTimeField("反馈时间")
    state = models.CharField("办理情况", max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "address", "kind", "reported_by"],
                condition=models.Q(state="waiting"),
                name="text_feedback_once_while_it_waits",
            )
        ]

    def __str__(self) -> str:
        return f"《{self.version.title}》{self.clause}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("text_feedback:record", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def text_url(self) -> str:
        """Where the words stand that it is about."""
        return self.version.get_absolute_url() + self.address
