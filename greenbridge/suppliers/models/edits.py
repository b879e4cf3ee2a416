"""What an edit of a record replaced."""

from typing import ClassVar

from django.db import models

from greenbridge.files.models import File
from greenbridge.suppliers.models.supplier import Supplier


class Replaced(models.Model):
    """The rows that an edit of a published record touched, before and after (修改前的内容), so that it can be taken back.

    Kept for thirty days. ``edit`` is the number of its trace; ``file`` what lay with the rows before and no more after, and
    ``second_file`` the other one, for with a credential may lie two.
    """

    DAYS = 30

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="replaced", verbose_name="机构", db_index=False
    )
    edit = models.BigIntegerField("操作记录的编号", unique=True)
    kept_at = models.DateTimeField("修改时间")
    before = models.JSONField("修改前", default=list)
    after = models.JSONField("修改后", default=list)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name="修改前的文件")
    second_file = models.ForeignKey(
        File, models.PROTECT, null=True, related_name="+", verbose_name="修改前的另一份文件"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kept_at"], name="replaced_by_age")]

    def __str__(self) -> str:
        return f"{self.supplier} {self.edit}"
