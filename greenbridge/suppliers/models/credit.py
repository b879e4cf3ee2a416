"""What public credit systems say of a body, and the handings over that brought it."""

from typing import ClassVar

from django.db import models

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.suppliers.models.supplier import Supplier


class CreditRecord(models.Model):
    """A document about the body that a credit system published (信用记录), with its source and when it was taken over."""

    class Kind(models.TextChoices):
        IDENTITY = "identity", "法人信息"
        LICENCE = "licence", "行政许可"
        PENALTY = "penalty", "行政处罚"
        INCENTIVE = "incentive", "守信激励"
        PUNISHMENT = "punishment", "失信惩戒"
        GRADE = "grade", "信用评价等级"

    class Standing(models.TextChoices):
        SHOWN = "shown", "展示"
        DISPUTED = "disputed", "异议中"
        WITHDRAWN = "withdrawn", "已撤下"

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="credit_records", verbose_name="机构", db_index=False
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    number = models.CharField("文书号", max_length=100)
    title = models.CharField("文书名称或类别", max_length=200, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    authority = models.CharField("决定机关", max_length=100, blank=True)
    authority_code = models.CharField("决定机关的信用代码", max_length=18, blank=True)
    content = models.TextField("内容", blank=True)
    fine = models.BigIntegerField("罚款金额（分）", null=True, blank=True)
    confiscated = models.BigIntegerField("没收金额（分）", null=True, blank=True)
    valid_from = models.DateField("有效期自", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("来源", max_length=60)
    fetched_at = models.DateTimeField("取得时间")
    raw = models.JSONField("原始内容", default=dict, help_text="个人姓名已隐去，证件号码不保留。")
    standing = models.CharField(
        "状态",
        max_length=9,
        choices=Standing.choices,
        default=Standing.SHOWN,
        db_default=Standing.SHOWN,
        help_text="由异议的答复写入；再次导入不改变。",
    )

    class Meta:
        ordering: ClassVar = ["-decided_on", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "source", "kind", "number"], name="credit_record_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def is_disputed(self) -> bool:
        return self.standing == self.Standing.DISPUTED

    @property
    def is_withdrawn(self) -> bool:
        """It stays in the table, so that the next handing over does not bring it back."""
        return self.standing == self.Standing.WITHDRAWN


class CreditRun(models.Model):
    """One file of credit records that was handed over (信用信息导入), from its preview to its result or its undoing.

    ``faults`` are the records that were not taken over, ``sample`` the first ones as they are stored.
    """

    class Status(models.TextChoices):
        PREVIEW = "preview", "待确认"
        DONE = "done", "已完成"
        STOPPED = "stopped", "已取消"
        UNDONE = "undone", "已撤销"

    file = models.ForeignKey(
        File,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="交换文件",
        help_text="由命令导入的没有",
    )
    source = models.CharField("来源", max_length=60)
    handed_at = models.DateTimeField("交付时间")
    started_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="导入人", db_index=False
    )
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    status = models.CharField("状态", max_length=7, choices=Status.choices, default=Status.PREVIEW)
    rows = models.PositiveIntegerField("记录数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    unknown = models.PositiveIntegerField("名录外单位", default=0)
    refused = models.PositiveIntegerField("未导入", default=0)
    kept = models.PositiveIntegerField("撤销时保留", default=0)
    faults = models.JSONField("未导入的记录", default=list)
    sample = models.JSONField("前几条记录", default=list)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.source or '信用信息'}（{clock.local(self.started_at):%Y-%m-%d}）"

    @property
    def good(self) -> int:
        return self.created + self.changed + self.same


class CreditEntry(models.Model):
    """What a handing over did to one record (信用导入条目): ``before`` is what it said until then, null of a new one."""

    run = models.ForeignKey(
        CreditRun, models.CASCADE, related_name="entries", verbose_name="导入", db_index=False
    )
    record = models.ForeignKey(CreditRecord, models.CASCADE, related_name="entries", verbose_name="信用记录")
    before = models.JSONField("导入前", null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "record"], name="credit_entry_once_per_record")
        ]

    def __str__(self) -> str:
        return f"{self.run}：{self.record}"
