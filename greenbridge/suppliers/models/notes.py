"""What officers tell each other about a body."""

from typing import ClassVar

from django.db import models

from greenbridge.accounts.models import User
from greenbridge.suppliers.models.supplier import Supplier


class Note(models.Model):
    """A short word of an officer for colleagues (工作备注). Taken back, its words are gone and the row stays."""

    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="notes", verbose_name="机构", db_index=False
    )
    text = models.CharField("备注", max_length=500, blank=True)
    written_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name="写备注的人", db_index=False
    )
    written_at = models.DateTimeField("时间")
    colleague = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name="请谁看", db_index=False
    )
    taken_back_at = models.DateTimeField("收回时间", null=True)

    class Meta:
        ordering: ClassVar = ["-written_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["supplier", "-written_at"], name="notes_of_a_body")]

    def __str__(self) -> str:
        return f"{self.supplier}的工作备注"

    @property
    def is_taken_back(self) -> bool:
        return self.taken_back_at is not None
