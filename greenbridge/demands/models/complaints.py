"""What a supplier holds against a demand or its buyer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import Organisation, User
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.demands.models.demand import Demand
from greenbridge.files.models import File


class Complaint(Review):
    """A listed body says that a demand or its buyer breaks the publishing rules (投诉). It is never public.

    ``due_at`` is the end of the step it is in: accepted or not in three working days, then decided in fifteen. Passed is
    founded; refused before it was accepted is 不予受理.
    """

    WORKDAYS_AFTER_ACCEPTING = 15

    class Kind(models.TextChoices):
        FALSE = "false", "虚假需求"
        COLLECTING = "collecting", "借需求收集报价或联系方式"
        MISMATCH = "mismatch", "与公布内容不符"
        RESTRICTING = "restricting", "不当限制条件"
        OTHER = "other", "其他"

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="complaints", verbose_name="需求")
    complainant = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="投诉机构")
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提交人")
    kind = models.CharField("投诉事由", max_length=11, choices=Kind.choices)
    statement = models.TextField("投诉内容", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")
    accepted_at = models.DateTimeField("受理时间", null=True)
    reply = models.TextField("发布单位的说明", blank=True)
    replied_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="说明人", db_index=False
    )
    replied_at = models.DateTimeField("说明时间", null=True)

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["demand", "complainant"],
                condition=Q(decision="waiting"),
                name="one_open_complaint_each",
            )
        ]

    def __str__(self) -> str:
        return f"对“{self.demand}”的投诉"

    def get_absolute_url(self) -> str:
        return reverse("conduct:complaint", args=[self.pk])

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def is_answerable(self) -> bool:
        """Whether its buyer may still be heard."""
        return self.is_waiting and self.is_accepted and self.replied_at is None

    @property
    def state(self) -> str:
        if self.is_waiting:
            return "办理中" if self.is_accepted else "待受理"
        if self.decision == Decision.PASSED:
            return "投诉成立"
        return "投诉不成立" if self.is_accepted else "不予受理"
