"""Stored files (文件): the one upload path of the house."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class File(models.Model):
    """A file somebody gave us (文件). Rooms hold a foreign key to it, never a file field of their own."""

    class Secrecy(models.TextChoices):
        PUBLIC = "public", "公开"
        INTERNAL = "internal", "内部"
        CONFIDENTIAL = "confidential", "保密"

    name = models.CharField("文件名", max_length=150)
    stored_as = models.CharField("存储名", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=8)
    size = models.PositiveIntegerField("大小（字节）")
    digest = models.CharField("SM3 摘要", max_length=64)
    secrecy = models.CharField("密级", max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="files", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
