"""Stored files (文件): the one upload path of the house."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q


class FileQuerySet(models.QuerySet["File"]):
    def held(self) -> "FileQuerySet":
        """Those whose bytes must be there."""
        return self.exclude(state__in=[File.State.REFUSED, File.State.DESTROYED])

    def unscanned(self) -> "FileQuerySet":
        """Taken in while there was no virus scanner."""
        return self.filter(state=File.State.CLEAN, scanned_at=None)

    def unused(self) -> "FileQuerySet":
        """Not destroyed yet, and no row of any room refers to them."""
        rows = self.exclude(state=File.State.DESTROYED)
        for relation in File._meta.get_fields(include_hidden=True):
            if isinstance(relation, models.ManyToOneRel):
                referring = relation.related_model._default_manager.filter(
                    **{relation.field.name: OuterRef("pk")}
                )
                rows = rows.filter(~Exists(referring))
        return rows


class File(models.Model):
    """A file somebody gave us (文件). Rooms hold a foreign key to it, never a file field of their own."""

    class Secrecy(models.TextChoices):
        PUBLIC = "public", "公开"
        INTERNAL = "internal", "内部"
        CONFIDENTIAL = "confidential", "保密"

    class State(models.TextChoices):
        """Quarantine (隔离): only what is clean is given out or read by a room."""

        WAITING = "waiting", "正在检查"
        CLEAN = "clean", "已检查"
        REFUSED = "refused", "未通过检查"
        DESTROYED = "destroyed", "已销毁"

    name = models.CharField("文件名", max_length=150, blank=True)
    stored_as = models.CharField("存储名", max_length=40, unique=True)
    kind = models.CharField("类型", max_length=8)
    size = models.PositiveIntegerField("大小（字节）")
    digest = models.CharField("SM3 摘要", max_length=64)
    secrecy = models.CharField("密级", max_length=12, choices=Secrecy.choices, default=Secrecy.INTERNAL)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="files",
        verbose_name="上传人",
        help_text="命令收录的、平台自己取回的没有上传人",
    )
    uploaded_at = models.DateTimeField("上传时间")
    state = models.CharField("检查状态", max_length=10, choices=State.choices, default=State.CLEAN)
    reason = models.CharField("未通过的原因", max_length=200, blank=True)
    scanned_at = models.DateTimeField("查毒时间", null=True, blank=True)  # none: taken in without a scanner

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="file_refused_with_a_reason",
                condition=Q(state="refused", reason__gt="") | (~Q(state="refused") & Q(reason="")),
            ),
            models.CheckConstraint(
                name="file_destroyed_without_a_name",
                condition=Q(state="destroyed", name="") | (~Q(state="destroyed") & ~Q(name="")),
            ),
        ]
        indexes: ClassVar = [
            models.Index("owner", "uploaded_at", name="file_of_the_day"),
            models.Index("uploaded_at", name="file_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return self.name or "已销毁的文件"

    @property
    def is_picture(self) -> bool:
        return self.kind in {"jpg", "png"}

    @property
    def is_clean(self) -> bool:
        return self.state == self.State.CLEAN
