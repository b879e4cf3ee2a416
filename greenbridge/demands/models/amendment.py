"""What a buyer changes of a published demand."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Review
from greenbridge.demands.models.demand import Demand
from greenbridge.files.models import File


class Amendment(Review):
    """A notice by which a buyer changes a published demand (变更公告). It has a number once everybody reads it.

    ``before`` and ``after`` hold the fields that change, as ``amendments.facts`` writes them. One that only extends the
    deadline passes without an officer.
    """

    demand = models.ForeignKey(
        Demand, models.CASCADE, related_name="amendments", verbose_name="需求", db_index=False
    )
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="提交人", db_index=False
    )
    number = models.PositiveSmallIntegerField("编号", null=True)
    reason = models.CharField("变更理由", max_length=300)
    before = models.JSONField("变更前", default=dict)
    after = models.JSONField("变更后", default=dict)
    file = models.ForeignKey(
        File, models.PROTECT, null=True, related_name="+", verbose_name="补充附件", db_index=False
    )

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["demand", "number"], name="amendments_are_numbered"),
            models.UniqueConstraint(
                fields=["demand"], condition=Q(decision="waiting"), name="one_open_amendment"
            ),
            models.CheckConstraint(
                condition=Q(decision="passed") | Q(number=None),
                name="only_published_amendments_have_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.demand}：{self.name}"

    def get_absolute_url(self) -> str:
        return f"{self.demand.get_absolute_url()}#amendments"

    def get_review_url(self) -> str:
        return reverse("amendments:review", args=[self.pk])

    @property
    def ended_lots(self) -> set[int]:
        """The numbers of the lots that it ends."""
        stood = self.before.get("lots", {})
        return {int(number) for number in stood.keys() - self.after.get("lots", stood).keys()}

    @property
    def name(self) -> str:
        """变更公告第1号; without a number before it is published."""
        return f"变更公告第{self.number}号" if self.number else "变更公告"
