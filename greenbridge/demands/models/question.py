"""What suppliers ask about a published demand."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q

from greenbridge.accounts.models import Organisation, User
from greenbridge.demands.models.demand import Demand


class QuestionQuerySet(models.QuerySet["Question"]):
    def shown(self) -> "QuestionQuerySet":
        return self.filter(hidden_at=None)

    def answered(self) -> "QuestionQuerySet":
        """What everybody reads."""
        return self.shown().filter(answered_at__isnull=False)

    def unanswered(self) -> "QuestionQuerySet":
        return self.shown().filter(answered_at=None)


class Question(models.Model):
    """What a supplier asks (提问) and the buyer answers for everybody (答疑). Who asked is known to the officers alone."""

    demand = models.ForeignKey(
        Demand, models.CASCADE, related_name="questions", verbose_name="需求", db_index=False
    )
    number = models.PositiveSmallIntegerField("编号")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="提问机构")
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="提问人", db_index=False
    )
    asked_at = models.DateTimeField("提问时间")
    due_at = models.DateTimeField("回答期限")
    text = models.TextField("问题", max_length=500)
    answer = models.TextField("回答", max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="回答人", db_index=False
    )
    answered_at = models.DateTimeField("回答时间", null=True)
    corrected_at = models.DateTimeField("更正时间", null=True)
    former_answers = models.JSONField(
        "更正前的回答",
        default=list,
        blank=True,
        help_text="每次更正前的回答和更正时间，最早的在前",
    )
    hidden_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="隐去人", db_index=False
    )
    hidden_at = models.DateTimeField("隐去时间", null=True)
    hidden_because = models.CharField("隐去理由", max_length=500, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "number"], name="questions_are_numbered"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_by__isnull=False), name="answers_have_an_author"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand}：第{self.number}号提问"

    def get_absolute_url(self) -> str:
        return f"{self.demand.get_absolute_url()}#questions"

    @property
    def is_correctable(self) -> bool:
        return self.answered_at is not None and self.hidden_at is None

    @property
    def replaced(self) -> list[tuple[str, dt.datetime]]:
        """The answers that stood before, each with the moment of its correction; the latest first."""
        return [(one["text"], dt.datetime.fromisoformat(one["at"])) for one in self.former_answers[::-1]]

    @property
    def is_answerable(self) -> bool:
        return self.answered_at is None and self.hidden_at is None
