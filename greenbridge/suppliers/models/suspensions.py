"""An association takes a body, or one of its types of service, off the shelf for a time, and the body may object."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from greenbridge.accounts.models import Association, User
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.reference.models import ServiceType
from greenbridge.suppliers.models.supplier import Supplier


class Suspension(models.Model):
    """A body, or one of its types, is not shown from one day to another (暂停展示). No type is the whole body."""

    DAYS_TO_APPEAL = 15

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="suspensions", verbose_name="机构", db_index=False
    )
    service_type = models.ForeignKey(
        ServiceType, models.PROTECT, null=True, related_name="+", verbose_name="业务类型", db_index=False
    )
    association = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name="决定协会", db_index=False
    )
    reason = models.CharField("理由", max_length=300)
    ground = models.CharField("依据", max_length=200)
    since = models.DateField("起始日")
    until = models.DateField("最后一日")
    imposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="决定人", db_index=False
    )
    imposed_at = models.DateTimeField("决定时间")
    begun_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    end_note = models.CharField("结束原因", max_length=600, blank=True)

    class Meta:
        ordering: ClassVar = ["-imposed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier"],
                condition=Q(service_type=None, ended_at=None),
                name="one_open_suspension_of_the_whole",
            ),
            models.UniqueConstraint(
                fields=["supplier", "service_type"],
                condition=Q(ended_at=None),
                name="one_open_suspension_per_type",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="suspensions_last_a_day"),
        ]
        indexes: ClassVar = [models.Index(fields=["supplier", "-imposed_at"], name="suspensions_of")]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.what}"

    def get_absolute_url(self) -> str:
        return reverse("suspension:record", args=[self.pk])

    @property
    def what(self) -> str:
        """整个机构, “环境监测”业务"""
        return f"“{self.service_type.name}”业务" if self.service_type else "整个机构"

    @property
    def days(self) -> str:
        """2026年11月28日至2026年12月27日"""
        return f"{clock.written(self.since)}至{clock.written(self.until)}"

    @property
    def sentence(self) -> str:
        """What everybody may read of it."""
        return (
            f"{self.association}决定{self.days}暂停展示{self.what}。理由：{_ended(self.reason)}"
            f"依据：{_ended(self.ground)}到期次日自动恢复。"
        )

    @property
    def state(self) -> str:
        if self.ended_at:
            return "已结束"
        return "暂停中" if self.begun_at else "未开始"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def last_day_of_appeal(self) -> dt.date:
        return clock.local(self.imposed_at).date() + dt.timedelta(days=self.DAYS_TO_APPEAL)

    @property
    def is_appealed(self) -> bool:
        return hasattr(self, "appeal")

    @property
    def is_appealable(self) -> bool:
        """Still in time, not over, and not objected to before."""
        return not (self.is_over or self.is_appealed) and self.is_in_time(clock.today())

    def is_in_time(self, day: dt.date) -> bool:
        return day <= self.last_day_of_appeal


def _ended(words: str) -> str:
    """As a sentence, whether or not whoever wrote it ended it."""
    return f"{words.rstrip('。')}。"


class Appeal(Review):
    """The body objects, once (申诉). Passed ends the suspension, refused lets it stand."""

    OUTCOMES: ClassVar = {
        Decision.WAITING: "等候答复",
        Decision.PASSED: "申诉成立，解除暂停",
        Decision.REFUSED: "维持暂停",
    }

    suspension = models.OneToOneField(
        Suspension, models.CASCADE, related_name="appeal", verbose_name="暂停展示"
    )
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提交人")
    statement = models.TextField("申诉意见", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")

    def __str__(self) -> str:
        return f"{self.suspension.supplier}对暂停展示的申诉"

    @property
    def outcome(self) -> str:
        return str(self.OUTCOMES[Decision(self.decision)])
