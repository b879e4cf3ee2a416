"""A body objects to what its record says of its credit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from greenbridge.accounts.models import User
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.files.models import File
from greenbridge.suppliers.models.credit import CreditRecord
from greenbridge.suppliers.models.supplier import Supplier


class CreditObjection(Review):
    """A body says that a credit record about it is wrong (信用异议).

    Passed withdraws the record, refused keeps it. Returned keeps it marked as disputed: the objection stays open until
    the source has said more. ``about`` names the record also where its handing over was undone.
    """

    OPEN: ClassVar = (Decision.WAITING, Decision.RETURNED)
    OUTCOMES: ClassVar = {
        Decision.WAITING: "等候答复",
        Decision.PASSED: "撤下记录",
        Decision.REFUSED: "保留记录",
        Decision.RETURNED: "保留并标注异议",
    }

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="credit_objections", verbose_name="机构", db_index=False
    )
    record = models.ForeignKey(
        CreditRecord, models.SET_NULL, null=True, related_name="objections", verbose_name="信用记录"
    )
    about = models.CharField("记录的名称", max_length=120)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="提交人", db_index=False
    )
    statement = models.TextField("异议内容", blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="证明材料")

    class Meta(Review.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["record"],
                condition=Q(decision__in=["waiting", "returned"]),
                name="one_open_objection_per_record",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["supplier", "-submitted_at"], name="objections_of")]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.about}"

    def get_absolute_url(self) -> str:
        return reverse("credit:objection", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.decision in self.OPEN

    @property
    def outcome(self) -> str:
        return str(self.OUTCOMES[Decision(self.decision)])
