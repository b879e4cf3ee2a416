"""The outbox (索引待办), what changed in the halls and has to reach the index; synonyms; counts of long lists."""

from typing import ClassVar

from django.db import models


class OutboxEntry(models.Model):
    """Rows of some hall changed or went away (索引待办). Written in the transaction of the change."""

    collection = models.CharField("集合", max_length=20)
    keys = models.TextField("主键", help_text="每行一个；一次改动的记录写在一起")
    created_at = models.DateTimeField("时间")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.collection}:{'、'.join(self.each_key)}"

    @property
    def each_key(self) -> list[str]:
        return self.keys.split("\n")


class Synonym(models.Model):
    """Two wordings that mean the same to whoever searches (同义词): 危废 = 危险废物. Editors add to them."""

    term = models.CharField("说法", max_length=40)
    same_as = models.CharField("等同于", max_length=40)

    class Meta:
        ordering: ClassVar = ["same_as", "term"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term", "same_as"], name="synonym_once"),
        ]

    def __str__(self) -> str:
        return f"{self.term} = {self.same_as}"


class Tally(models.Model):
    """The counts of a long list (筛选统计): how many rows meet its conditions, and each option of its filters.

    ``asked`` is the question as ``search.tallies`` writes it. Without a time it is still to be counted.
    """

    key = models.CharField("条件摘要", max_length=32, unique=True)
    asked = models.JSONField("条件")
    is_whole = models.BooleanField("整个列表", default=False)
    total = models.PositiveIntegerField("条数", default=0)
    facets = models.JSONField("各选项条数", default=dict)
    asked_at = models.DateTimeField("询问时间")
    counted_at = models.DateTimeField("统计时间", null=True)

    class Meta:
        ordering: ClassVar = ["counted_at", "id"]

    def __str__(self) -> str:
        return self.key
