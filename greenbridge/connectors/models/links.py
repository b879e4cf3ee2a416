"""Whether the original of a standard still opens at the address that the library links to."""

from typing import ClassVar

from django.db import models

from greenbridge.core.links import CheckedLink
from greenbridge.library.models import Version


class OriginalLink(CheckedLink):
    """What was found when the link to an original was last asked (原文链接检查). Texts of standards are linked, not hosted."""

    version = models.OneToOneField(Version, models.CASCADE, related_name="original_link", verbose_name="文本")

    class Meta(CheckedLink.Meta):
        abstract = False
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.version}：{self.get_result_display()}"
