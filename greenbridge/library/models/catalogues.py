"""Official catalogues as tables: each row can be found by its words."""

from typing import ClassVar

from django.db import models

from greenbridge.library.models.works import Version

CODE, GROUP = 40, 200


class CatalogueRow(models.Model):
    """One row of a table in the annex of a text (名录的一行)."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="rows", verbose_name="文本")
    position = models.PositiveIntegerField("顺序")
    table = models.PositiveSmallIntegerField("第几个表")
    code = models.CharField("代码或序号", max_length=CODE, blank=True)
    group = models.CharField("所属类别", max_length=GROUP, blank=True)
    cells = models.JSONField("各栏", default=list, help_text="栏名和内容，按表中的次序")
    text = models.TextField("检索用文字", blank=True)

    class Meta:
        ordering: ClassVar = ["version", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="catalogue_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.group}".strip()
