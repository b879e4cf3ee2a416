"""What officers write on demands, as far as it is kept in lists."""

import datetime as dt
from typing import ClassVar

from django.core.validators import MinLengthValidator
from django.db import models

from greenbridge.accounts.reviews import Decision
from greenbridge.core import clock

A_YEAR = dt.timedelta(days=365)


class DecisionReasonQuerySet(models.QuerySet["DecisionReason"]):
    def offered(self) -> "DecisionReasonQuerySet":
        return self.filter(is_active=True)

    def with_uses(self) -> "DecisionReasonQuerySet":
        """``uses``: how many decisions of the last year have named it."""
        recent = models.Q(reviews__decided_at__gte=clock.now() - A_YEAR)
        return self.annotate(uses=models.Count("reviews", filter=recent))


class DecisionReason(models.Model):
    """A reason that an officer may tick (办理理由). Editors keep the list in the back office."""

    DECISIONS = (
        (Decision.RETURNED.value, Decision.RETURNED.label),
        (Decision.REFUSED.value, Decision.REFUSED.label),
    )

    decision = models.CharField("办理意见", max_length=10, choices=DECISIONS, default=Decision.RETURNED)
    text = models.CharField(
        "理由",
        max_length=100,
        validators=[MinLengthValidator(4, "请填写完整的一句话。")],
        help_text="一个完整的句子，告诉发布单位哪里不合要求、怎样修改。",
    )
    position = models.PositiveSmallIntegerField("顺序", default=100, help_text="数字小的在前。")
    is_active = models.BooleanField(
        "在用", default=True, help_text="不再使用的请取消勾选，以前的办理记录不变。"
    )

    objects = DecisionReasonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-decision", "position", "id"]
        verbose_name = "办理理由"
        verbose_name_plural = "办理理由"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["decision", "text"],
                name="decision_reason_once",
                violation_error_message="这条理由已经在列表中。",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Mark(models.Model):
    """What an officer wants changed at one answer of a demand that goes back (标出的一项)."""

    LONGEST = 200
    FILES = "files"

    review = models.ForeignKey(
        "demands.DemandReview", models.CASCADE, related_name="marks", verbose_name="需求审核"
    )
    step = models.CharField("步骤", max_length=20)
    question = models.CharField("项目", max_length=40)
    remark = models.CharField("修改意见", max_length=LONGEST)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "step", "question"], name="marked_once")
        ]

    def __str__(self) -> str:
        return f"{self.question}：{self.remark}"

    @property
    def is_of_files(self) -> bool:
        return self.step == self.FILES
