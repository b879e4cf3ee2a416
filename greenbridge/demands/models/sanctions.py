"""What an association imposes on a buyer that does not keep to the publishing rules, and the buyer's objection."""

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import Association, Organisation, User
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.core import clock
from greenbridge.demands.models.demand import Demand
from greenbridge.files.models import File


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def in_force(self) -> Self:
        """Those that stand today."""
        return self.filter(ended_at=None, until__gte=clock.today())

    def warnings(self) -> Self:
        return self.filter(kind=Sanction.Kind.WARNING)

    def suspensions(self) -> Self:
        return self.filter(kind=Sanction.Kind.SUSPENSION)


class Sanction(models.Model):
    """What an association imposes on a buyer (监管措施): a warning, or that it may not publish for a time.

    It is over by itself after its last day.
    """

    DAYS_TO_APPEAL = 15

    class Kind(models.TextChoices):
        WARNING = "warning", "警告"
        SUSPENSION = "suspension", "暂停发布"

    class Ground(models.TextChoices):
        FALSE = "false", "虚假需求"
        REPEATED = "repeated", "重复发布"
        COLLECTING = "collecting", "借需求收集报价或联系方式"
        MISMATCH = "mismatch", "与公布内容不符"
        RESTRICTING = "restricting", "不当限制条件"
        OTHER = "other", "其他违反规则的行为"
        WARNINGS = "warnings", "警告达到规定次数"

    buyer = models.ForeignKey(
        Organisation, models.CASCADE, related_name="sanctions", verbose_name="发布单位", db_index=False
    )
    kind = models.CharField("措施", max_length=10, choices=Kind.choices)
    ground = models.CharField("事由", max_length=11, choices=Ground.choices)
    demand = models.ForeignKey(
        Demand, models.SET_NULL, null=True, related_name="sanctions", verbose_name="所涉需求"
    )
    association = models.ForeignKey(
        Association, models.PROTECT, related_name="+", verbose_name="决定协会", db_index=False
    )
    reason = models.CharField("理由", max_length=500, blank=True)
    since = models.DateField("起始日")
    until = models.DateField("最后一日")
    imposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="决定人", db_index=False
    )
    imposed_at = models.DateTimeField("决定时间")
    ended_at = models.DateTimeField("提前结束时间", null=True)
    end_note = models.CharField("提前结束的原因", max_length=600, blank=True)
    told_over_at = models.DateTimeField("告知期满的时间", null=True)

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-imposed_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="sanctions_last_a_day"),
            models.CheckConstraint(
                condition=Q(ground="warnings", kind="suspension") | ~Q(ground="warnings"),
                name="warnings_add_up_to_suspension",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["buyer", "-imposed_at"], name="sanctions_of")]

    def __str__(self) -> str:
        return f"{self.buyer}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("conduct:sanction", args=[self.pk])

    @property
    def is_suspension(self) -> bool:
        return self.kind == self.Kind.SUSPENSION

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None or self.until < clock.today()

    @property
    def state(self) -> str:
        if self.ended_at:
            return "已撤销"
        return "已期满" if self.is_over else "有效"

    @property
    def sentence(self) -> str:
        """What the buyer reads of it."""
        what = (
            f"暂停贵单位发布需求至{clock.written(self.until)}"
            if self.is_suspension
            else f"给予贵单位警告，有效至{clock.written(self.until)}"
        )
        about = f"所涉需求：“{self.demand}”。" if self.demand else ""
        return f"{self.association}决定{what}。事由：{self.get_ground_display()}。{about}理由：{self.reason.rstrip('。')}。"

    @property
    def last_day_of_appeal(self) -> dt.date:
        return clock.local(self.imposed_at).date() + dt.timedelta(days=self.DAYS_TO_APPEAL)

    @property
    def is_appealed(self) -> bool:
        return hasattr(self, "appeal")

    @property
    def is_appealable(self) -> bool:
        """Still in time, not over, and not objected to before."""
        return not (self.is_over or self.is_appealed) and clock.today() <= self.last_day_of_appeal


class SanctionAppeal(Review):
    """The buyer objects, once (申诉). Passed ends the sanction, refused lets it stand."""

    OUTCOMES: ClassVar = {
        Decision.WAITING: "等候答复",
        Decision.PASSED: "申诉成立，撤销处置",
        Decision.REFUSED: "维持处置",
    }

    sanction = models.OneToOneField(Sanction, models.CASCADE, related_name="appeal", verbose_name="监管措施")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提交人")
    statement = models.TextField("申诉意见", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")

    def __str__(self) -> str:
        return f"{self.sanction.buyer}对{self.sanction.get_kind_display()}的申诉"

    @property
    def outcome(self) -> str:
        return str(self.OUTCOMES[Decision(self.decision)])
