"""The outbox (索引待办): what changed in the halls and has to reach the index."""

from typing import ClassVar

from django.db import models


class OutboxEntry(models.Model):
    """A row of some hall changed or went away (索引待办). Written in the transaction of the change."""

    collection = models.CharField("集合", max_length=20)
    key = models.CharField("主键", max_length=64)
    created_at = models.DateTimeField("时间")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.collection}:{self.key}"


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
