"""Records that may be of one body, and records that were merged because they are."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from greenbridge.accounts.models import User
from greenbridge.suppliers.models.supplier import Supplier


class Likeness(models.Model):
    """Two records that may be of one body (疑似重复), with what speaks for it.

    An officer may say that they are not. ``known`` is what spoke for it then: only something else asks again, or an
    officer who proposes the pair by hand.
    """

    class Evidence(models.TextChoices):
        NAME = "name", "名称相同"
        FORMER_NAME = "former", "一方的曾用名是另一方的名称"
        CODE = "code", "一方的原代码是另一方的代码"
        BODY_CODE = "body", "代码中的主体标识码相同"
        FORM = "form", "名称只差公司形式，同在一个区县"
        CONTACT = "contact", "地址和业务电话都相同"
        HAND = "hand", "审核员提出"

    first = models.ForeignKey(
        Supplier, models.CASCADE, related_name="+", verbose_name="较早的记录", db_index=False
    )
    second = models.ForeignKey(Supplier, models.CASCADE, related_name="+", verbose_name="较晚的记录")
    evidence = models.JSONField("依据", default=list)
    known = models.CharField("依据的内容", max_length=400)
    found_at = models.DateTimeField("发现时间")
    proposed_at = models.DateTimeField("提出时间", null=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="提出人", db_index=False
    )
    remark = models.CharField("提出的理由", max_length=300, blank=True)
    dismissed_at = models.DateTimeField("认定不是同一家的时间", null=True)
    dismissed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="认定人", db_index=False
    )
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["found_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first}、{self.second}"

    @property
    def grounds(self) -> list[str]:
        """What speaks for it, in words."""
        return [str(self.Evidence(one).label) for one in self.evidence]


class Merge(models.Model):
    """A record was merged into another of the same body (合并记录), and what it takes to undo that.

    ``moved``, ``aside`` and ``made`` map ``room.Model.column`` to the keys of rows: those that point at the survivor
    since, those that it had no place for and that stay with the absorbed record, and those that the merge added.
    """

    survivor = models.ForeignKey(Supplier, models.PROTECT, related_name="merges", verbose_name="保留的记录")
    absorbed = models.ForeignKey(
        Supplier, models.PROTECT, related_name="+", verbose_name="并入的记录", db_index=False
    )
    reason = models.CharField("理由", max_length=300, blank=True)
    merged_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="合并人", db_index=False
    )
    merged_at = models.DateTimeField("合并时间")
    status_before = models.CharField("并入前的状态", max_length=10, choices=Supplier.Status.choices)
    moved = models.JSONField("转到保留记录的内容", default=dict)
    aside = models.JSONField("留在并入记录的内容", default=dict)
    made = models.JSONField("合并时添加的内容", default=dict)
    repointed = models.JSONField("随之改为并入保留记录的", default=list)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="撤销人", db_index=False
    )
    undo_reason = models.CharField("撤销理由", max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-merged_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="merged_into_one_record"
            )
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} → {self.survivor}"

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None
