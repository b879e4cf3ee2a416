"""Somebody has seen that a record is wrong, and the association of its province answers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.files.models import File
from greenbridge.suppliers.models.supplier import Supplier


class Feedback(Review):
    """A problem with a record (反馈). Passed is corrected, refused needs no correction, returned is for the body to do."""

    class Kind(models.TextChoices):
        CONTACT = "contact", "联系方式有误"
        CREDENTIAL = "credential", "资质信息有误"
        SCOPE = "scope", "业务范围有误"
        CLOSED = "closed", "已停业"
        OTHER = "other", "其他"

    OUTCOMES: ClassVar = {
        Decision.WAITING: "等候答复",
        Decision.PASSED: "已更正",
        Decision.REFUSED: "无需更正",
        Decision.RETURNED: "转由机构处理",
    }

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="feedback", verbose_name="机构", db_index=False
    )
    kind = models.CharField("问题", max_length=10, choices=Kind.choices)
    reported_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="反馈人", db_index=False
    )
    text = models.TextField("具体情况", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "reported_by", "kind"],
                condition=Q(decision="waiting"),
                name="one_open_feedback_of_a_kind",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["supplier", "-decided_at"], name="feedback_on_a_record"),
            models.Index(fields=["reported_by", "-submitted_at"], name="feedback_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("feedback:record", args=[self.pk])

    @property
    def outcome(self) -> str:
        return str(self.OUTCOMES[Decision(self.decision)])

    @property
    def subject(self) -> Supplier:
        """The record that it is about now: its own may have been merged into another of the same body."""
        return self.supplier.merged_into or self.supplier

    @property
    def is_for_the_body(self) -> bool:
        """Whether the body itself has been asked to put it right."""
        return self.decision == Decision.RETURNED
