"""Official lists read in, and what stood on them."""

from typing import ClassVar

from django.db import models

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.files.models import File
from greenbridge.suppliers.models.profiles import ImportProfile
from greenbridge.suppliers.models.supplier import Supplier


class Sighting(models.Model):
    """The body stood on an official list (名单记录): which list, of which day, and the row as it was."""

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="sightings", verbose_name="机构", db_index=False
    )
    source = models.CharField("名单", max_length=60)
    listed_on = models.DateField("名单日期", null=True, blank=True)
    seen_at = models.DateTimeField("导入时间")
    raw = models.JSONField("原始内容")
    flags = models.JSONField("待核对事项", default=list)
    gone_since = models.DateField(
        "不再出现自", null=True, blank=True, help_text="之后公布的同一名单上没有这家单位"
    )
    gone_note = models.CharField("核实情况", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-seen_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["supplier", "source"], name="sighting_once_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.supplier}：{self.source}"


class ImportRun(models.Model):
    """One import of an official list (名单导入), from upload to result."""

    class Status(models.TextChoices):
        MAPPING = "mapping", "对应列"
        CHECKING = "checking", "正在检查"
        PREVIEW = "preview", "待确认"
        QUEUED = "queued", "等待导入"
        RUNNING = "running", "正在导入"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        UNDOING = "undoing", "正在撤销"
        UNDONE = "undone", "已撤销"

    UNDER_WAY = (Status.CHECKING, Status.QUEUED, Status.RUNNING, Status.UNDOING)

    file = models.ForeignKey(
        File,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="名单文件",
        help_text="由命令导入的没有",
    )
    profile = models.ForeignKey(
        ImportProfile, models.SET_NULL, null=True, related_name="+", verbose_name="名单方案"
    )
    source = models.CharField("名单名称", max_length=60)
    listed_on = models.DateField("名单日期", null=True, blank=True)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    started_at = models.DateTimeField("开始时间")
    progressed_at = models.DateTimeField("最近进展", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.MAPPING)
    note = models.CharField("未完成的原因", max_length=200, blank=True)
    mapping = models.JSONField("列对应", default=dict)
    rows = models.PositiveIntegerField("总行数", default=0)
    rows_done = models.PositiveIntegerField("已处理行数", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    flagged = models.PositiveIntegerField("待核对", default=0)
    refused = models.PositiveIntegerField("未导入", default=0)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.source}（{clock.local(self.started_at):%Y-%m-%d}）"

    @property
    def listed_on_written(self) -> str:
        """Whoever imports a list may leave its day out, and then nobody says that it was not published."""
        return clock.written(self.listed_on) if self.listed_on else "未填写"


class ImportIssue(models.Model):
    """A cell of an imported list that is wrong or doubtful (问题单元格)."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="issues", verbose_name="导入")
    sheet = models.CharField("工作表", max_length=60)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=60)
    value = models.CharField("内容", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=200)
    refuses = models.BooleanField("整行未导入", default=False)

    class Meta:
        ordering: ClassVar = ["sheet", "row", "id"]

    def __str__(self) -> str:
        return f"{self.sheet} 第{self.row}行 {self.column}：{self.reason}"


class ImportEntry(models.Model):
    """What one body on a list is against the list before (名单条目), and what the import changed of it.

    ``fields`` maps a column to its old and its new content. ``before`` is the state of what the import changed, as
    ``imports.undoing`` puts it back; ``kept`` says after an undo what was left because somebody had changed it since.
    """

    class Kind(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        GONE = "gone", "不再出现"
        SAME = "same", "未变"
        REFUSED = "refused", "未导入"

    run = models.ForeignKey(
        ImportRun, models.CASCADE, related_name="entries", verbose_name="导入", db_index=False
    )
    kind = models.CharField("差异", max_length=7, choices=Kind.choices)
    credit_code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("单位名称", max_length=100)
    fields = models.JSONField("变更的列", default=dict)
    before = models.JSONField("导入前", default=dict)
    kept = models.CharField("撤销时保留的内容", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "credit_code"], name="import_entry_once_per_body")
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.get_kind_display()}"
